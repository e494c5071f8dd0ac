use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Time;

/// One entry of the audit trail: who did what, from where, and what became of it.
///
/// The trail is the channel `system:audit` of the log; each entry is chained to the one before it by
/// a hash, see the operations manual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Its number in the trail: 1, 2, 3 … without holes.
    pub seq: u64,
    /// When it was noted.
    pub at: Time,
    /// What was done, as a stable word such as `run.stopped`; later versions have more.
    pub action: String,
    /// Who did it.
    pub actor: AuditActor,
    /// What it was done to: an id or a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// What became of it.
    pub outcome: AuditOutcome,
    /// The address that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The request that asked for it, as in `X-Request-Id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// More, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditActor {
    /// The principal, or `server`, or `nobody` for somebody without a credential.
    pub id: String,
    /// The role that they had, as in `AccessRole`, or `server` or `nobody`.
    pub role: String,
    /// The name of their account, if they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What became of something that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AuditOutcome {
    /// It was done.
    Ok,
    /// It was refused, and nothing was done.
    Refused,
}

/// Entries of the audit trail, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// The entries. With a filter there can be fewer than asked for, even none, although
    /// `nextCursor` is there: a search looks through so many entries at a time.
    pub items: Vec<AuditEntry>,
    /// Gives the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}
