//! Ids of requests, failures that should not be, and what the log says of them.

mod logs;

use std::sync::Arc;

use serde_json::json;
use thalweg_client::{Answer, Request};
use thalweg_log::StoreError;
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_testkit::TestServer;

pub(crate) use self::logs::logs;
use crate::support::{
    ask, data, kinds, new_conversation, problem, run_to_end, say, scripted, serve_over, soon, until,
};

const TOLD: &str = "Something failed on the server. The request id finds the cause in its log.";

#[tokio::test]
async fn a_sane_request_id_is_echoed_and_any_other_replaced() {
    let server = TestServer::start().await;
    let client = server.client();
    let with = async |id: &str| {
        let request = Request::get("/api/nothing").header("x-request-id", id);
        let answer = ask(&client, request).await;
        problem(&answer, 404, "no_route");
        answer.header("x-request-id").to_owned()
    };
    for id in ["a", "Req_1.2~3-4", &"x".repeat(128)] {
        assert_eq!(with(id).await, id);
    }
    for id in ["", "a b", "a/b", "a\tb", "é", "<script>", &"x".repeat(129)] {
        let made = with(id).await;
        assert_ne!(made, id);
        assert_eq!(made.len(), 36, "an id of our own: {made}");
    }
    let made = async || ask(&client, Request::get("/healthz")).await;
    let (one, two) = (made().await, made().await);
    assert_ne!(one.header("x-request-id"), two.header("x-request-id"));
    server.stop().await;
}

#[tokio::test]
async fn a_path_that_is_no_text_is_a_problem_as_any_other() {
    let server = TestServer::start().await;
    let client = server.owner().await;
    for request in [
        Request::post("/api/tools/%ff", &json!({ "args": {} })),
        Request::patch("/api/http-tools/%c3%28", &json!({})),
        Request::delete("/api/mcp-servers/%ff"),
        Request::get("/api/jobs/%ff"),
        Request::delete("/api/conversations/%ff/queue/%ff"),
    ] {
        problem(&ask(&client, request).await, 400, "malformed");
    }
    server.stop().await;
}

#[tokio::test]
async fn nothing_of_the_api_is_kept_in_caches() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let id = new_conversation(&client).await;
    let targets = [
        "/api/me".to_owned(),
        "/api/models".into(),
        "/api/conversations".into(),
        format!("/api/conversations/{id}"),
        "/api/openapi.json".into(),
        "/api/nothing".into(),
        "/api".into(),
    ];
    for target in targets {
        let answer = ask(&client, Request::get(&target)).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{target}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let embedding = answer.header("cross-origin-resource-policy");
        assert_eq!(embedding, "same-origin", "{target}");
        assert_eq!(answer.header("strict-transport-security"), "");
    }
    server.stop().await;
}

#[tokio::test]
async fn where_people_come_over_tls_they_come_over_nothing_else() {
    let server = TestServer::builder()
        .settings(|settings| settings.access.secure = true)
        .start()
        .await;
    for target in ["/api/me", "/api/nothing", "/chat", "/healthz"] {
        let answer = ask(&server.client(), Request::get(target)).await;
        let told = answer.header("strict-transport-security");
        assert_eq!(told, "max-age=31536000", "{target}");
    }
    server.stop().await;
}

/// The client is told a constant; the cause is one line of the log, under the request's id.
#[tokio::test]
async fn an_unexpected_failure_says_nothing_but_its_id() {
    let log = logs();
    let (running, client, twin, _folder) = serve_over(|_| {}).await;
    let conversation = new_conversation(&client).await;
    let target = format!("/api/conversations/{conversation}/events");
    // The key is looked for in the log.
    let make = async |id: &str| -> Answer {
        let request = Request::post("/api/conversations", &json!({}))
            .header("x-request-id", id)
            .header("idempotency-key", id);
        ask(&client, request).await
    };
    twin.fail(StoreError::Failed("row 7 of /secret/place".into()));
    let answer = make("failed-1").await;
    let said = problem(&answer, 500, "internal");
    assert_eq!(
        (&said["detail"], &said["requestId"]),
        (&json!(TOLD), &json!("failed-1"))
    );
    assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
    twin.panic();
    let said = problem(&make("panicked-1").await, 500, "internal");
    assert_eq!(said["detail"], TOLD);
    for (id, cause) in [
        ("failed-1", "/secret/place"),
        ("panicked-1", "a handler panicked"),
    ] {
        let lines = log.with(&[id, "ERROR"]);
        assert_eq!(lines.len(), 1, "logged once: {lines:?}");
        assert!(lines[0].contains(cause), "{}", lines[0]);
    }
    twin.heal();
    // It was the request that failed, not the server.
    let request = Request::get(&target).header("last-event-id", "");
    let mut stream = soon(client.stream(request)).await.expect("a stream");
    assert_eq!(
        soon(stream.next())
            .await
            .expect("alive")
            .expect("an event")
            .kind,
        "welcome"
    );
    drop(stream);
    let app = running.app.clone();
    until(async || app.streams.is_empty()).await;
    soon(running.stop()).await;
}

