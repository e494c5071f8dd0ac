//! Calls of a model that wait for leave.

use std::time::Duration;

use serde_json::{Value, json};
use thalweg_client::{Client, Request};
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;

use super::{all, answer, call, calling, ends, statuses, waits};
use crate::support::jobs::{choose, decide};
use crate::support::{Act, ask, problem, run_to_end, say, soon, start_run, text_of, until};

fn asking() -> Act {
    Act::new("act", |_, _| async { Ok(json!("acted")) }).asks()
}

async fn served(time: Duration) -> (FakeProvider, TestServer) {
    let (model, builder) = calling([asking(), Act::new("free", |_, _| async { Ok(json!(1)) })]);
    let builder = builder.settings(|settings| settings.chat.jobs.approval_time = time);
    (model, builder.start().await)
}

const LONG: Duration = Duration::from_secs(600);

/// Everything of a run that went on by itself.
async fn whole(client: &Client, run: &Value) -> Vec<thalweg_client::SseEvent> {
    let target = format!("/api/realtime/{}", text_of(run, "runId"));
    let stream = soon(client.stream(Request::get(target))).await;
    soon(stream.expect("a stream").collect())
        .await
        .expect("a clean end")
}

/// The approvals that the run's message waits for.
async fn open_calls(client: &Client, run: &Value) -> Vec<Value> {
    let target = format!(
        "/api/messages?conversationId={}",
        text_of(run, "conversationId")
    );
    let page = ask(client, Request::get(target)).await.json();
    let calls = page["items"][0]["toolCalls"].as_array().cloned();
    let waits = |call: &Value| call["status"] == "awaiting-approval";
    calls
        .unwrap_or_default()
        .into_iter()
        .filter(waits)
        .collect()
}

/// The approval of a run's only call, once it waits for it.
async fn approval(client: &Client, run: &Value) -> String {
    until(async || !open_calls(client, run).await.is_empty()).await;
    let call = open_calls(client, run).await.remove(0);
    let job = crate::support::jobs::job(client, &text_of(&call, "jobId")).await;
    text_of(&job["approval"], "id")
}

