use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a client says on a WebSocket; one JSON text for each frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// Goes on with a session; only as the first frame.
    Resume(Resume),
    /// Session frames up to a seq are handled and need not be kept.
    Ack(Ack),
    /// Calls a tool.
    InvokeTool(InvokeFrame),
    /// Stops a call.
    CancelTool(CancelTool),
    /// Follows a channel.
    Subscribe(Subscribe),
    /// Follows a channel no more.
    Unsubscribe(Unsubscribe),
    /// Publishes an event. Not there yet: answered with `not_supported`.
    Publish(Publish),
    /// Joins or leaves a room. Not there yet: answered with `not_supported`.
    Presence(Presence),
    /// Shows a fresh credential.
    Auth(Auth),
    /// Asks for a `pong`.
    Ping(PingFrame),
}

/// Goes on with a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resume {
    /// Of an earlier `welcome`.
    pub session_id: Uuid,
    /// The last session frame that was handled; 0 if none was.
    pub seq: u64,
    /// Where subscriptions of this connection begin that name no place of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Session frames up to this one are handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ack {
    /// The last one.
    pub seq: u64,
}

/// Calls a tool. The answer is a `tool_update` with the job, or an `error`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvokeFrame {
    /// Names the call, and is its idempotency key: 1 to 255 visible ASCII characters.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments, as the tool's `inputSchema` has them; `{}` if absent.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub args: Map<String, Value>,
}

/// Stops a call, named by either.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CancelTool {
    /// The `id` of its `invoke_tool`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_id: Option<Uuid>,
}

/// Follows a channel. One that is followed already is followed anew from that place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subscribe {
    /// Names the request in its answer.
    pub id: String,
    /// The channel.
    pub channel: String,
    /// The place to go on from; from now if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Follows a channel no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Unsubscribe {
    /// Names the request in its answer.
    pub id: String,
    /// The channel.
    pub channel: String,
}

/// Publishes an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Publish {
    /// Names the request in its answer.
    pub id: String,
    /// The channel.
    pub channel: String,
    /// Its type.
    pub event: String,
    /// Its data.
    #[schema(value_type = Object)]
    pub data: Value,
}

/// Joins a room, or leaves it if there is no state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Presence {
    /// The room.
    pub channel: String,
    /// What others see of one, at most 1 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub state: Option<Value>,
}

/// Shows a fresh credential.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Auth {
    /// It.
    pub token: String,
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Auth(…)")
    }
}

/// Asks for a `pong`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PingFrame {
    /// Comes back in the `pong`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_its_type_and_its_fields() {
        let text = r#"{"type":"subscribe","id":"1","channel":"room:a"}"#;
        let frame: ClientFrame = serde_json::from_str(text).expect("a frame");
        let wanted = ClientFrame::Subscribe(Subscribe {
            id: "1".into(),
            channel: "room:a".into(),
            cursor: None,
        });
        assert_eq!(frame, wanted);
        assert_eq!(serde_json::to_string(&frame).expect("JSON"), text);
    }

    #[test]
    fn what_is_unknown_or_missing_is_refused() {
        for text in [
            r#"{"type":"dance"}"#,
            r#"{"id":"1"}"#,
            r#"{"type":"ack"}"#,
            r#"{"type":"ack","seq":-1}"#,
            r#"{"type":"ack","seq":1,"more":2}"#,
            r#"{"type":"resume","sessionId":"x","seq":1}"#,
            "[]",
            "1",
        ] {
            assert!(serde_json::from_str::<ClientFrame>(text).is_err(), "{text}");
        }
    }
}
