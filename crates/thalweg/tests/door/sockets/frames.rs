//! Frames that are obeyed, refused, or end the connection.

use std::time::Duration;

use serde_json::{Value, json};
use thalweg_testkit::{Said, TestServer};

use crate::support::sockets::{closed, connect, frame, said, say};
use crate::support::{soon, until};

#[tokio::test]
async fn pings_of_both_kinds_are_answered() {
    let server = TestServer::start().await;
    let (mut socket, _) = connect(&server.client()).await;
    say(&mut socket, json!({ "type": "ping" })).await;
    assert_eq!(frame(&mut socket).await, json!({ "type": "pong" }));
    soon(socket.send_raw(0x89, b"hello")).await.expect("sent");
    assert_eq!(said(&mut socket).await, Said::Pong(b"hello".to_vec()));
    // A frame in two pieces, with a ping between them.
    soon(socket.send_raw(0x01, b"{\"type\":"))
        .await
        .expect("sent");
    soon(socket.send_raw(0x89, b"")).await.expect("sent");
    soon(socket.send_raw(0x80, b"\"ping\",\"id\":\"2\"}"))
        .await
        .expect("sent");
    assert_eq!(said(&mut socket).await, Said::Pong(Vec::new()));
    let pong = json!({ "type": "pong", "id": "2" });
    assert_eq!(frame(&mut socket).await, pong);
    soon(socket.send_raw(0x88, &1000_u16.to_be_bytes()))
        .await
        .expect("sent");
    assert_eq!(said(&mut socket).await, Said::Close(1000, String::new()));
    assert_eq!(said(&mut socket).await, Said::Gone);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn a_bad_frame_is_told_and_the_fifth_in_a_minute_closes() {
    let server = TestServer::start().await;
    let (mut socket, _) = connect(&server.client()).await;
    let bad: [(u8, &[u8]); 5] = [
        (0x81, b"no json"),
        (0x81, b"{\"type\":\"dance\",\"id\":\"7\"}"),
        (0x82, b"{\"type\":\"ping\"}"),
        (0x81, b"{\"type\":\"ack\",\"seq\":\"1\"}"),
        (0x81, b"{\"type\":\"ping\",\"id\":\"\\u0007\"}"),
    ];
    for (at, (first, payload)) in bad.into_iter().enumerate() {
        soon(socket.send_raw(first, payload)).await.expect("sent");
        let error = frame(&mut socket).await;
        assert_eq!(error["type"], "error", "{error}");
        assert_eq!(error["code"], "malformed", "{error}");
        assert_eq!(error["retryable"], false);
        assert_eq!(error["seq"], Value::Null);
        let id = if at == 1 { json!("7") } else { Value::Null };
        assert_eq!(error["id"], id);
        if at == 3 {
            say(&mut socket, json!({ "type": "ping" })).await;
            assert_eq!(frame(&mut socket).await["type"], "pong", "it lives");
        }
    }
    assert_eq!(closed(&mut socket).await, 4400);
    server.stop().await;
}

#[tokio::test]
async fn what_breaks_the_protocol_closes_with_its_code() {
    let server = TestServer::start().await;
    let client = server.client();
    let large = vec![b' '; 256 * 1024 + 1];
    let cases: [(u8, &[u8], u16); 4] = [
        (0xf1, b"{}", 1002),
        (0x83, b"", 1002),
        (0x81, b"\"\xff\"", 1007),
        (0x81, &large, 1009),
    ];
    for (first, payload, code) in cases {
        let (mut socket, _) = connect(&client).await;
        // The server need not take all of what it refuses.
        let _ = soon(socket.send_raw(first, payload)).await;
        assert_eq!(closed(&mut socket).await, code);
    }
    let (mut socket, _) = connect(&client).await;
    soon(socket.send_bytes(&[0x81, 2, b'{', b'}']))
        .await
        .expect("sent");
    assert_eq!(closed(&mut socket).await, 1002, "without a mask");
    let (mut socket, _) = connect(&client).await;
    let longest = format!("{{\"type\":\"ping\"{}}}", " ".repeat(256 * 1024 - 15));
    assert_eq!(longest.len(), 256 * 1024);
    soon(socket.send_raw(0x81, longest.as_bytes()))
        .await
        .expect("sent");
    assert_eq!(
        frame(&mut socket).await["type"],
        "pong",
        "just short enough"
    );
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn what_is_not_there_yet_says_so() {
    let server = TestServer::start().await;
    let (mut socket, _) = connect(&server.client()).await;
    let publish = json!({
        "type": "publish", "id": "p", "channel": "room:a", "event": "note", "data": 1,
    });
    say(&mut socket, publish).await;
    let error = frame(&mut socket).await;
    assert_eq!(
        (&error["code"], &error["id"]),
        (&json!("not_supported"), &json!("p"))
    );
    let presence = json!({ "type": "presence", "channel": "room:a", "state": {} });
    for _ in 0..6 {
        say(&mut socket, presence.clone()).await;
        assert_eq!(frame(&mut socket).await["code"], "not_supported");
    }
    say(&mut socket, json!({ "type": "auth", "token": "t" })).await;
    assert_eq!(frame(&mut socket).await["code"], "unauthorized");
    assert_eq!(closed(&mut socket).await, 4401);
    server.stop().await;
}

#[tokio::test]
async fn a_client_of_which_nothing_is_heard_is_asked_and_then_left() {
    let server = TestServer::builder()
        .settings(|settings| settings.http.heartbeat = Duration::from_secs(1))
        .start()
        .await;
    let (mut silent, _) = connect(&server.client()).await;
    assert_eq!(said(&mut silent).await, Said::Ping(Vec::new()));
    assert_eq!(closed(&mut silent).await, 4408);
    let (mut alive, _) = connect(&server.client()).await;
    for _ in 0..2 {
        assert_eq!(said(&mut alive).await, Said::Ping(Vec::new()));
        soon(alive.send_raw(0x8a, b"")).await.expect("sent");
    }
    drop(alive);
    server.stop().await;
}
