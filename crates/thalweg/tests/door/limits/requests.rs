use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use thalweg_access::Rate;
use thalweg_client::{Answer, Request};
use thalweg_log::ManualClock;
use thalweg_providers::FakeProvider;
use thalweg_testkit::{TestServer, TestServerBuilder};

use crate::support::jobs::invoke;
use crate::support::{ask, data, new_conversation, problem, soon};

/// Milliseconds since 1970 at which the servers of these tests begin.
const NOW: u64 = 1_795_167_000_000;
const MINUTE: Duration = Duration::from_secs(60);

/// A server whose clock the test moves.
fn clocked() -> (TestServerBuilder, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(NOW));
    let builder = TestServer::builder()
        .models(Arc::new(FakeProvider::new()))
        .clock(clock.clone());
    (builder, clock)
}

fn limited(answer: &Answer, policy: &str, remaining: &str, wait: &str) {
    problem(answer, 429, "rate_limited");
    let told = ["ratelimit-policy", "ratelimit", "retry-after"].map(|name| answer.header(name));
    assert_eq!(told, [policy, remaining, wait]);
}

#[tokio::test]
async fn a_principal_that_asks_too_often_is_told_when_to_ask_again() {
    let (builder, clock) = clocked();
    let server = builder
        .guests()
        .settings(|settings| settings.limits.principal.requests = Rate::new(4, MINUTE))
        .start()
        .await;
    let (ann, bob) = (server.guest().await, server.guest().await);
    let list = Request::get("/api/conversations");
    for left in [2, 1] {
        let answer = ask(&ann, list.clone()).await;
        let wait = (4 - left) * 15;
        let told = format!("\"requests\";r={left};t={wait}");
        assert_eq!(
            (answer.status, answer.header("ratelimit")),
            (200, told.as_str())
        );
    }
    let missing = ask(&ann, Request::get("/api/jobs/none")).await;
    problem(&missing, 404, "not_found");
    assert_eq!(missing.header("ratelimit"), "\"requests\";r=0;t=60");
    let refused = ask(&ann, Request::post("/api/conversations", &json!({}))).await;
    limited(
        &refused,
        "\"requests\";q=4;w=60",
        "\"requests\";r=0;t=15",
        "15",
    );
    assert_eq!(ask(&bob, list.clone()).await.status, 200, "another's");
    clock.advance(Duration::from_millis(14_001));
    let refused = ask(&ann, list.clone()).await;
    assert_eq!(refused.header("retry-after"), "1", "rounded up");
    clock.advance(Duration::from_millis(999));
    let answer = ask(&ann, list).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["items"], json!([]), "nothing was made");
    server.stop().await;
}

#[tokio::test]
async fn runs_beyond_the_limit_are_not_started_and_keep_no_key() {
    let (builder, clock) = clocked();
    let server = builder
        .settings(|settings| settings.limits.principal.runs = Rate::new(2, MINUTE))
        .start()
        .await;
    let client = server.client();
    let start = async |key: &str| {
        let request = Request::post("/api/realtime", &json!({ "prompt": "hello" }));
        ask(&client, request.header("idempotency-key", key)).await
    };
    let (first, second) = (start("1").await, start("2").await);
    assert_eq!((first.status, second.status), (202, 202));
    let conversations = async || {
        let list = ask(&client, Request::get("/api/conversations")).await;
        list.json()["items"].as_array().map(Vec::len)
    };
    assert_eq!(conversations().await, Some(2));
    let refused = start("3").await;
    limited(&refused, "\"runs\";q=2;w=60", "\"runs\";r=0;t=30", "30");
    let run = first.json()["runId"].clone();
    let target = format!("/api/realtime/{}/continue", run.as_str().expect("an id"));
    let continued = ask(&client, Request::post(target, &json!({}))).await;
    problem(&continued, 429, "rate_limited");
    assert_eq!(conversations().await, Some(2), "nothing was begun");
    clock.advance(MINUTE / 2);
    let started = start("3").await;
    assert_eq!(started.status, 202, "the refusal was not kept");
    assert_eq!(conversations().await, Some(3));
    server.stop().await;
}

#[tokio::test]
async fn calls_of_tools_have_a_limit_of_their_own() {
    let (builder, _) = clocked();
    let server = builder
        .settings(|settings| settings.limits.principal.tool_calls = Rate::new(1, MINUTE))
        .start()
        .await;
    let client = server.client();
    assert_eq!(invoke(&client, "clock", json!({})).await.status, 202);
    let refused = invoke(&client, "clock", json!({})).await;
    limited(
        &refused,
        "\"tool-calls\";q=1;w=60",
        "\"tool-calls\";r=0;t=60",
        "60",
    );
    let jobs = ask(&client, Request::get("/api/jobs")).await;
    assert_eq!(jobs.json()["items"].as_array().map(Vec::len), Some(1));
    crate::support::until(async || server.app().chat.jobs_in_progress() == 0).await;
    server.stop().await;
}

/// `EventSource` gives up on any status but 200.
#[tokio::test]
async fn a_stream_that_is_followed_too_often_is_told_so_in_the_stream() {
    let (builder, _) = clocked();
    let server = builder
        .settings(|settings| settings.limits.principal.requests = Rate::new(1, MINUTE))
        .start()
        .await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    for target in [
        format!("/api/conversations/{conversation}/events"),
        "/api/events?channel=user:owner".to_owned(),
        "/api/realtime/0199-none".into(),
        "/api/jobs/none/events".into(),
    ] {
        let stream = soon(client.stream(Request::get(&target))).await;
        let events = soon(stream.expect("a stream").collect())
            .await
            .expect("a clean end");
        assert_eq!(events.len(), 1, "{target}");
        assert_eq!(events[0].kind, "reconnect");
        let said = data(&events[0]);
        assert_eq!(said["reason"], "limit");
        let retry = said["retryMs"].as_u64().expect("a time");
        assert!((61_000..62_000).contains(&retry), "{retry}");
    }
    let posted = Request::post("/api/events", &json!({ "channels": ["user:owner"] }));
    problem(&ask(&client, posted).await, 429, "rate_limited");
    server.stop().await;
}

#[tokio::test]
async fn without_limits_nothing_is_counted_or_told() {
    let (builder, _) = clocked();
    let server = builder
        .settings(|settings| settings.limits.principal = thalweg_access::Rates::OFF)
        .start()
        .await;
    let client = server.client();
    for _ in 0..50 {
        let answer = ask(&client, Request::get("/api/me")).await;
        assert_eq!((answer.status, answer.header("ratelimit")), (200, ""));
    }
    assert!(server.app().limits.is_empty());
    server.stop().await;
}

#[tokio::test]
async fn a_page_of_another_origin_sees_how_the_limit_stands() {
    let (builder, _) = clocked();
    let origin = "https://app.example";
    let server = builder
        .settings(|settings| {
            settings.http.origins = vec![origin.into()];
            settings.access.gate.origins = vec![origin.into()];
            settings.limits.principal.requests = Rate::new(1, MINUTE);
        })
        .start()
        .await;
    let request = || Request::get("/api/me").header("origin", origin);
    let client = server.client();
    assert_eq!(ask(&client, request()).await.status, 200);
    let refused = ask(&client, request()).await;
    problem(&refused, 429, "rate_limited");
    assert_eq!(refused.header("access-control-allow-origin"), origin);
    let seen = refused.header("access-control-expose-headers");
    for name in ["retry-after", "ratelimit", "ratelimit-policy"] {
        assert!(seen.split(',').any(|one| one.trim() == name), "{seen}");
    }
    server.stop().await;
}
