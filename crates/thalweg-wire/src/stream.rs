use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{ChatMessage, Conversation, QueuedMessage, Run, Time};

/// A channel of a stream and the last seq at the stream's start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelHead {
    /// The channel.
    pub channel: String,
    /// Its last seq; 0 if it has no event yet.
    pub seq: u64,
}

/// The first event of a stream; its id is the place that the stream starts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Welcome {
    /// Names this stream on this server.
    pub stream_id: Uuid,
    /// What it follows.
    pub channels: Vec<ChannelHead>,
    /// What was asked for and is not followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
    /// When the credential ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
    /// After how much silence the server sends a sign of life, in milliseconds.
    pub heartbeat_ms: u32,
}

/// Why a reader's place cannot be gone on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResetReason {
    /// Events after it are no longer kept.
    Trimmed,
    /// It is a place of another log.
    EpochChanged,
    /// It is a place that this log never had, or has lost.
    UnknownCursor,
}

/// One channel of a [`Reset`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LostChannel {
    /// The channel.
    pub channel: String,
    /// The first seq that cannot be replayed, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_from: Option<u64>,
    /// The last seq that cannot be replayed, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_to: Option<u64>,
    /// The present state, where the channel has one; a [`ConversationSnapshot`] for conversations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub snapshot: Option<serde_json::Value>,
}

/// Something cannot be replayed. The event's id is the place to go on from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reset {
    /// Why.
    pub reason: ResetReason,
    /// What is lost, channel by channel, with the present state.
    pub channels: Vec<LostChannel>,
}

/// The present state of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationSnapshot {
    /// The conversation.
    pub conversation: Conversation,
    /// The newest 50 messages within 1 MiB, newest first, with the text written so far.
    pub messages: Vec<ChatMessage>,
    /// Gives older messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The run that is going on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// What waits for its turn, the next first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub queue: Vec<QueuedMessage>,
}

/// Why a stream ends that can be gone on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReconnectReason {
    /// The server goes down.
    Draining,
    /// The server is not ready yet.
    Starting,
    /// The server is too busy.
    Overload,
    /// Too many streams of this principal.
    Limit,
    /// Its reader is known by something else from now on: they made an account.
    SignedIn,
    /// Its ticket is used for another stream from now on.
    TakenOver,
}

/// Come back after a while with the same cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reconnect {
    /// How long to wait, in milliseconds.
    pub retry_ms: u32,
    /// Why.
    pub reason: ReconnectReason,
}

/// The credential ended; the same cursor with a fresh one goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Expired {
    /// When it ended.
    pub at: Time,
}

/// Which stream shall go on with its reader's prolonged credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProlongStream {
    /// The `streamId` of its `welcome`.
    pub stream_id: Uuid,
}

/// The answer of `POST /api/auth/refresh`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Prolonged {
    /// When the credential, and the stream with it, ends now; absent if it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}

/// A conversation was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deleted {
    /// The conversation.
    pub id: Uuid,
}

/// Something that goes by its name was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NameDeleted {
    /// Its name.
    pub name: String,
    /// True.
    pub deleted: bool,
}
