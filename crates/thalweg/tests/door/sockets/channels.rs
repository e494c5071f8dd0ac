//! Channels over a WebSocket: places, resets, and bytes that are made once.

use serde_json::{Value, json};
use thalweg_client::{Client, Request};
use thalweg_testkit::{Socket, TestServer, handshake};

use crate::support::sockets::{connect, frame, open, say};
use crate::support::{add_message, ask, new_conversation, soon};

async fn follow(socket: &mut Socket, channel: &str, cursor: Option<&Value>) -> Value {
    let mut frame_of = json!({ "type": "subscribe", "id": "s", "channel": channel });
    if let Some(cursor) = cursor {
        frame_of["cursor"] = cursor.clone();
    }
    say(socket, frame_of).await;
    let ok = frame(socket).await;
    assert_eq!(ok["id"], "s", "{ok}");
    ok
}

async fn events(client: &Client, channel: &str, cursor: &str) -> Vec<(String, Value)> {
    let target = format!("/api/events?channel={channel}&cursor={cursor}");
    let mut stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let mut events = Vec::new();
    while events.len() < 4 {
        let event = soon(stream.next()).await.expect("alive").expect("an event");
        if event.kind != "welcome" {
            let data: Value = serde_json::from_str(&event.data).expect("JSON");
            events.push((event.id.expect("a cursor"), data));
        }
    }
    events
}

#[tokio::test]
async fn a_subscription_gives_what_a_stream_gives() {
    let server = TestServer::start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let channel = format!("conversation:{conversation}");
    let (mut live, _) = connect(&client).await;
    let ok = follow(&mut live, &channel, None).await;
    assert_eq!(ok["seq"], 1);
    for content in ["one", "two"] {
        add_message(&client, &conversation, content).await;
    }
    let start = ok["cursor"].as_str().expect("a cursor").to_owned();
    let over_sse = events(&client, &channel, &start).await;
    let (mut late, _) = connect(&client).await;
    follow(&mut late, &channel, Some(&ok["cursor"])).await;
    for (cursor, data) in over_sse {
        for socket in [&mut live, &mut late] {
            let event = frame(socket).await;
            assert_eq!(event["type"], "event", "{event}");
            assert_eq!(event["cursor"], json!(cursor));
            for field in ["channel", "seq", "at", "data"] {
                assert_eq!(event[field], data[field], "{field}");
            }
            assert!(event["event"].is_string());
        }
    }
    drop((live, late));
    server.stop().await;
}

#[tokio::test]
async fn an_event_is_made_into_bytes_once_for_all_and_compressed_once() {
    let server = TestServer::start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let channel = format!("conversation:{conversation}");
    let mut deflated = handshake();
    deflated.push(("Sec-WebSocket-Extensions", "permessage-deflate".into()));
    let mut sockets = Vec::new();
    for at in 0..20 {
        let headers = if at % 2 == 0 {
            handshake()
        } else {
            deflated.clone()
        };
        let mut socket = open(&client, &headers).await.expect("a socket");
        frame(&mut socket).await;
        follow(&mut socket, &channel, None).await;
        sockets.push(socket);
    }
    let before = server.app().hub.counters().view().encodings;
    add_message(&client, &conversation, &"words ".repeat(100)).await;
    let (mut plain, mut small) = (Vec::new(), Vec::new());
    for (at, socket) in sockets.iter_mut().enumerate() {
        for _ in 0..2 {
            let bytes = soon(socket.next_raw()).await.expect("a frame");
            let bytes = bytes.expect("a frame");
            assert_eq!(bytes.0 & 0x40 != 0, at % 2 == 1, "compressed where agreed");
            if at % 2 == 0 { &mut plain } else { &mut small }.push(bytes);
        }
    }
    for frames in [plain, small] {
        for pair in frames.chunks(2) {
            assert_eq!(pair, &frames[..2], "the same bytes for everybody");
        }
    }
    let made = server.app().hub.counters().view().encodings - before;
    assert_eq!(made, 4, "two events in two forms");
    drop(sockets);
    server.stop().await;
}

#[tokio::test]
async fn what_may_not_be_followed_is_refused_and_no_more_than_a_hundred() {
    let server = TestServer::builder().guests().start().await;
    let (ann, bob) = (server.guest().await, server.guest().await);
    let conversation = new_conversation(&ann).await;
    let (mut socket, welcome) = connect(&bob).await;
    let own_session = format!("session:{}", welcome["sessionId"].as_str().expect("an id"));
    let foreign = format!("conversation:{conversation}");
    for channel in [foreign.as_str(), own_session.as_str(), "room:a", "job:x"] {
        let refused = follow(&mut socket, channel, None).await;
        assert_eq!(refused["type"], "error", "{refused}");
        assert_eq!(refused["code"], "not_found");
    }
    let refused = follow(&mut socket, "nothing", None).await;
    assert_eq!(refused["code"], "malformed");
    let refused = follow(&mut socket, "room:a", Some(&json!("x"))).await;
    assert_eq!(refused["code"], "malformed_cursor");
    for _ in 0..100 {
        let id = new_conversation(&bob).await;
        let ok = follow(&mut socket, &format!("conversation:{id}"), None).await;
        assert_eq!(ok["type"], "ok", "{ok}");
    }
    let last = format!("conversation:{}", new_conversation(&bob).await);
    let refused = follow(&mut socket, &last, None).await;
    assert_eq!(refused["code"], "limit_reached");
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn one_follows_no_more_after_unsubscribing() {
    let server = TestServer::start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let channel = format!("conversation:{conversation}");
    let (mut socket, _) = connect(&client).await;
    follow(&mut socket, &channel, None).await;
    let unsubscribe = json!({ "type": "unsubscribe", "id": "u", "channel": channel });
    say(&mut socket, unsubscribe).await;
    let ok = json!({ "type": "ok", "id": "u" });
    assert_eq!(frame(&mut socket).await, ok);
    add_message(&client, &conversation, "unheard").await;
    say(&mut socket, json!({ "type": "ping" })).await;
    assert_eq!(frame(&mut socket).await, json!({ "type": "pong" }));
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn a_place_of_another_log_is_a_reset_with_the_present_state() {
    let (server, other) = (TestServer::start().await, TestServer::start().await);
    let client = server.client();
    let strange = new_conversation(&other.client()).await;
    let target = format!("/api/conversations/{strange}");
    let strange = ask(&other.client(), Request::get(target)).await.json();
    let conversation = new_conversation(&client).await;
    let channel = format!("conversation:{conversation}");
    let (mut socket, _) = connect(&client).await;
    let ok = follow(&mut socket, &channel, Some(&strange["asOf"])).await;
    assert_eq!(
        ok["cursor"], strange["asOf"],
        "whoever is cut here is told later"
    );
    let reset = frame(&mut socket).await;
    assert_eq!(reset["type"], "reset", "{reset}");
    assert_eq!(reset["reason"], "epoch_changed");
    let lost = &reset["channels"][0];
    assert_eq!(lost["channel"], json!(channel));
    assert_eq!(lost["snapshot"]["conversation"]["id"], json!(conversation));
    add_message(&client, &conversation, "later").await;
    assert_eq!(frame(&mut socket).await["type"], "event");
    drop(socket);
    server.stop().await;
    other.stop().await;
}
