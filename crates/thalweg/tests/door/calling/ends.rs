//! Runs that are ended while a tool works, and calls that are ended while their run goes on.

use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;
use thalweg_client::Request;
use thalweg_log::{Batch, Fence, FenceChange};
use thalweg_testkit::TestServer;
use tokio::sync::{mpsc, watch};

use super::{all, answer, call, calling, ends, statuses, waits};
use crate::support::jobs::{choose, decide};
use crate::support::questions;
use crate::support::{Act, ask, run_to_end, say, soon, start_run, text_of, until};

/// Says when it is dropped.
struct Dropped(mpsc::UnboundedSender<Instant>);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.send(Instant::now());
    }
}

/// A tool that says when it began, never ends, and says when it is dropped.
fn endless() -> (
    Act,
    mpsc::UnboundedReceiver<()>,
    mpsc::UnboundedReceiver<Instant>,
) {
    let (begun, begins) = mpsc::unbounded_channel();
    let (dropped, drops) = mpsc::unbounded_channel();
    let act = Act::new("endless", move |_, _| {
        let (begun, guard) = (begun.clone(), Dropped(dropped.clone()));
        async move {
            let _guard = guard;
            let _ = begun.send(());
            std::future::pending().await
        }
    });
    (act, begins, drops)
}

#[tokio::test]
async fn a_stop_in_mid_call_drops_the_call_and_ends_the_run() {
    let (act, mut begins, mut drops) = endless();
    let quick = Act::new("quick", |_, _| async { Ok(json!("done")) });
    let (model, builder) = calling([act, quick]);
    let server = builder.start().await;
    let client = server.client();
    model.script(vec![
        say("one moment"),
        call("e", "endless", "{}"),
        call("q", "quick", "{}"),
        waits(),
    ]);
    let run = start_run(&client, &json!({ "prompt": "go" })).await;
    soon(begins.recv()).await.expect("it began");
    let target = format!("/api/realtime/{}", text_of(&run, "runId"));
    let asked = Instant::now();
    let stopped = ask(&client, Request::new(Method::DELETE, &target)).await;
    assert_eq!(
        (stopped.status, &stopped.json()["ended"]),
        (200, &json!("stopped"))
    );
    let at = soon(drops.recv()).await.expect("it was dropped");
    let took = at.saturating_duration_since(asked);
    println!("dropped after {took:?}");
    assert!(took < Duration::from_millis(500), "{took:?}");
    let stream = soon(client.stream(Request::get(&target)))
        .await
        .expect("a stream");
    let events = soon(stream.collect()).await.expect("a clean end");
    let answer = answer(&events);
    assert_eq!(
        (&answer["status"], &answer["content"]),
        (&json!("stopped"), &json!("one moment"))
    );
    let calls = answer["toolCalls"].as_array().expect("calls");
    assert_eq!(calls[0]["status"], "cancelled");
    assert!(matches!(
        calls[1]["status"].as_str(),
        Some("done" | "cancelled")
    ));
    let ends: Vec<_> = statuses(&events)
        .into_iter()
        .filter(|told| told == "e cancelled")
        .collect();
    assert_eq!(ends.len(), 1);
    assert_eq!(events.last().map(|event| event.kind.as_str()), Some("done"));
    // Nothing of it is told afterwards, and the next question finds one result for each call.
    let body = json!({ "prompt": "and?", "conversationId": answer["conversationId"] });
    run_to_end(&client, &body).await;
    let turn = model.requests()[1].turns[1].clone();
    assert_eq!(turn.calls.len(), 2);
    assert_eq!(turn.calls[0].result, "the call was stopped before it ended");
    server.stop().await;
}

#[tokio::test]
async fn a_call_that_is_stopped_alone_is_a_result_and_the_run_goes_on() {
    let (act, mut begins, _drops) = endless();
    let (model, builder) = calling([act]);
    let server = builder.start().await;
    let client = server.client();
    model.script(vec![call("e", "endless", "{}"), waits()]);
    model.script(vec![say("then without"), ends()]);
    let run = start_run(&client, &json!({ "prompt": "go" })).await;
    soon(begins.recv()).await.expect("it began");
    let jobs = ask(&client, Request::get("/api/jobs")).await.json();
    let job = &jobs["items"][0];
    assert_eq!(
        (&job["runId"], &job["toolCallId"]),
        (&run["runId"], &json!("e"))
    );
    crate::support::jobs::stop(&client, &text_of(job, "id")).await;
    let target = format!("/api/realtime/{}", text_of(&run, "runId"));
    let stream = soon(client.stream(Request::get(&target)))
        .await
        .expect("a stream");
    let events = soon(stream.collect()).await.expect("a clean end");
    assert_eq!(all(&events, "done")[0]["status"], "complete");
    assert_eq!(answer(&events)["content"], "then without");
    assert_eq!(answer(&events)["toolCalls"][0]["status"], "cancelled");
    server.stop().await;
}

