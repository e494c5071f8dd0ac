//! Calls of tools over a WebSocket.

use std::time::Duration;

use serde_json::{Value, json};
use thalweg_testkit::TestServer;

use crate::support::jobs::{choose, decide, job};
use crate::support::sockets::{call, connect, frame, frames_to, say, types};
use crate::support::{Act, acting, text_of, until};

#[tokio::test]
async fn a_call_is_told_from_its_beginning_to_its_end_in_numbered_frames() {
    let act = Act::new("talk", |context, _| async move {
        for step in 0..30_u32 {
            context.progress(f64::from(step) / 30.0);
            context.log(&format!("step {step}"));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        context.partial(json!({ "half": true }))?;
        Ok(json!({ "whole": true }))
    });
    let server = acting([act]).start().await;
    let (mut socket, _) = connect(&server.client()).await;
    call(&mut socket, "c1", "talk", json!({})).await;
    let frames = frames_to(&mut socket, "complete").await;
    assert!(frames.iter().all(|frame| frame["id"] == "c1"));
    let numbered: Vec<_> = frames.iter().filter(|f| !f["seq"].is_null()).collect();
    let seqs: Vec<_> = numbered.iter().map(|f| f["seq"].as_u64()).collect();
    assert_eq!(seqs, [Some(1), Some(2), Some(3)]);
    assert_eq!(numbered[0]["type"], "tool_update");
    assert_eq!(numbered[0]["status"], "running");
    assert_eq!(numbered[1]["type"], "partial_result");
    assert_eq!(numbered[1]["data"], json!({ "half": true }));
    assert_eq!(numbered[2]["output"], json!({ "whole": true }));
    assert!(numbered[2]["durationMs"].as_u64() >= Some(290));
    let progress: Vec<_> = frames.iter().filter(|f| f["seq"].is_null()).collect();
    assert!((1..=6).contains(&progress.len()), "joined: {frames:?}");
    let logged: String = progress.iter().filter_map(|f| f["log"].as_str()).collect();
    assert!(logged.starts_with("step 0\nstep 1\n"), "{logged}");
    assert!(progress.iter().all(|f| f["status"] == "running"));
    let id = text_of(&frames[0], "jobId");
    assert_eq!(job(&server.client(), &id).await["status"], "done");
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn one_id_starts_one_job() {
    let server = TestServer::start().await;
    let client = server.client();
    let (mut socket, _) = connect(&client).await;
    for _ in 0..3 {
        call(&mut socket, "same", "clock", json!({})).await;
    }
    let mut frames = Vec::new();
    // Two numbered frames of the one call, and an answer to each repetition.
    while frames.len() < 4 {
        frames.push(frame(&mut socket).await);
    }
    let jobs: std::collections::BTreeSet<_> =
        frames.iter().map(|frame| text_of(frame, "jobId")).collect();
    assert_eq!(jobs.len(), 1, "{frames:?}");
    let ends = frames.iter().filter(|f| f["type"] == "complete").count();
    assert_eq!(ends, 1);
    call(
        &mut socket,
        "same",
        "calculator",
        json!({ "expression": "1" }),
    )
    .await;
    assert_eq!(frame(&mut socket).await["code"], "idempotency_mismatch");
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn calls_that_cannot_be_are_refused_with_the_codes_of_http() {
    let server = TestServer::start().await;
    let client = server.client();
    choose(&client, "clock", json!({ "permission": "deny" })).await;
    let (mut socket, _) = connect(&client).await;
    let cases = [
        ("a", "nothing", json!({}), "not_found"),
        ("b", "clock", json!({}), "tool_denied"),
        (
            "c",
            "calculator",
            json!({ "expression": 1 }),
            "invalid_fields",
        ),
    ];
    for (id, tool, args, code) in cases {
        call(&mut socket, id, tool, args).await;
        let error = frame(&mut socket).await;
        assert_eq!((&error["id"], &error["code"]), (&json!(id), &json!(code)));
        assert_eq!(error["seq"], Value::Null, "no job, no frame of the session");
    }
    say(&mut socket, json!({ "type": "ack", "seq": 1 })).await;
    assert_eq!(frame(&mut socket).await["code"], "invalid_fields");
    say(&mut socket, json!({ "type": "cancel_tool", "id": "zzz" })).await;
    assert_eq!(frame(&mut socket).await["code"], "not_found");
    say(&mut socket, json!({ "type": "cancel_tool" })).await;
    assert_eq!(frame(&mut socket).await["code"], "invalid_fields");
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn calls_end_as_they_end() {
    let fails = Act::new("fails", |_, _| async {
        Err(thalweg_chat::ToolError::new("it is broken"))
    });
    let waits = Act::new("waits", |_, _| std::future::pending());
    let server = acting([fails, waits]).start().await;
    let client = server.client();
    let (mut socket, _) = connect(&client).await;
    call(&mut socket, "f", "fails", json!({})).await;
    let error = frames_to(&mut socket, "error").await.pop().expect("an end");
    assert_eq!(error["code"], "tool_failed");
    assert_eq!((&error["id"], &error["seq"]), (&json!("f"), &json!(2)));
    assert_eq!(error["status"], "error");
    assert_eq!(error["message"], "it is broken");

    call(&mut socket, "w", "waits", json!({})).await;
    assert_eq!(frame(&mut socket).await["status"], "running");
    say(&mut socket, json!({ "type": "cancel_tool", "id": "w" })).await;
    let mut frames = vec![frame(&mut socket).await, frame(&mut socket).await];
    frames.sort_by_key(|frame| text_of(frame, "type"));
    assert_eq!(types(&frames), ["ok", "tool_update"]);
    assert_eq!(frames[1]["status"], "cancelled");
    assert_eq!(frames[1]["seq"], 4);
    say(&mut socket, json!({ "type": "cancel_tool", "id": "w" })).await;
    assert_eq!(
        frame(&mut socket).await["type"],
        "ok",
        "stopping is repeatable"
    );

    choose(&client, "waits", json!({ "permission": "ask" })).await;
    call(&mut socket, "d", "waits", json!({})).await;
    let waiting = frame(&mut socket).await;
    assert_eq!(waiting["status"], "awaiting-approval");
    decide(&client, &text_of(&waiting, "approvalId"), "deny").await;
    let error = frame(&mut socket).await;
    assert_eq!(
        (&error["code"], &error["status"]),
        (&json!("tool_denied"), &json!("denied"))
    );
    drop(socket);
    until(async || server.app().chat.jobs_in_progress() == 0).await;
    server.stop().await;
}
