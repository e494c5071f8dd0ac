use reqwest::Version;
use serde_json::{Value, json};
use thalweg_testkit::{Socket, TestServer, handshake};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::client::TlsStream;

use super::{Safe, shake_hands_over};
use crate::support::sockets::{call, frame, frames_to};
use crate::support::{Act, acting, soon, text_of, until};

/// A WebSocket over this connection.
async fn open(safe: &Safe, socket: TcpStream) -> Socket<TlsStream<TcpStream>> {
    let config = safe.authority.trusting(&["http/1.1"]).expect("a client");
    let stream = shake_hands_over(socket, config).await;
    let mut headers = handshake();
    headers.push(("Origin", format!("https://{}", safe.address())));
    let opened = Socket::open_over(stream, safe.address(), &headers);
    let mut socket = soon(opened).await.expect("an answer").expect("a WebSocket");
    assert_eq!(frame(&mut socket).await["type"], "welcome");
    socket
}

#[tokio::test]
async fn a_websocket_works_within_tls() {
    let safe = Safe::start(TestServer::builder()).await;
    let stream = TcpStream::connect(safe.address()).await;
    let mut socket = open(&safe, stream.expect("a connection")).await;
    call(&mut socket, "c1", "clock", json!({})).await;
    let frames = frames_to(&mut socket, "complete").await;
    assert!(frames.iter().all(|frame| frame["id"] == "c1"));
    drop(socket);
    safe.server.stop().await;
}

/// Over TLS as well. That what waits in its records is written as soon as the connection takes more is
/// a rule of the outbox, whose own test fails without it; this one would not.
#[tokio::test]
async fn a_slow_reader_gets_the_last_byte() {
    const LONG: usize = 900_000;
    let act = Act::new("long", |_, _| async {
        Ok(json!({ "text": "x".repeat(LONG) }))
    });
    let safe = Safe::start(acting([act])).await;
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small one");
    let socket = socket.connect(safe.address()).await;
    let mut socket = open(&safe, socket.expect("a connection")).await;
    call(&mut socket, "c1", "long", json!({})).await;
    let id = text_of(&frame(&mut socket).await, "jobId");
    let client = safe.client(Version::HTTP_11);
    let target = safe.url(&format!("/api/jobs/{id}"));
    until(async || {
        let answer = client.get(&target).send().await.expect("an answer");
        let text = answer.text().await.expect("a body");
        let job: Value = serde_json::from_str(&text).expect("JSON");
        job["status"] == "done"
    })
    .await;
    let frames = frames_to(&mut socket, "complete").await;
    let last = frames.last().expect("the end");
    assert_eq!(text_of(&last["output"], "text").len(), LONG);
    drop(socket);
    safe.server.stop().await;
}

/// Over HTTP/2 there are none: a browser opens a connection of HTTP/1.1 for one, as no other way was
/// offered (RFC 8441).
#[tokio::test]
async fn over_http2_a_websocket_is_told_to_ask_otherwise() {
    let safe = Safe::start(TestServer::builder()).await;
    let client = safe.client(Version::HTTP_2);
    let answer = soon(client.get(safe.url("/api/ws")).send()).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), 426);
    let text = answer.text().await.expect("a body");
    let body: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(body["code"], "upgrade_required");
    safe.server.stop().await;
}
