use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

/// The message to follow: an id, or `"root"` for a first message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParentRef {
    /// A first message.
    Root,
    /// The message with this id.
    Id(Uuid),
}

impl Serialize for ParentRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Root => serializer.serialize_str("root"),
            Self::Id(id) => id.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ParentRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "root" {
            return Ok(Self::Root);
        }
        text.parse()
            .map(Self::Id)
            .map_err(|_| D::Error::custom("an id of a message, or \"root\""))
    }
}

impl PartialSchema for ParentRef {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        String::schema()
    }
}

impl ToSchema for ParentRef {}

/// What to do when a run is going on in the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum WhenBusy {
    /// Answer 409 `run_in_progress`.
    #[default]
    Reject,
    /// Wait for it.
    Queue,
    /// Stop it.
    Stop,
}

/// The body of `POST /api/realtime`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartRun {
    /// What the person says, 1 to 32,000 characters. Absent, with a `parentId` that names a user
    /// message: answer that message again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// More text for the model, at most 64,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The tools that the model may call; absent: all that are allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<String>>,
    /// The conversation; one is made if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<Uuid>,
    /// The message to follow; the current leaf if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<ParentRef>,
    /// The client's id for the user's message; one is made if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<Uuid>,
    /// A template for the prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_id: Option<Uuid>,
    /// The template's variables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variables: Option<BTreeMap<String, String>>,
    /// The model; the conversation's or the server's default if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Whether the model should think first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<bool>,
    /// `reject` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when_busy: Option<WhenBusy>,
}

/// The body of `POST /api/realtime/{id}/continue`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContinueRun {
    /// The model; the run's own if absent and still there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// `reject` if absent; a continuation does not wait in the queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when_busy: Option<WhenBusy>,
}

/// The answer to `POST /api/realtime` with `Accept: application/json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StartedRun {
    /// The run.
    pub run_id: Uuid,
    /// Its conversation.
    pub conversation_id: Uuid,
    /// The user's message.
    pub message_id: Uuid,
    /// The message that the run writes.
    pub assistant_message_id: Uuid,
    /// The place right before the run's first event.
    pub cursor: String,
}
