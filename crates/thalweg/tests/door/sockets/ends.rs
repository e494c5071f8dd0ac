//! How connections end, and how many there may be.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use thalweg_client::Request;
use thalweg_log::{Clock, ManualClock};
use thalweg_testkit::{Said, TestServer};

use crate::support::sockets::{
    call, closed, connect, frame, frames_to, headers_of, open, said, say, types,
};
use crate::support::{ask, until};

#[tokio::test]
async fn one_too_many_is_opened_and_closed_with_4429() {
    let server = TestServer::builder()
        .settings(|settings| settings.streams_per_principal = 2)
        .start()
        .await;
    let client = server.client();
    let (one, two) = (connect(&client).await, connect(&client).await);
    let mut third = open(&client, &headers_of(&client)).await.expect("opened");
    assert_eq!(closed(&mut third).await, 4429);
    drop(one);
    until(async || server.app().streams.len() == 1).await;
    let fourth = connect(&client).await;
    drop((two, fourth));
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_goes_down_says_when_to_come_back() {
    let server = TestServer::start().await;
    let client = server.client();
    let (mut socket, _) = connect(&client).await;
    call(&mut socket, "c", "clock", json!({})).await;
    let frames = frames_to(&mut socket, "complete").await;
    assert_eq!(types(&frames), ["tool_update", "complete"]);
    let told = async {
        let mut told = Vec::new();
        loop {
            match said(&mut socket).await {
                Said::Frame(frame) => {
                    if frame["type"] == "draining" {
                        assert!(frame["retryMs"].as_u64() >= Some(500), "{frame}");
                    }
                    told.push(frame["type"].as_str().expect("a type").to_owned());
                }
                Said::Close(code, _) => {
                    let back = code.to_be_bytes();
                    socket.send_raw(0x88, &back).await.expect("sent");
                    return (told, code);
                }
                other => panic!("{other:?}"),
            }
        }
    };
    let ((told, code), ()) = tokio::join!(told, server.stop());
    assert_eq!(told, ["draining"]);
    assert_eq!(code, 1012);
}

#[tokio::test]
async fn a_connection_ends_with_its_credential_unless_it_is_prolonged() {
    let clock = Arc::new(ManualClock::new(1_795_167_000_000));
    let server = TestServer::builder()
        .guests()
        .clock(Arc::clone(&clock) as Arc<dyn Clock>)
        .start()
        .await;
    let owner = server.owner().await;
    let (mut kept, welcome) = connect(&owner).await;
    let (mut left, other) = connect(&owner).await;
    assert!(other["expiresAt"].is_string(), "{other}");
    clock.advance(Duration::from_secs(60));
    let prolong = json!({ "streamId": welcome["streamId"] });
    let answer = ask(&owner, Request::post("/api/auth/refresh", &prolong)).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let end = other["expiresAt"].as_str().expect("a time");
    let end: thalweg_wire::Time = serde_json::from_value(json!(end)).expect("a time");
    clock.advance(end.0.since(clock.now()));
    // A frame makes both look at the time; so would the timer.
    for socket in [&mut kept, &mut left] {
        say(socket, json!({ "type": "ping" })).await;
    }
    assert_eq!(closed(&mut left).await, 4401);
    assert_eq!(frame(&mut kept).await["type"], "pong");
    drop(kept);
    server.stop().await;
}
