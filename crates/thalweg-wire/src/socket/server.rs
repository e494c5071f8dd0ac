use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{ErrorCode, LostChannel, ResetReason, Time, ToolCallStatus};

/// What the server says on a WebSocket; one JSON text for each frame.
///
/// Frames with a `seq` belong to the session: it rises by one, and they come again after a `resume`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The first frame, and the answer to a `resume`.
    Welcome(SocketWelcome),
    /// A call changed its state, or got on.
    ToolUpdate(ToolUpdate),
    /// A piece of a call's result.
    PartialResult(PartialResult),
    /// A call ended well.
    Complete(ToolComplete),
    /// A call or a frame failed; the connection lives.
    Error(FrameError),
    /// An event of a channel.
    Event(ChannelEvent),
    /// Something cannot be replayed.
    Reset(SocketReset),
    /// What was asked for is done.
    Ok(FrameOk),
    /// The answer to a `ping`.
    Pong(Pong),
    /// The server goes down: the close 1012 follows.
    Draining(Draining),
}

/// The first frame of a connection, and the answer to a `resume`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SocketWelcome {
    /// Names this connection, for `POST /api/auth/refresh`.
    pub stream_id: Uuid,
    /// The session that calls of this connection belong to.
    pub session_id: Uuid,
    /// Whether it goes on with the session that was asked for.
    pub resumed: bool,
    /// After how much silence of the client the server pings; after twice of it the close is 4408.
    /// In milliseconds.
    pub heartbeat_ms: u32,
    /// The last seq of the session so far.
    pub seq: u64,
    /// When the credential ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
    /// What a connection may do at most.
    pub limits: SocketLimits,
}

/// What a connection may do at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SocketLimits {
    /// The longest frame of a client, in bytes.
    pub frame_bytes: u32,
    /// The most channels that are followed at once.
    pub subscriptions: u32,
    /// The most session frames that are not acknowledged; beyond it the session ends.
    pub unacked: u32,
}

/// A call changed its state; or, without `seq`, how far it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolUpdate {
    /// Its number in the session, if the state changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// The `id` of its `invoke_tool`.
    pub id: String,
    /// The job that executes it.
    pub job_id: Uuid,
    /// How far it is.
    pub status: ToolCallStatus,
    /// The id to decide under, while it waits for leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_id: Option<Uuid>,
    /// How much of it is done, 0 to 1, if the tool says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<f64>,
    /// The lines that its log grew by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
}

/// A piece of a call's result, before its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartialResult {
    /// Its number in the session.
    pub seq: u64,
    /// The `id` of its `invoke_tool`.
    pub id: String,
    /// The job that executes it.
    pub job_id: Uuid,
    /// The piece.
    #[schema(value_type = Object)]
    pub data: Value,
}

/// A call ended well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolComplete {
    /// Its number in the session.
    pub seq: u64,
    /// The `id` of its `invoke_tool`.
    pub id: String,
    /// The job that executed it.
    pub job_id: Uuid,
    /// What it gave, whole.
    #[schema(value_type = Object)]
    pub output: Value,
    /// How long the tool took, in milliseconds.
    pub duration_ms: u64,
}

/// A call ended badly (with `seq` and `jobId`), or a frame was not obeyed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FrameError {
    /// Its number in the session, if a call ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// The `id` of the frame or the call, if it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The job that executed the call, if a call ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_id: Option<Uuid>,
    /// How the call ended, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ToolCallStatus>,
    /// The stable word.
    pub code: ErrorCode,
    /// What to do, in words for a person.
    pub message: String,
    /// Whether the same may succeed later.
    pub retryable: bool,
}

/// An event of a channel; the same bytes for every subscriber.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelEvent {
    /// The channel.
    pub channel: String,
    /// Its number there.
    pub seq: u64,
    /// The first seq of an event that was joined of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<u64>,
    /// The place to go on from.
    pub cursor: String,
    /// Its type.
    pub event: String,
    /// Its data.
    #[schema(value_type = Object)]
    pub data: Value,
    /// When it was committed.
    pub at: Time,
}

/// Something cannot be replayed. Of a session that is unknown or over: without cursor and channels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SocketReset {
    /// The place to go on from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Why.
    pub reason: ResetReason,
    /// What is lost, channel by channel, with the present state.
    pub channels: Vec<LostChannel>,
}

/// What was asked for is done.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FrameOk {
    /// The `id` of the frame.
    pub id: String,
    /// Of a subscription: the place that it starts from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Of a subscription: the last seq of the channel so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
}

/// The answer to a `ping`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pong {
    /// The `id` of the `ping`, if it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// The server goes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Draining {
    /// How long to wait before coming back, in milliseconds.
    pub retry_ms: u32,
}