#[tokio::test]
async fn a_full_disk_and_a_closed_store_can_be_tried_again() {
    let (running, client, twin, _folder) = serve_over(|_| {}).await;
    let cases = [
        (StoreError::Full, "storage_full"),
        (StoreError::Closed, "draining"),
    ];
    for (error, code) in cases {
        twin.fail(error);
        let requests = [
            Request::post("/api/conversations", &json!({})),
            Request::post("/api/realtime", &json!({ "prompt": "a" })),
        ];
        for request in requests {
            let answer = ask(&client, request).await;
            problem(&answer, 503, code);
            assert!(answer.header("retry-after").parse::<u32>().is_ok());
        }
    }
    twin.heal();
    new_conversation(&client).await;
    soon(running.stop()).await;
}

/// A model that panics ends its own run and nothing else.
#[tokio::test]
async fn a_model_that_panics_ends_its_run_with_a_constant_text() {
    let log = logs();
    let (model, builder) = scripted();
    model.script(vec![say("half"), FakeStep::Panic]);
    let server = builder.start().await;
    let client = server.client();
    let body = json!({ "prompt": "the-secret-prompt-of-the-panic" });
    let request = Request::post("/api/realtime", &body).header("x-request-id", "panic-in-model");
    let stream = soon(client.stream(request)).await.expect("a stream");
    let events = soon(stream.collect()).await.expect("a clean end");
    let order = kinds(&events);
    assert_eq!(order[order.len() - 3..], ["error", "message", "done"]);
    let error = data(&events[events.len() - 3]);
    assert_eq!(error["code"], "internal");
    assert_eq!(error["message"], "something failed in the server");
    assert_eq!(error["requestId"], "panic-in-model");
    assert_eq!(data(&events[events.len() - 2])["content"], "half");
    assert_eq!(data(events.last().expect("done"))["status"], "error");
    assert_eq!(log.with(&["panic-in-model", "ERROR"]).len(), 1);
    let next = run_to_end(&client, &json!({ "prompt": "again" })).await;
    assert_eq!(data(next.last().expect("done"))["status"], "complete");
    server.stop().await;
}

#[tokio::test]
async fn the_log_holds_neither_prompts_nor_secrets() {
    let log = logs();
    let model = FakeProvider::new();
    model.script(vec![say("the-answer-that-is-nobodys-business")]);
    let server = TestServer::builder()
        .guests()
        .models(Arc::new(model))
        .start()
        .await;
    let (guest, owner) = (server.guest().await, server.owner().await);
    let body = json!({
        "prompt": "the-prompt-that-is-nobodys-business",
        "context": "the-context-that-is-nobodys-business",
    });
    let request = Request::post("/api/realtime", &body)
        .header("idempotency-key", "the-key-that-is-nobodys-business");
    let stream = soon(guest.stream(request)).await.expect("a stream");
    soon(stream.collect()).await.expect("a clean end");
    let bad = json!({ "prompt": ["the-bad-prompt-that-is-nobodys-business"] });
    problem(
        &ask(&guest, Request::post("/api/realtime", &bad)).await,
        422,
        "invalid_fields",
    );
    let token = json!({ "token": "the-token-that-is-nobodys-business" });
    problem(
        &ask(&guest, Request::post("/api/auth/owner", &token)).await,
        403,
        "forbidden",
    );
    let id = new_conversation(&owner).await;
    let target = format!("/api/conversations/{id}?ticket=the-ticket-that-is-nobodys-business");
    ask(&owner, Request::get(target)).await;
    until(async || server.app().chat.runs_in_progress() == 0).await;
    server.stop().await;
    assert_eq!(log.with(&["nobodys-business"]), [] as [&str; 0]);
    for cookie in ["g1.", "o1."] {
        assert_eq!(log.with(&[cookie]), [] as [&str; 0], "a cookie's value");
    }
    assert!(!log.with(&["answered"]).is_empty(), "there is a log at all");
}
