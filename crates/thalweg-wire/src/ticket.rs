use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Time;

/// Asks for leave to follow one stream by its address alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTicket {
    /// What will be asked: the path of a stream and, after `?`, its query.
    pub path: String,
    /// The origin whose pages will ask, as browsers write it; that of this request if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// Leave to follow one stream by its address alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// The ticket, which is shown here and never again.
    pub ticket: String,
    /// What to give to `EventSource`, relative to this server: the path with the ticket in its query.
    pub url: String,
    /// By when it has to be used first.
    pub expires_at: Time,
}
