//! What a person may spend in a day.

use std::num::NonZeroU64;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thalweg_chat::FinishReason;
use thalweg_client::{Client, Request};
use thalweg_log::ManualClock;
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_testkit::{TestServer, TestServerBuilder};
use thalweg_wire::{ErrorCode, Usage};

use crate::support::people::me;
use crate::support::{
    Act, acting, ask, data, problem, run_to_end, say, scripted, soon, start_run, text_of, until,
    written,
};

/// Half past nine.
const NOW: u64 = 1_795_167_000_000;
/// Until midnight.
const REST: Duration = Duration::from_secs(14 * 3_600 + 1_800);

fn usage(input_tokens: u32, output_tokens: u32) -> FakeStep {
    FakeStep::Usage(Usage {
        input_tokens,
        output_tokens,
    })
}

fn ends(reason: FinishReason) -> FakeStep {
    FakeStep::Finish(reason)
}

fn of_a_day(builder: TestServerBuilder, tokens: u64) -> TestServerBuilder {
    builder.settings(|settings| settings.chat.tokens_per_day = NonZeroU64::new(tokens))
}

async fn serve(model: &FakeProvider, clock: &Arc<ManualClock>, folder: &Path) -> TestServer {
    let builder = TestServer::builder()
        .guests()
        .folder(folder)
        .clock(clock.clone())
        .models(Arc::new(model.clone()));
    of_a_day(builder, 100).start().await
}

fn prompt(text: &str) -> Value {
    // Without tools, whose descriptions the model would read.
    json!({ "prompt": text, "tools": [] })
}

async fn spent(client: &Client) -> u64 {
    let tokens = me(client).await["tokens"].clone();
    tokens["spent"].as_u64().expect("a number")
}

#[tokio::test]
async fn what_a_day_gives_is_spent_for_all_of_it_over_a_restart_until_midnight() {
    let folder = tempfile::tempdir().expect("a folder");
    let (model, clock) = (FakeProvider::new(), Arc::new(ManualClock::new(NOW)));
    let server = serve(&model, &clock, folder.path()).await;
    let (guest, another) = (server.guest().await, server.guest().await);
    let with_key = || {
        let request = Request::post("/api/realtime", &prompt("one"));
        request.header("idempotency-key", "one")
    };
    let complete = || ends(FinishReason::Complete);
    model.script(vec![say("yes"), usage(60, 30), complete()]);
    assert_eq!(ask(&guest, with_key()).await.status, 202);
    until(async || spent(&guest).await == 90).await;
    let expected = json!({ "spent": 90, "limit": 100, "endsAt": "2026-11-21T00:00:00.000Z" });
    assert_eq!(me(&guest).await["tokens"], expected);
    // Ten are left: one more is let in, and goes on to its end whatever it takes.
    model.script(vec![say("long"), usage(20, 7), ends(FinishReason::Length)]);
    let events = run_to_end(&guest, &prompt("two")).await;
    assert_eq!(spent(&guest).await, 117);
    let run = text_of(&data(events.last().expect("done")), "runId");
    let (before, asked) = (written(&server).await, model.requests().len());
    let refused = [
        Request::post("/api/realtime", &prompt("three")),
        Request::post("/api/realtime", &prompt("three")).header("accept", "text/event-stream"),
        Request::post(format!("/api/realtime/{run}/continue"), &json!({})),
        Request::post("/api/realtime", &prompt("three")).header("idempotency-key", "three"),
    ];
    for request in refused {
        let answer = ask(&guest, request).await;
        let said = problem(&answer, 429, "quota_exceeded");
        assert_eq!(answer.header("retry-after"), REST.as_secs().to_string());
        assert_eq!(
            said["detail"],
            "Your 100 tokens of today are spent. There are new ones at midnight (UTC), in 14 h 30 min."
        );
    }
    assert_eq!(before, written(&server).await, "nothing was written");
    assert_eq!(model.requests().len(), asked, "and no model asked");
    assert_eq!(ask(&guest, with_key()).await.status, 202, "it is repeated");
    // What takes no model is free, and so is everybody else.
    let made = ask(&guest, Request::post("/api/conversations", &json!({}))).await;
    assert_eq!(made.status, 201);
    run_to_end(&another, &prompt("hello")).await;
    server.stop().await;

    let server = serve(&model, &clock, folder.path()).await;
    let cookie = guest.cookie().expect("a guest's").to_owned();
    let guest = server.client().with_cookie(cookie);
    assert_eq!(spent(&guest).await, 117);
    clock.advance(REST - Duration::from_millis(1));
    let again = || Request::post("/api/realtime", &prompt("four"));
    let late = ask(&guest, again()).await;
    problem(&late, 429, "quota_exceeded");
    assert_eq!(late.header("retry-after"), "1");
    clock.advance(Duration::from_millis(1));
    assert_eq!(spent(&guest).await, 0);
    // The same key: a refusal was not kept under it.
    let three = Request::post("/api/realtime", &prompt("three")).header("idempotency-key", "three");
    assert_eq!(ask(&guest, three).await.status, 202);
    until(async || server.app().chat.runs_in_progress() == 0).await;
    assert!(spent(&guest).await > 0);
    server.stop().await;
}

