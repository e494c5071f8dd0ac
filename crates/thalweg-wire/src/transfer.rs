use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ChatMessage, Conversation};

/// A conversation as a file, to be brought in again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationExport {
    /// `thalweg.conversation`.
    pub format: String,
    /// 1.
    pub version: u32,
    /// The conversation; when it is brought in, its id, its run and its `updatedAt` do not count.
    pub conversation: Conversation,
    /// All messages of all branches, at most 10,000. A parent comes before its children.
    pub messages: Vec<ChatMessage>,
}
