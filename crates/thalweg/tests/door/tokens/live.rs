//! Streams and WebSockets that live as long as a token counts.

use std::time::Duration;

use serde_json::{Value, json};
use thalweg_access::NewToken;
use thalweg_client::{Client, EventStream, Request, SseEvent};
use thalweg_log::Clock as _;

use super::{Bench, HOUR, new, token};
use crate::support::sockets::{call, closed, connect, frame, frames_to, say};
use crate::support::{ask, data, problem, soon, text_of, until};

/// What clocks may differ by.
const LEEWAY: Duration = Duration::from_secs(30);

async fn feed(client: &Client) -> (EventStream, Value) {
    let opened = client.stream(Request::get("/api/events?channel=user:ada"));
    let mut stream = soon(opened).await.expect("a stream");
    let welcome = next(&mut stream).await.expect("welcome");
    (stream, data(&welcome))
}

async fn next(stream: &mut EventStream) -> Option<SseEvent> {
    soon(stream.next()).await.expect("not broken off")
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_a_fresh_one_prolongs_it() {
    let bench = Bench::ticking().await;
    let ada = bench.client("ada");
    let (mut left, _) = feed(&ada).await;
    let (mut prolonged, welcome) = feed(&ada).await;
    bench.clock.advance(HOUR / 2);
    let body = json!({ "streamId": welcome["streamId"] });
    let prolong = Request::post("/api/auth/refresh", &body);
    // Nobody else prolongs it, and the fresh token sets no cookie.
    let bob = ask(&bench.client("bob"), prolong.clone()).await;
    problem(&bob, 404, "not_found");
    let answer = ask(&bench.client("ada"), prolong).await;
    assert_eq!((answer.status, answer.header("set-cookie")), (200, ""));
    assert!(text_of(&answer.json(), "expiresAt") > text_of(&welcome, "expiresAt"));

    bench.clock.advance(HOUR / 2 + LEEWAY);
    assert_eq!(next(&mut left).await.expect("expired").kind, "expired");
    assert_eq!(next(&mut left).await, None, "a clean end");
    bench.clock.advance(HOUR / 2);
    assert_eq!(next(&mut prolonged).await.expect("expired").kind, "expired");
    assert_eq!(next(&mut prolonged).await, None, "a clean end");
    until(async || bench.server.app().streams.is_empty()).await;
    bench.server.stop().await;
}

#[tokio::test]
async fn a_fresh_token_gives_its_role_and_its_channels_at_once() {
    let bench = Bench::new().await;
    let of = |role: &str, channels: &[(&str, &str)]| {
        let grants = channels.iter().map(|(channel, verb)| {
            let verbs = vec![(*verb).to_owned()];
            ((*channel).to_owned(), verbs)
        });
        let new = NewToken {
            role: Some(role.into()),
            channels: grants.collect(),
            ..new("ada")
        };
        token(&new, bench.clock.now(), HOUR)
    };
    let first = of(
        "viewer",
        &[("room:a", "subscribe"), ("room:b", "subscribe")],
    );
    let ada = bench.server.client().with_bearer(first);
    let (mut socket, _) = connect(&ada).await;
    for (channel, kind) in [("room:a", "ok"), ("room:b", "ok"), ("room:c", "error")] {
        let ask = json!({ "type": "subscribe", "id": channel, "channel": channel });
        say(&mut socket, ask).await;
        assert_eq!(frame(&mut socket).await["type"], kind, "{channel}");
    }
    call(&mut socket, "one", "clock", json!({})).await;
    assert_eq!(frame(&mut socket).await["code"], "forbidden", "a viewer");

    let fresh = of(
        "member",
        &[("room:b", "subscribe"), ("room:c", "subscribe")],
    );
    say(&mut socket, json!({ "type": "auth", "token": fresh })).await;
    let lost = frame(&mut socket).await;
    assert_eq!(lost["code"], "forbidden");
    assert!(text_of(&lost, "message").contains("`room:a` is followed no more"));
    let ask = json!({ "type": "subscribe", "id": "c", "channel": "room:c" });
    say(&mut socket, ask).await;
    assert_eq!(frame(&mut socket).await["type"], "ok");
    call(&mut socket, "two", "clock", json!({})).await;
    let frames = frames_to(&mut socket, "complete").await;
    assert!(frames.iter().all(|frame| frame["type"] != "error"));

    // And takes them away.
    let less = of(
        "viewer",
        &[("room:b", "subscribe"), ("room:c", "subscribe")],
    );
    say(&mut socket, json!({ "type": "auth", "token": less })).await;
    call(&mut socket, "three", "clock", json!({})).await;
    assert_eq!(frame(&mut socket).await["code"], "forbidden");
    drop(socket);
    until(async || bench.server.app().streams.is_empty()).await;
    bench.server.stop().await;
}

#[tokio::test]
async fn a_websocket_goes_on_with_a_fresh_token_of_the_same_person_alone() {
    let bench = Bench::new().await;
    let ada = bench.client("ada");
    let (mut left, _) = connect(&ada).await;
    let (mut renewed, _) = connect(&ada).await;
    let (mut confused, _) = connect(&ada).await;
    bench.clock.advance(HOUR / 2);
    let auth = |token: String| json!({ "type": "auth", "token": token });
    say(&mut renewed, auth(bench.token("ada", HOUR))).await;
    say(&mut confused, auth(bench.token("bob", HOUR))).await;
    assert_eq!(frame(&mut confused).await["code"], "unauthorized");
    assert_eq!(closed(&mut confused).await, 4401);
    // Handled before the time goes on: frames are answered in their order.
    say(&mut renewed, json!({ "type": "ping", "id": "p" })).await;
    assert_eq!(frame(&mut renewed).await["type"], "pong");
    bench.clock.advance(HOUR / 2 + LEEWAY);
    // A frame makes both look at the time; so would the timer.
    for socket in [&mut left, &mut renewed] {
        say(socket, json!({ "type": "ping", "id": "q" })).await;
    }
    assert_eq!(closed(&mut left).await, 4401);
    assert_eq!(frame(&mut renewed).await["type"], "pong");
    bench.clock.advance(HOUR / 2);
    say(&mut renewed, json!({ "type": "ping", "id": "r" })).await;
    assert_eq!(closed(&mut renewed).await, 4401);
    until(async || bench.server.app().streams.is_empty()).await;
    bench.server.stop().await;
}
