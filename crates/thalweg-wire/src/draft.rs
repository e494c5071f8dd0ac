use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Time;

/// What somebody has written in a conversation, or for a new one, and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PromptDraft {
    /// The conversation; absent for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<Uuid>,
    /// The text; empty if there is no draft.
    pub text: String,
    /// The id that whoever saved it gave to that; absent if there is no draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Uuid>,
    /// When it was saved; absent if there is no draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Time>,
}

/// A draft to save.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPromptDraft {
    /// The text, at most 100,000 characters. An empty one takes the draft away.
    pub text: String,
    /// A new id, by which whoever saves it knows it again, and which makes repeating harmless.
    pub revision: Uuid,
    /// The revision that the text was written over. If another one is there, nothing is saved; a
    /// draft that was taken away meanwhile is no reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub based_on: Option<Uuid>,
}

/// A draft was saved or taken away. The text itself is read by `GET /api/drafts/{conversation}`, so
/// that nobody is sent each word of somebody who types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DraftNotice {
    /// The conversation; absent for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<Uuid>,
    /// The id of this saving.
    pub revision: Uuid,
    /// Whether the draft was taken away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}
