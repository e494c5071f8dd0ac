use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use thalweg_access::Rate;
use thalweg_log::ManualClock;
use thalweg_testkit::{Said, TestServer};

use crate::support::sockets::{call, closed, connect, frame, frames_to, said, say};
use crate::support::until;

const MINUTE: Duration = Duration::from_secs(60);

async fn server(frames: u32, calls: u32) -> (TestServer, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(1_795_167_000_000));
    let server = TestServer::builder()
        .clock(clock.clone())
        .settings(|settings| {
            settings.limits.principal.frames = Rate::new(frames, MINUTE);
            settings.limits.principal.tool_calls = Rate::new(calls, MINUTE);
        })
        .start()
        .await;
    (server, clock)
}

#[tokio::test]
async fn frames_beyond_the_limit_are_told_and_whoever_goes_on_is_sent_away() {
    let (server, clock) = server(3, 100).await;
    let client = server.client();
    let (mut socket, _) = connect(&client).await;
    let ping = |id: usize| json!({ "type": "ping", "id": id.to_string() });
    for i in 0..3 {
        say(&mut socket, ping(i)).await;
        assert_eq!(frame(&mut socket).await["type"], "pong");
    }
    for i in 0..5 {
        say(&mut socket, ping(i)).await;
        let error = frame(&mut socket).await;
        assert_eq!(
            (&error["type"], &error["code"], &error["id"]),
            (
                &json!("error"),
                &json!("rate_limited"),
                &json!(i.to_string())
            )
        );
        assert_eq!(error["retryable"], true);
    }
    // Whoever waits is heard again.
    clock.advance(MINUTE / 3);
    say(&mut socket, ping(9)).await;
    assert_eq!(frame(&mut socket).await["type"], "pong");
    for i in 0..5 {
        say(&mut socket, ping(i)).await;
    }
    assert_eq!(closed(&mut socket).await, 4429);
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn the_frames_of_all_sockets_of_one_person_are_counted_together() {
    let (server, _) = server(2, 100).await;
    let client = server.client();
    let (mut one, _) = connect(&client).await;
    let (mut two, _) = connect(&client).await;
    for socket in [&mut one, &mut two] {
        say(socket, json!({ "type": "ping" })).await;
        assert_eq!(frame(socket).await["type"], "pong");
    }
    for socket in [&mut one, &mut two] {
        say(socket, json!({ "type": "ping" })).await;
        assert_eq!(frame(socket).await["code"], "rate_limited");
    }
    drop((one, two));
    server.stop().await;
}

/// A frame of the protocol itself costs an answer as well.
#[tokio::test]
async fn pings_count_and_pongs_do_not() {
    let (server, _) = server(1, 100).await;
    let client = server.client();
    let (mut socket, _) = connect(&client).await;
    for _ in 0..50 {
        socket.send_raw(0x8a, b"").await.expect("sent");
    }
    socket.send_raw(0x89, b"a").await.expect("sent");
    assert!(matches!(said(&mut socket).await, Said::Pong(_)));
    for _ in 0..10 {
        socket.send_raw(0x89, b"b").await.expect("sent");
    }
    assert_eq!(frame(&mut socket).await["code"], "rate_limited");
    assert_eq!(closed(&mut socket).await, 4429);
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn a_call_too_many_is_told_and_starts_nothing() {
    let (server, clock) = server(100, 1).await;
    let client = server.client();
    let (mut socket, _) = connect(&client).await;
    call(&mut socket, "a", "clock", json!({})).await;
    frames_to(&mut socket, "complete").await;
    call(&mut socket, "b", "clock", json!({})).await;
    let error = frame(&mut socket).await;
    assert_eq!(
        (&error["code"], &error["id"]),
        (&json!("rate_limited"), &json!("b"))
    );
    clock.advance(MINUTE);
    call(&mut socket, "b", "clock", json!({})).await;
    let frames = frames_to(&mut socket, "complete").await;
    assert!(frames.iter().all(|frame| frame["id"] == "b"));
    until(async || server.app().chat.jobs_in_progress() == 0).await;
    drop(socket);
    server.stop().await;
}
