use std::sync::Arc;

use serde_json::{Value, json};
use thalweg_client::{Client, Request};
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;

use super::Bench;
use crate::support::{ask, data, kinds, problem, soon, start_run, text_of, until};

fn keyed(target: &str, key: &str, body: &Value) -> Request {
    Request::post(target, body).header("idempotency-key", key)
}

async fn idle(server: &TestServer) {
    until(async || server.app().chat.runs_in_progress() == 0).await;
}

#[tokio::test]
async fn the_same_key_and_body_is_the_same_run() {
    let bench = Bench::new().await;
    let body = json!({ "prompt": "once", "conversationId": bench.conversation });
    let request = keyed("/api/realtime", "k1", &body);
    let first = ask(&bench.client, request.clone()).await;
    assert_eq!(first.status, 202);
    idle(&bench.server).await;
    let before = bench.state().await;
    for _ in 0..3 {
        let again = ask(&bench.client, request.clone()).await;
        assert_eq!((again.status, again.json()), (202, first.json()));
    }
    // The same with the fields in another order.
    let turned = format!(
        "{{\"conversationId\":\"{}\",\"prompt\":\"once\"}}",
        bench.conversation
    );
    let again = keyed("/api/realtime", "k1", &json!({})).body(turned);
    assert_eq!(ask(&bench.client, again).await.json(), first.json());
    let stream = soon(bench.client.stream(request)).await.expect("a stream");
    let named = stream.headers()["thalweg-run-id"].clone();
    assert_eq!(named, text_of(&first.json(), "runId").as_str());
    let events = soon(stream.collect()).await.expect("a clean end");
    assert_eq!(
        kinds(&events),
        ["welcome", "message", "run", "token", "message", "done"],
        "its stream from its start"
    );
    assert_eq!(before, bench.state().await);
    bench.end().await;
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let bench = Bench::new().await;
    let body = json!({ "prompt": "once", "conversationId": bench.conversation });
    ask(&bench.client, keyed("/api/realtime", "k1", &body)).await;
    idle(&bench.server).await;
    let others = [
        (
            "/api/realtime",
            json!({ "prompt": "twice", "conversationId": bench.conversation }),
        ),
        ("/api/conversations", json!({})),
        (
            "/api/messages",
            json!({ "content": "once", "conversationId": bench.conversation }),
        ),
    ];
    for (target, body) in others {
        let request = keyed(target, "k1", &body);
        bench.refuse(request, 422, "idempotency_mismatch").await;
    }
    bench.end().await;
}

#[tokio::test]
async fn conversations_and_messages_are_made_once() {
    let bench = Bench::new().await;
    let cases = [
        ("/api/conversations", json!({ "title": "One" })),
        (
            "/api/messages",
            json!({ "content": "one", "conversationId": bench.conversation }),
        ),
    ];
    for (target, body) in cases {
        let request = keyed(target, target, &body);
        let first = ask(&bench.client, request.clone()).await;
        assert_eq!(first.status, 201);
        let before = bench.state().await;
        let again = ask(&bench.client, request).await;
        assert_eq!((again.status, again.json()), (201, first.json()));
        assert_eq!(before, bench.state().await);
    }
    bench.end().await;
}

#[tokio::test]
async fn a_refusal_is_kept_under_its_key() {
    let bench = Bench::new().await;
    let body = json!({ "prompt": "a", "model": "oracle" });
    let request = keyed("/api/realtime", "bad", &body);
    let first = ask(&bench.client, request.clone()).await;
    let first = problem(&first, 422, "unknown_model");
    let again = bench.refuse(request, 422, "unknown_model").await;
    assert_eq!(first["detail"], again["detail"]);
    let good = keyed("/api/realtime", "bad", &json!({ "prompt": "a" }));
    bench.refuse(good, 422, "idempotency_mismatch").await;
    bench.end().await;
}

#[tokio::test]
async fn keys_of_different_people_never_meet() {
    let server = TestServer::builder()
        .guests()
        .models(Arc::new(FakeProvider::new()))
        .start()
        .await;
    let (one, other) = (server.guest().await, server.guest().await);
    let run = async |client: &Client, prompt: &str| {
        let request = keyed("/api/realtime", "k", &json!({ "prompt": prompt }));
        let answer = ask(client, request).await;
        assert_eq!(answer.status, 202, "{:?}", answer.body);
        text_of(&answer.json(), "runId")
    };
    let (first, second) = (run(&one, "a").await, run(&other, "a").await);
    assert_ne!(first, second);
    assert_eq!(run(&one, "a").await, first);
    let mismatch = keyed("/api/realtime", "k", &json!({ "prompt": "b" }));
    problem(&ask(&one, mismatch).await, 422, "idempotency_mismatch");
    idle(&server).await;
    server.stop().await;
}

#[tokio::test]
async fn two_requests_with_one_key_at_once_have_one_effect() {
    let bench = Bench::new().await;
    for round in 0..10 {
        let body = json!({ "prompt": "together" });
        let request = || keyed("/api/realtime", &format!("round-{round}"), &body);
        let before = bench.state().await;
        let asks = (0..4).map(|_| ask(&bench.client, request()));
        let answers = soon(futures_util::future::join_all(asks)).await;
        for answer in &answers {
            assert_eq!((answer.status, answer.json()), (202, answers[0].json()));
        }
        idle(&bench.server).await;
        let count = |state: &Value| state["list"]["items"].as_array().map_or(0, Vec::len);
        assert_eq!(count(&bench.state().await), count(&before) + 1);
    }
    bench.end().await;
}

#[tokio::test]
async fn a_key_is_at_most_255_visible_characters() {
    let bench = Bench::new().await;
    for key in ["", "a b", "é", "x\ty", &"k".repeat(256)] {
        for target in ["/api/realtime", "/api/conversations", "/api/messages"] {
            let body = match target {
                "/api/realtime" => json!({ "prompt": "a" }),
                "/api/messages" => json!({ "content": "a", "conversationId": bench.conversation }),
                _ => json!({}),
            };
            bench
                .refuse(keyed(target, key, &body), 400, "malformed")
                .await;
        }
    }
    let longest = keyed("/api/conversations", &"k".repeat(255), &json!({}));
    assert_eq!(ask(&bench.client, longest).await.status, 201);
    bench.end().await;
}

/// An id that the client made for its message does the same work as a key.
#[tokio::test]
async fn a_message_id_that_was_asked_before_is_the_same_run() {
    let bench = Bench::new().await;
    let id = bench.server.app().ids.next();
    let body = json!({ "prompt": "a", "conversationId": bench.conversation, "messageId": id });
    let first = start_run(&bench.client, &body).await;
    idle(&bench.server).await;
    let before = bench.state().await;
    assert_eq!(start_run(&bench.client, &body).await, first);
    assert_eq!(before, bench.state().await);
    assert_eq!(first["messageId"], id.to_string());
    let target = format!("/api/realtime/{}", text_of(&first, "runId"));
    let stream = soon(bench.client.stream(Request::get(target))).await;
    let events = soon(stream.expect("a stream").collect()).await;
    assert_eq!(data(&events.expect("a clean end")[1])["id"], id.to_string());
    bench.end().await;
}
