use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Time;

/// A message of the user's that waits until the run before it has ended. It comes into being, with
/// its answer, when its run starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueuedMessage {
    /// The id that it will have.
    pub message_id: Uuid,
    /// The run that will answer it.
    pub run_id: Uuid,
    /// What the person says.
    pub content: String,
    /// More text for the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The model, if the request named one; else the conversation's of that moment answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// When it was sent.
    pub created_at: Time,
}

/// What waits in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Queue {
    /// The messages, the next one first; at most 20.
    pub items: Vec<QueuedMessage>,
    /// On a read: the place in the log that it is of. Subscribe from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// What to change of a message that waits; absent fields stay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueuePatch {
    /// What the person says instead, 1 to 32,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Its new place, 0 being the next; a place beyond the end is the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
}