#[tokio::test]
async fn what_a_model_does_not_count_is_estimated() {
    let (model, builder) = scripted();
    let server = of_a_day(builder, 1_000_000).start().await;
    let client = server.client();
    // Four for the turn and one for each four letters, asked and said.
    model.script(vec![
        say(&"x".repeat(39)),
        say("x"),
        ends(FinishReason::Complete),
    ]);
    run_to_end(&client, &prompt("sixteen letters!")).await;
    assert_eq!(spent(&client).await, 4 + 4 + 10);
    // A call that never came to be is free.
    let failure = thalweg_chat::ModelError {
        code: ErrorCode::ModelUnreachable,
        message: "nobody there".into(),
        retry_after_ms: None,
    };
    model.script(vec![FakeStep::Fail(failure.clone())]);
    run_to_end(&client, &prompt("sixteen letters!")).await;
    assert_eq!(spent(&client).await, 18);
    // One that breaks off, or is stopped, is not.
    model.script(vec![say("four"), FakeStep::Fail(failure)]);
    run_to_end(&client, &prompt("sixteen letters!")).await;
    assert_eq!(spent(&client).await, 18 + 8 + 1);
    model.script(vec![say("four"), FakeStep::Hang]);
    let started = start_run(&client, &prompt("sixteen letters!")).await;
    until(async || model.requests().len() == 4).await;
    let stop = Request::delete(format!("/api/realtime/{}", text_of(&started, "runId")));
    assert_eq!(ask(&client, stop).await.status, 200);
    assert!(spent(&client).await >= 27 + 8);
    server.stop().await;
}

#[tokio::test]
async fn every_round_of_calls_counts() {
    let act = Act::new("double", |_, _| async { Ok(json!(42)) });
    let (model, builder) = (FakeProvider::new(), acting([act]));
    let builder = builder.models(Arc::new(model.clone()));
    let server = of_a_day(builder, 1_000).start().await;
    let client = server.client();
    let call = FakeStep::Call(thalweg_chat::ToolRequest {
        id: "c1".into(),
        name: "double".into(),
        arguments: r#"{"n":21}"#.into(),
    });
    model.script(vec![call, usage(10, 2), ends(FinishReason::ToolCalls)]);
    model.script(vec![say("42"), usage(20, 3), ends(FinishReason::Complete)]);
    run_to_end(&client, &json!({ "prompt": "twice 21?" })).await;
    assert_eq!(spent(&client).await, 35);
    server.stop().await;
}

/// It was taken in while something was left, and says why it is not answered.
#[tokio::test]
async fn what_waits_when_all_is_spent_ends_with_that() {
    let (model, builder) = scripted();
    let clock = Arc::new(ManualClock::new(NOW));
    let server = of_a_day(builder.clock(clock), 100).start().await;
    let client = server.client();
    model.script(vec![say("one"), usage(200, 1), FakeStep::Hang]);
    let first = start_run(&client, &prompt("one")).await;
    let mut second = prompt("two");
    second["conversationId"] = first["conversationId"].clone();
    second["whenBusy"] = json!("queue");
    let second = start_run(&client, &second).await;
    let target = format!("/api/realtime/{}", text_of(&first, "runId"));
    let follow = soon(client.stream(Request::get(&target))).await;
    let mut stream = follow.expect("a stream");
    loop {
        let event = soon(stream.next()).await.expect("alive").expect("an event");
        if event.kind == "token" {
            break;
        }
    }
    until(async || model.requests().len() == 1).await;
    assert_eq!(ask(&client, Request::delete(&target)).await.status, 200);
    let target = format!("/api/realtime/{}", text_of(&second, "runId"));
    let events = soon(client.stream(Request::get(target))).await;
    let events = soon(events.expect("a stream").collect()).await;
    let events = events.expect("a clean end");
    let error = events.iter().find(|event| event.kind == "error");
    let error = data(error.expect("why"));
    assert_eq!(error["code"], "quota_exceeded");
    assert_eq!(error["retryAfterMs"], json!(REST.as_millis()));
    assert_eq!(data(events.last().expect("done"))["status"], "error");
    assert_eq!(model.requests().len(), 1, "no model was asked");
    server.stop().await;
}

#[tokio::test]
async fn without_a_limit_nothing_is_counted() {
    let (model, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    model.script(vec![say("x"), usage(u32::MAX, u32::MAX)]);
    run_to_end(&client, &prompt("one")).await;
    assert!(me(&client).await["tokens"].is_null());
    server.stop().await;
}