#[tokio::test]
async fn a_call_waits_for_leave_and_the_run_goes_on_with_it() {
    let (model, server) = served(LONG).await;
    let (one, other) = (server.client(), server.client());
    model.script(vec![
        call("c", "act", r#"{"n":1}"#),
        call("f", "free", "{}"),
        waits(),
    ]);
    let run = start_run(&one, &json!({ "prompt": "act" })).await;
    let id = approval(&one, &run).await;
    // Another device decides; it sees the conversation wait.
    let target = format!("/api/realtime/{}", text_of(&run, "runId"));
    assert_eq!(model.requests().len(), 1, "the model waits");
    assert_eq!(decide(&other, &id, "allow").await.status, 200);
    problem(&decide(&one, &id, "deny").await, 409, "approval_decided");
    let events = whole(&one, &run).await;
    let told = all(&events, "approval");
    assert_eq!(told.len(), 2);
    assert_eq!(
        (
            &told[0]["id"],
            &told[0]["toolCallId"],
            &told[0]["name"],
            &told[0]["args"]
        ),
        (&json!(id), &json!("c"), &json!("act"), &json!({ "n": 1 }))
    );
    assert!(told[0]["expiresAt"].is_string() && told[0]["decision"].is_null());
    assert_eq!(
        (&told[1]["id"], &told[1]["decision"]),
        (&json!(id), &json!("allow"))
    );
    assert!(told[1]["by"].is_string() && told[1]["name"].is_null());
    let runs: Vec<_> = all(&events, "run")
        .iter()
        .map(|run| text_of(run, "status"))
        .collect();
    assert_eq!(runs, ["running", "awaiting-approval", "running"]);
    let of_call: Vec<_> = statuses(&events)
        .into_iter()
        .filter(|s| s.starts_with("c "))
        .collect();
    assert_eq!(of_call, ["c awaiting-approval", "c running", "c done"]);
    assert_eq!(model.requests()[1].turns[1].calls[0].result, "acted");
    let again = ask(&one, Request::get(target)).await;
    assert!(again.status == 200 || again.status == 204);
    server.stop().await;
}

#[tokio::test]
async fn a_denial_goes_back_to_the_model_with_its_reason() {
    let (model, server) = served(LONG).await;
    let client = server.client();
    model.script(vec![call("c", "act", "{}"), waits()]);
    model.script(vec![say("as you wish"), ends()]);
    let run = start_run(&client, &json!({ "prompt": "act" })).await;
    let id = approval(&client, &run).await;
    let body = json!({ "decision": "deny", "reason": "not today" });
    let denied = ask(
        &client,
        Request::post(format!("/api/approvals/{id}"), &body),
    )
    .await;
    assert_eq!(denied.status, 200);
    let events = whole(&client, &run).await;
    let answer = answer(&events);
    assert_eq!(
        (&answer["status"], &answer["content"]),
        (&json!("complete"), &json!("as you wish"))
    );
    let shown = &answer["toolCalls"][0];
    assert_eq!(
        (&shown["status"], &shown["error"]),
        (&json!("denied"), &json!("the call was denied: not today"))
    );
    let told = model.requests()[1].turns[1].calls[0].clone();
    assert_eq!(
        (told.failed, &*told.result),
        (true, "the call was denied: not today")
    );
    server.stop().await;
}

#[tokio::test]
async fn leave_that_nobody_gives_in_time_is_none() {
    let (model, server) = served(Duration::from_millis(50)).await;
    model.script(vec![call("c", "act", "{}"), waits()]);
    let events = run_to_end(&server.client(), &json!({ "prompt": "act" })).await;
    let told = all(&events, "approval");
    assert_eq!(
        (&told[1]["decision"], &told[1]["by"]),
        (&json!("expired"), &json!(null))
    );
    assert_eq!(statuses(&events), ["c awaiting-approval", "c denied"]);
    let told = model.requests()[1].turns[1].calls[0].result.clone();
    assert_eq!(told, "nobody allowed the call in time");
    server.stop().await;
}

#[tokio::test]
async fn always_is_remembered_for_the_next_call() {
    let (model, server) = served(LONG).await;
    let client = server.client();
    for _ in 0..2 {
        model.script(vec![call("c", "act", "{}"), waits()]);
    }
    let run = start_run(&client, &json!({ "prompt": "act" })).await;
    let id = approval(&client, &run).await;
    assert_eq!(decide(&client, &id, "always").await.status, 200);
    let events = whole(&client, &run).await;
    let of_calls = statuses(&events);
    assert_eq!(of_calls[3..], ["call-1 running", "call-1 done"]);
    assert_eq!(
        all(&events, "approval").len(),
        2,
        "the second call asked nobody"
    );
    // What is switched off between two answers is not called any more.
    model.script(vec![call("c", "act", "{}"), waits()]);
    choose(&client, "act", json!({ "permission": "ask" })).await;
    server.stop().await;
}

#[tokio::test]
async fn a_stop_ends_the_run_and_what_waits_in_it() {
    let (model, server) = served(LONG).await;
    let client = server.client();
    model.script(vec![say("wait"), call("c", "act", "{}"), waits()]);
    let run = start_run(&client, &json!({ "prompt": "act" })).await;
    let id = approval(&client, &run).await;
    let target = format!("/api/realtime/{}", text_of(&run, "runId"));
    let stopped = ask(&client, Request::new(http::Method::DELETE, &target)).await;
    assert_eq!(
        (stopped.status, &stopped.json()["ended"]),
        (200, &json!("stopped"))
    );
    let said = problem(
        &decide(&client, &id, "allow").await,
        409,
        "approval_decided",
    );
    assert_eq!(said["decision"], "cancelled");
    let events = whole(&client, &run).await;
    assert_eq!(statuses(&events), ["c awaiting-approval", "c cancelled"]);
    assert_eq!(all(&events, "approval")[1]["decision"], "cancelled");
    let answer = answer(&events);
    assert_eq!(
        (&answer["status"], &answer["content"]),
        (&json!("stopped"), &json!("wait"))
    );
    assert_eq!(answer["toolCalls"][0]["status"], "cancelled");
    // The history has the call with one result.
    let body = json!({ "prompt": "and?", "conversationId": answer["conversationId"] });
    run_to_end(&client, &body).await;
    let turn = model.requests()[1].turns[1].clone();
    assert_eq!(turn.calls[0].result, "the call was stopped before it ended");
    server.stop().await;
}
