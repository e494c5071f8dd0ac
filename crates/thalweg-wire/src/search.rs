use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Role, Time};

/// A place that has what was looked for: a message, or the title of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// The conversation.
    pub conversation_id: Uuid,
    /// Its title.
    pub title: String,
    /// The message; absent if it is the title that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<Uuid>,
    /// Whose words the message holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// About 160 characters around the first hit, on one line.
    pub snippet: String,
    /// Where the hits of the snippet begin and end, in UTF-16 code units, in order.
    pub marks: Vec<[u32; 2]>,
    /// When the message came into being, or the conversation last changed.
    pub at: Time,
}

/// A page of hits, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchPage {
    /// The hits. A page may have fewer than asked for and still be followed by another.
    pub items: Vec<SearchHit>,
    /// Gives the next, older page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}
