use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{ErrorCode, Timing, Usage};

/// How far a run is. A run that ended tells so by `done`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RunStatus {
    /// Waiting its turn.
    Queued,
    /// The model is asked or answers.
    Running,
    /// A person must decide.
    AwaitingApproval,
}

/// One assistant turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// Its id.
    pub id: Uuid,
    /// The conversation.
    pub conversation_id: Uuid,
    /// The user's message that it answers.
    pub message_id: Uuid,
    /// The assistant's message that it writes; its parent is `messageId`.
    pub assistant_message_id: Uuid,
    /// The parent of `messageId`; absent for a first message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Uuid>,
    /// The model.
    pub model: String,
    /// How far it is; absent once it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<RunStatus>,
    /// How it ended; absent while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<DoneStatus>,
    /// The run whose message it writes on in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<Uuid>,
}

/// What a token is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    /// The answer.
    #[default]
    Text,
    /// The model's thinking.
    Reasoning,
}

impl TokenKind {
    /// Text is the default and is left out on the wire.
    pub fn is_text(&self) -> bool {
        *self == Self::Text
    }
}

/// A piece of an assistant's message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// The assistant's message.
    pub id: Uuid,
    /// The part of it that the text belongs to.
    pub part_id: String,
    /// The text to add.
    pub text: String,
    /// `text` if absent.
    #[serde(default, skip_serializing_if = "TokenKind::is_text")]
    pub kind: TokenKind,
}

/// A failure of a run, on its stream, before its `done`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunError {
    /// The stable word.
    pub code: ErrorCode,
    /// What happened and what to do.
    pub message: String,
    /// Whether trying again can help.
    pub retryable: bool,
    /// Finds the cause in the server's log.
    pub request_id: String,
    /// How long to wait first, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u32>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DoneStatus {
    /// Whole.
    Complete,
    /// Somebody stopped it.
    Stopped,
    /// The model reached its limit of length.
    Length,
    /// The model refused, or a filter cut it.
    Refused,
    /// It failed.
    Error,
    /// The server went away.
    Interrupted,
}

/// The last event of a run, exactly one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// The assistant's message.
    pub id: Uuid,
    /// The run.
    pub run_id: Uuid,
    /// How it ended.
    pub status: DoneStatus,
    /// What the model counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// How fast it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
}

impl From<DoneStatus> for crate::MessageStatus {
    fn from(status: DoneStatus) -> Self {
        match status {
            DoneStatus::Complete => Self::Complete,
            DoneStatus::Stopped => Self::Stopped,
            DoneStatus::Length => Self::Length,
            DoneStatus::Refused => Self::Refused,
            DoneStatus::Error => Self::Error,
            DoneStatus::Interrupted => Self::Interrupted,
        }
    }
}
