use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::AccessRole;

/// Whether somebody may do something with a channel, and what decides it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RulesExplained {
    /// Who; absent if it is asked of a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// Their role.
    pub role: AccessRole,
    /// The channel.
    pub channel: String,
    /// What is decided on each verb.
    pub verbs: Vec<VerbExplained>,
}

/// What is decided on a verb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerbExplained {
    /// `subscribe`, `publish`, `presence` or `history`.
    pub verb: String,
    /// Whether it may be done.
    pub allowed: bool,
    /// What decided, in words.
    pub by: String,
}
