//! Calls of a model whose tool asks a person.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use thalweg_client::{Client, Request, SseEvent};
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;

use super::{all, answer, call, calling, ends, statuses, waits};
use crate::support::jobs::decide;
use crate::support::questions::{self, asked, asks};
use crate::support::{Act, ask, problem, run_to_end, say, soon, start_run, text_of, until};

async fn served(time: Duration) -> (FakeProvider, TestServer) {
    let (model, builder) = calling([asks(), Act::new("free", |_, _| async { Ok(json!(1)) })]);
    let builder = builder.settings(|settings| settings.chat.jobs.approval_time = time);
    (model, builder.start().await)
}

const LONG: Duration = Duration::from_secs(600);

async fn whole(client: &Client, run: &Value) -> Vec<SseEvent> {
    let target = format!("/api/realtime/{}", text_of(run, "runId"));
    let stream = soon(client.stream(Request::get(target))).await;
    soon(stream.expect("a stream").collect())
        .await
        .expect("a clean end")
}

/// The job of a run's call `c`, once that asks, and its question.
async fn question(client: &Client, run: &Value) -> Value {
    let target = format!(
        "/api/messages?conversationId={}",
        text_of(run, "conversationId")
    );
    let call = async || {
        let page = ask(client, Request::get(&target)).await.json();
        let calls = page["items"][0]["toolCalls"].as_array().cloned();
        let mut calls = calls.unwrap_or_default().into_iter();
        calls.find(|call| call["status"] == "awaiting-approval")
    };
    until(async || call().await.is_some()).await;
    let call = call().await.expect("it waits");
    asked(client, &text_of(&call, "jobId")).await
}

fn runs(events: &[SseEvent]) -> Vec<String> {
    let runs = all(events, "run");
    runs.iter().map(|run| text_of(run, "status")).collect()
}

#[tokio::test]
async fn the_run_waits_for_the_answer_and_goes_on_with_it() {
    let (model, server) = served(LONG).await;
    let (one, other) = (server.client(), server.client());
    model.script(vec![
        call("c", "asks", "{}"),
        call("f", "free", "{}"),
        waits(),
    ]);
    model.script(vec![say("on the way"), ends()]);
    let run = start_run(&one, &json!({ "prompt": "go" })).await;
    let asked = question(&other, &run).await;
    assert_eq!(model.requests().len(), 1, "the model waits");
    let id = text_of(&asked, "id");
    let body = json!({ "decision": "allow", "content": { "city": "Brest" } });
    assert_eq!(questions::answer(&other, &id, body).await.status, 200);
    problem(&decide(&one, &id, "deny").await, 409, "approval_decided");
    let events = whole(&one, &run).await;
    let told = all(&events, "approval");
    assert_eq!(told.len(), 2);
    assert_eq!(
        (&told[0]["id"], &told[0]["toolCallId"], &told[0]["name"]),
        (&json!(id), &json!("c"), &json!("asks"))
    );
    assert_eq!(told[0]["form"], asked["form"]);
    assert!(told[0]["expiresAt"].is_string() && told[0]["decision"].is_null());
    assert_eq!(
        (&told[1]["id"], &told[1]["decision"]),
        (&json!(id), &json!("allow"))
    );
    assert!(told[1]["form"].is_null() && told[1]["by"].is_string());
    assert_eq!(runs(&events), ["running", "awaiting-approval", "running"]);
    let of_call = statuses(&events)
        .into_iter()
        .filter(|s| s.starts_with("c "));
    let of_call: Vec<_> = of_call.collect();
    assert_eq!(
        of_call,
        ["c running", "c awaiting-approval", "c running", "c done"]
    );
    let result = &model.requests()[1].turns[1].calls[0].result;
    assert!(result.contains("Brest"), "{result}");
    server.stop().await;
}

#[tokio::test]
async fn a_stop_ends_the_run_and_its_question() {
    let (model, server) = served(LONG).await;
    let client = server.client();
    model.script(vec![say("wait"), call("c", "asks", "{}"), waits()]);
    let run = start_run(&client, &json!({ "prompt": "go" })).await;
    let id = text_of(&question(&client, &run).await, "id");
    let target = format!("/api/realtime/{}", text_of(&run, "runId"));
    let stopped = ask(&client, Request::new(Method::DELETE, &target)).await;
    assert_eq!(
        (stopped.status, &stopped.json()["ended"]),
        (200, &json!("stopped"))
    );
    let late = problem(&decide(&client, &id, "deny").await, 409, "approval_decided");
    assert_eq!(late["decision"], "cancelled");
    let events = whole(&client, &run).await;
    assert_eq!(
        statuses(&events),
        ["c running", "c awaiting-approval", "c cancelled"]
    );
    let told = all(&events, "approval");
    assert_eq!((told.len(), &told[1]["decision"]), (2, &json!("cancelled")));
    let message = answer(&events);
    assert_eq!(message["toolCalls"][0]["status"], "cancelled");
    let job = text_of(&message["toolCalls"][0], "jobId");
    let job = crate::support::jobs::job(&client, &job).await;
    assert_eq!(job["questions"][0]["decision"], "cancelled");
    server.stop().await;
}

#[tokio::test]
async fn a_question_that_nobody_answers_does_not_end_the_run() {
    let (model, server) = served(Duration::from_millis(50)).await;
    model.script(vec![call("c", "asks", "{}"), waits()]);
    model.script(vec![say("so be it"), ends()]);
    let events = run_to_end(&server.client(), &json!({ "prompt": "go" })).await;
    let told = all(&events, "approval");
    assert_eq!(
        (&told[1]["decision"], &told[1]["by"]),
        (&json!("expired"), &Value::Null)
    );
    assert_eq!(runs(&events).last().map(String::as_str), Some("running"));
    assert_eq!(model.requests()[1].turns[1].calls[0].result, "dismissed");
    assert_eq!(answer(&events)["status"], "complete");
    server.stop().await;
}
