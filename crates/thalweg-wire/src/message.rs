use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{ErrorCode, Time};

/// Whose words a message holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = MessageRole)]
pub enum Role {
    /// A person's.
    User,
    /// A model's.
    Assistant,
    /// A tool's.
    Tool,
    /// Instructions to the model.
    System,
}

/// How far a message is, or how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MessageStatus {
    /// Whole.
    Complete,
    /// Being written.
    Streaming,
    /// Somebody stopped it.
    Stopped,
    /// The model reached its limit of length.
    Length,
    /// The model refused, or a filter cut it.
    Refused,
    /// It failed.
    Error,
    /// The server went away while it was written.
    Interrupted,
}

/// One piece of a message, in the order of what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Part {
    /// Text for the reader.
    #[schema(title = "TextPart")]
    Text {
        /// Unique in the message.
        id: String,
        /// The text.
        text: String,
    },
    /// The model's thinking.
    #[schema(title = "ReasoningPart")]
    Reasoning {
        /// Unique in the message.
        id: String,
        /// The text.
        text: String,
    },
    /// A call of a tool.
    #[schema(title = "ToolCallPart")]
    ToolCall {
        /// Unique in the message.
        id: String,
        /// Which of the message's `toolCalls`.
        #[serde(rename = "toolCallId")]
        tool_call_id: String,
    },
    /// The start of another round with the model.
    #[schema(title = "StepPart")]
    Step {
        /// Unique in the message.
        id: String,
    },
}

impl Part {
    /// Its name, unique in the message.
    pub fn id(&self) -> &str {
        match self {
            Self::Text { id, .. }
            | Self::Reasoning { id, .. }
            | Self::ToolCall { id, .. }
            | Self::Step { id } => id,
        }
    }
}

/// How far a tool call is, or how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ToolCallStatus {
    /// Waiting its turn.
    Queued,
    /// Waiting for a person.
    AwaitingApproval,
    /// Being done.
    Running,
    /// Done.
    Done,
    /// Failed.
    Error,
    /// A person or a rule said no.
    Denied,
    /// Stopped.
    Cancelled,
    /// The server went away.
    Interrupted,
}

/// A call of a tool within a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolCall {
    /// Unique in the message.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Its arguments.
    #[schema(value_type = Object)]
    pub args: serde_json::Value,
    /// How far it is.
    pub status: ToolCallStatus,
    /// What it gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub output: Option<serde_json::Value>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The job that executes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_id: Option<Uuid>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Time>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Time>,
}

/// What a model counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Tokens read.
    pub input_tokens: u32,
    /// Tokens written.
    pub output_tokens: u32,
}

/// How fast a run was.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Timing {
    /// From the request to the first token, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_token_ms: Option<u32>,
    /// From the request to the end, in milliseconds.
    pub total_ms: u32,
    /// Tokens written a second, from the first token to the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_per_second: Option<f64>,
}

/// Why a message failed, in words for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageError {
    /// The stable word.
    pub code: ErrorCode,
    /// What happened and what to do.
    pub message: String,
    /// Finds the cause in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Not before this moment can trying again help; only if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Time>,
}

/// An entry of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessage {
    /// Unique in the conversation.
    pub id: Uuid,
    /// The conversation.
    pub conversation_id: Uuid,
    /// The message this one answers or follows; absent for a first message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Uuid>,
    /// Whose words.
    pub role: Role,
    /// The joined text of the parts.
    pub content: String,
    /// What happened, in order.
    pub parts: Vec<Part>,
    /// When it came into being.
    pub created_at: Time,
    /// How far it is, or how it ended.
    pub status: MessageStatus,
    /// The calls that its parts name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCall>,
    /// Once it has ended: the run that wrote it last, which a continuation names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<Uuid>,
    /// The model that wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What the model counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// How fast it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<MessageError>,
}

/// A page of messages, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessagePage {
    /// The messages.
    pub items: Vec<ChatMessage>,
    /// Gives the next, older page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// On the first page: the place in the log that it is of. Subscribe from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// A message to add without a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewMessage {
    /// The conversation to add it to.
    pub conversation_id: Uuid,
    /// The text, 1 to 32,000 characters.
    pub content: String,
    /// An id of the client's; one is made if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// The message to follow; the current leaf if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<crate::ParentRef>,
    /// `user` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}