#[tokio::test]
async fn a_message_is_read_in_mid_call_as_it_will_be_told() {
    let (act, mut begins, _drops) = endless();
    let (model, builder) = calling([act]);
    let server = builder.start().await;
    let client = server.client();
    model.script(vec![
        say("look"),
        call("e", "endless", r#"{"n":7}"#),
        waits(),
    ]);
    let run = start_run(&client, &json!({ "prompt": "go" })).await;
    soon(begins.recv()).await.expect("it began");
    let target = format!(
        "/api/messages?conversationId={}",
        text_of(&run, "conversationId")
    );
    let page = ask(&client, Request::get(target)).await.json();
    let now = &page["items"][0];
    assert_eq!(
        (&now["status"], &now["content"]),
        (&json!("streaming"), &json!("look"))
    );
    assert_eq!(now["parts"][1]["toolCallId"], "e");
    let shown = &now["toolCalls"][0];
    assert_eq!(
        (&shown["status"], &shown["args"]),
        (&json!("running"), &json!({ "n": 7 }))
    );
    assert!(shown["startedAt"].is_string() && shown["jobId"].is_string());
    let target = format!("/api/realtime/{}", text_of(&run, "runId"));
    ask(&client, Request::new(Method::DELETE, &target)).await;
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_goes_down_ends_calls_with_their_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let (act, mut begins, _drops) = endless();
    let asks = Act::new("asks", |_, _| async { Ok(json!(1)) }).asks();
    let (model, builder) = calling([act, asks]);
    let builder = builder.settings(|settings| settings.drain_timeout = Duration::from_millis(200));
    let server = builder.folder(folder.path()).start().await;
    let client = server.client();
    model.script(vec![call("e", "endless", "{}"), waits()]);
    model.script(vec![call("a", "asks", "{}"), waits()]);
    let works = start_run(&client, &json!({ "prompt": "go" })).await;
    soon(begins.recv()).await.expect("it began");
    let waits = start_run(&client, &json!({ "prompt": "ask" })).await;
    let messages = |run: &serde_json::Value| {
        let id = text_of(run, "conversationId");
        Request::get(format!("/api/messages?conversationId={id}"))
    };
    crate::support::until(async || {
        let page = ask(&client, messages(&waits)).await.json();
        page["items"][0]["toolCalls"][0]["status"] == "awaiting-approval"
    })
    .await;
    server.stop().await;
    let (_, builder) = calling([]);
    let server = builder.folder(folder.path()).start().await;
    let client = server.client();
    for run in [&works, &waits] {
        let page = ask(&client, messages(run)).await.json();
        let answer = &page["items"][0];
        assert_eq!(answer["status"], "interrupted");
        assert_eq!(answer["toolCalls"][0]["status"], "interrupted");
    }
    server.stop().await;
}

/// Ends a run in the log behind the back of its task, and without the jobs of its calls: as a run does whose
/// task panicked in mid-call, before its jobs have written their ends.
async fn end_without_jobs(server: &TestServer, run: &str) {
    let hub = &server.app().hub;
    let fences = hub.store().fences().await.expect("readable");
    let fence = fences.into_iter().find(|f| f.holder.to_string() == run);
    let Fence { name, token, .. } = fence.expect("it is at work");
    let batch = Batch {
        fences: vec![FenceChange::Close { name, token }],
        ..Batch::default()
    };
    hub.append(batch).await.expect("it is written");
}

#[tokio::test]
async fn jobs_of_a_run_that_ended_without_them_end_at_once() {
    let (open, gate) = watch::channel(false);
    let act = Act::new("gated", move |context, _| {
        let mut gate = gate.clone();
        async move {
            gate.wait_for(|open| *open).await.expect("the test lives");
            context.log("through");
            Ok(json!("done"))
        }
    });
    let held = Act::new("held", |_, _| async { Ok(json!("never")) });
    let (model, builder) = calling([act, held, questions::asks()]);
    let server = builder.start().await;
    let client = server.client();
    // One works, one waits for leave, and one for the answer to its question.
    choose(&client, "held", json!({ "permission": "ask" })).await;
    model.script(vec![
        call("g", "gated", "{}"),
        call("h", "held", "{}"),
        call("a", "asks", "{}"),
        waits(),
    ]);
    model.script(vec![say("nobody hears this"), ends()]);
    let run = start_run(&client, &json!({ "prompt": "go" })).await;
    let jobs = async || {
        let page = ask(&client, Request::get("/api/jobs")).await.json();
        page["items"].as_array().expect("jobs").clone()
    };
    let of = async |name: &str| {
        let job = jobs().await.into_iter().find(|job| job["name"] == name);
        job.unwrap_or_default()
    };
    until(async || of("held").await["approval"].is_object()).await;
    until(async || of("asks").await["questions"].is_array()).await;
    end_without_jobs(&server, &text_of(&run, "runId")).await;
    open.send_replace(true);
    let leave = text_of(&of("held").await["approval"], "id");
    let question = text_of(&of("asks").await["questions"][0], "id");
    let (_, _) = tokio::join!(
        decide(&client, &leave, "allow"),
        questions::answer(
            &client,
            &question,
            json!({ "decision": "allow", "content": { "city": "Brest" } })
        ),
    );
    until(async || server.app().chat.jobs_in_progress() == 0).await;
    for job in jobs().await {
        assert_eq!(job["status"], "interrupted", "{job}");
        assert!(text_of(&job, "error").contains("called again"), "{job}");
        let target = format!("/api/jobs/{}/events", text_of(&job, "id"));
        let stream = soon(client.stream(Request::get(&target))).await;
        let events = soon(stream.expect("a stream").collect()).await;
        assert!(!events.expect("a clean end").is_empty(), "its stream ends");
    }
    server.stop().await;
}
