use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Account, ErrorCode, SessionRef, Time};

/// A model that can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Model {
    /// What to name in `model`.
    pub id: String,
    /// What to show.
    pub name: String,
    /// Whether it is taken when none is named.
    pub default: bool,
    /// The most tokens of prompt and history, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_tokens: Option<u32>,
    /// What it is, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whose it is: `demo`, `openai`, `anthropic`, or the name of an upstream in the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Why it cannot be asked for the moment, as far as is known; absent: it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<ModelProblem>,
}

/// Why a model cannot be asked for the moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelProblem {
    /// The stable word.
    pub code: ErrorCode,
    /// What is wrong and what to do, in a sentence.
    pub message: String,
}

/// The models of this server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelPage {
    /// The models.
    pub items: Vec<Model>,
}

/// What a principal may do on this server.
///
/// Roles are sent and stored by name: add, never rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AccessRole)]
pub enum Role {
    /// Everything.
    Owner,
    /// What is their own, and other people's accounts.
    Admin,
    /// What is their own.
    Member,
    /// Look at what is their own, and change nothing.
    Viewer,
    /// What is their own, known by nothing but a browser.
    Guest,
    /// What its key says: a program.
    Service,
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Principal)]
pub struct PrincipalView {
    /// Opaque; the name of the own feed is `user:{id}`.
    pub id: String,
    /// What they may do.
    pub role: Role,
}

/// The answer of `GET /api/me`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// Who is asking.
    pub principal: PrincipalView,
    /// Their account, if they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    /// Their session, if they signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionRef>,
    /// How their tokens of today stand, where they are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<TokensOfDay>,
    /// The server's version.
    pub version: String,
}

/// How somebody's tokens of a day (UTC) stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokensOfDay {
    /// How many were spent; what ends late may be more than may be.
    pub spent: u64,
    /// How many may be.
    pub limit: u64,
    /// When the next day begins.
    pub ends_at: Time,
}

/// The answer of `GET /healthz` and `GET /readyz`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// `ok`, or why not: `draining`.
    pub status: String,
}
