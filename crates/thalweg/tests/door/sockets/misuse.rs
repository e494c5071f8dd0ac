//! Frames that are good by themselves and wrong where they come, and far too many of them.

use std::collections::HashSet;

use serde_json::{Value, json};
use thalweg_testkit::TestServer;

use crate::support::sockets::{call, closed, connect, frame, frames_to, resume, say};
use crate::support::{Act, acting, soon, text_of, until};

#[tokio::test]
async fn frames_out_of_order_are_told_and_change_nothing() {
    let server = TestServer::start().await;
    let client = server.client();
    let (mut socket, welcome) = connect(&client).await;
    let session = &welcome["sessionId"];
    // Nothing was called, followed or said yet that these could be about.
    let early = [
        (json!({ "type": "ack", "seq": 1 }), "invalid_fields"),
        (json!({ "type": "cancel_tool", "id": "c" }), "not_found"),
        (
            json!({ "type": "resume", "sessionId": session, "seq": 0 }),
            "malformed",
        ),
    ];
    for (frame_of, code) in early {
        say(&mut socket, frame_of.clone()).await;
        let error = frame(&mut socket).await;
        assert_eq!(
            (&error["type"], &error["code"]),
            (&json!("error"), &json!(code)),
            "{frame_of}"
        );
    }
    let leaves = json!({ "type": "unsubscribe", "id": "u", "channel": "room:a" });
    say(&mut socket, leaves).await;
    assert_eq!(frame(&mut socket).await, json!({ "type": "ok", "id": "u" }));
    call(&mut socket, "c", "clock", json!({})).await;
    let frames = frames_to(&mut socket, "complete").await;
    assert_eq!(frames.len(), 2, "{frames:?}");
    // Of a session that goes on nobody takes another one.
    let late = json!({ "type": "resume", "sessionId": session, "seq": 0 });
    say(&mut socket, late).await;
    assert_eq!(frame(&mut socket).await["code"], "malformed");
    say(&mut socket, json!({ "type": "ping" })).await;
    assert_eq!(frame(&mut socket).await["type"], "pong", "it lives");
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn an_ack_beyond_the_last_frame_is_told_and_forgets_nothing() {
    let server = TestServer::builder()
        .settings(|settings| settings.chat.sessions.trim_after = 1)
        .start()
        .await;
    let client = server.client();
    let (mut socket, welcome) = connect(&client).await;
    call(&mut socket, "c", "clock", json!({})).await;
    let frames = frames_to(&mut socket, "complete").await;
    for seq in [3_u64, 99, u64::MAX] {
        say(&mut socket, json!({ "type": "ack", "seq": seq })).await;
        let error = frame(&mut socket).await;
        assert_eq!(error["code"], "invalid_fields", "{error}");
        assert!(text_of(&error, "message").contains("is 2"), "{error}");
    }
    drop(socket);
    let (mut socket, resumed) = resume(&client, &welcome["sessionId"], 0).await;
    assert_eq!(resumed["resumed"], true);
    assert_eq!(
        frames_to(&mut socket, "complete").await,
        frames,
        "all of it is there"
    );
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn a_frame_of_300_kib_closes_and_takes_nothing_along() {
    let (act, server) = (Act::hang(), |act| acting([act]).start());
    let server = server(act).await;
    let client = server.client();
    let (mut socket, welcome) = connect(&client).await;
    call(&mut socket, "h", "hang", json!({})).await;
    assert_eq!(frame(&mut socket).await["status"], "running");
    let args = json!({ "n": 1, "x": "x".repeat(300 * 1024) });
    let large = json!({ "type": "invoke_tool", "id": "l", "name": "hang", "args": args });
    // The server need not take all of what it refuses.
    let _ = soon(socket.send(&large)).await;
    assert_eq!(closed(&mut socket).await, 1009);
    assert_eq!(server.app().chat.jobs_in_progress(), 1, "the one before");
    let (mut socket, resumed) = resume(&client, &welcome["sessionId"], 1).await;
    assert_eq!(resumed["resumed"], true, "the session lives");
    say(&mut socket, json!({ "type": "cancel_tool", "id": "h" })).await;
    while frame(&mut socket).await["status"] != "cancelled" {}
    drop(socket);
    server.stop().await;
}

/// One client calls ten thousand times, as fast as it can write.
#[tokio::test]
async fn ten_thousand_calls_over_one_websocket_are_each_taken_or_told() {
    let builder = acting([Act::hang()]).settings(|settings| {
        settings.chat.jobs.running_of_one = 20;
        settings.chat.jobs.open_of_one = 40;
        settings.limits.principal = thalweg_access::Rates::OFF;
    });
    let server = builder.start().await;
    let (mut socket, _) = connect(&server.client()).await;
    let (mut taken, mut refused) = (HashSet::new(), HashSet::new());
    for hundred in 0..100 {
        for n in 0..100 {
            call(&mut socket, &format!("{hundred}-{n}"), "hang", json!({})).await;
        }
        while taken.len() + refused.len() < (hundred + 1) * 100 {
            let told = frame(&mut socket).await;
            let id = text_of(&told, "id");
            if told["type"] == "error" {
                let said = (&told["code"], &told["retryable"], &told["seq"]);
                assert_eq!(said, (&json!("too_many_jobs"), &json!(true), &Value::Null));
                assert!(refused.insert(id), "told once: {told}");
            } else {
                assert!(
                    ["running", "queued"].contains(&told["status"].as_str().expect("a status"))
                );
                taken.insert(id);
            }
        }
    }
    assert_eq!((taken.len(), refused.len()), (40, 9_960));
    assert_eq!(server.app().chat.jobs_in_progress(), 40);
    let stop = taken.iter().next().expect("one of them").clone();
    say(&mut socket, json!({ "type": "cancel_tool", "id": stop })).await;
    while frame(&mut socket).await["status"] != "cancelled" {}
    call(&mut socket, "later", "hang", json!({})).await;
    loop {
        let told = frame(&mut socket).await;
        if told["id"] == "later" {
            assert_eq!(told["type"], "tool_update", "there is room again: {told}");
            break;
        }
    }
    drop(socket);
    server
        .app()
        .chat
        .drain_jobs(tokio::time::Instant::now())
        .await;
    until(async || server.app().chat.jobs_in_progress() == 0).await;
    server.stop().await;
}
