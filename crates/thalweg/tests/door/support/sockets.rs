use serde_json::{Value, json};
use thalweg_client::Client;
use thalweg_testkit::{RefusedSocket, Said, Socket, handshake};
use tokio::io::{AsyncRead, AsyncWrite};

use super::soon;

/// What a WebSocket is over.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}

/// The headers of a handshake that this client sends.
pub(crate) fn headers_of(client: &Client) -> Vec<(&'static str, String)> {
    let mut headers = handshake();
    if let Some(cookie) = client.cookie() {
        headers.push(("Cookie", cookie.to_owned()));
        headers.push(("Origin", format!("http://{}", client.address())));
    }
    if let Some(bearer) = client.bearer() {
        headers.push(("Authorization", format!("Bearer {bearer}")));
    }
    headers
}

/// Opens a WebSocket with these headers.
pub(crate) async fn open(
    client: &Client,
    headers: &[(&str, String)],
) -> Result<Socket, RefusedSocket> {
    let opened = soon(Socket::open(client.address(), headers)).await;
    opened.expect("an answer")
}

/// A WebSocket that was welcomed, and its welcome.
pub(crate) async fn connect(client: &Client) -> (Socket, Value) {
    let mut socket = open(client, &headers_of(client)).await.expect("a socket");
    let welcome = frame(&mut socket).await;
    assert_eq!(welcome["type"], "welcome", "{welcome}");
    (socket, welcome)
}

/// A WebSocket that goes on with a session, and what answered.
pub(crate) async fn resume(client: &Client, session: &Value, seq: u64) -> (Socket, Value) {
    let (mut socket, _) = connect(client).await;
    say(
        &mut socket,
        json!({ "type": "resume", "sessionId": session, "seq": seq }),
    )
    .await;
    let welcome = frame(&mut socket).await;
    assert_eq!(welcome["type"], "welcome", "{welcome}");
    (socket, welcome)
}

pub(crate) async fn say<S: Stream>(socket: &mut Socket<S>, frame: Value) {
    soon(socket.send(&frame)).await.expect("sent");
}

/// What is said next.
pub(crate) async fn said<S: Stream>(socket: &mut Socket<S>) -> Said {
    soon(socket.next()).await.expect("a frame")
}

/// The next frame of JSON. Pings are answered.
pub(crate) async fn frame<S: Stream>(socket: &mut Socket<S>) -> Value {
    loop {
        match said(socket).await {
            Said::Frame(frame) => return frame,
            Said::Ping(payload) => soon(socket.send_raw(0x8a, &payload)).await.expect("sent"),
            other => panic!("{other:?} instead of a frame"),
        }
    }
}

/// Frames up to the first of that type, which is the last of them.
pub(crate) async fn frames_to<S: Stream>(socket: &mut Socket<S>, kind: &str) -> Vec<Value> {
    let mut frames = Vec::new();
    loop {
        let next = frame(socket).await;
        let is_last = next["type"] == kind;
        frames.push(next);
        if is_last {
            return frames;
        }
    }
}

/// The code that the server closes with; what comes before is passed over.
pub(crate) async fn closed(socket: &mut Socket) -> u16 {
    loop {
        match said(socket).await {
            Said::Close(code, _) => return code,
            Said::Gone => panic!("the connection broke"),
            _ => {}
        }
    }
}

/// Calls a tool.
pub(crate) async fn call<S: Stream>(socket: &mut Socket<S>, id: &str, tool: &str, args: Value) {
    let frame = json!({ "type": "invoke_tool", "id": id, "name": tool, "args": args });
    say(socket, frame).await;
}

/// The types of frames.
pub(crate) fn types(frames: &[Value]) -> Vec<&str> {
    frames.iter().filter_map(|f| f["type"].as_str()).collect()
}
