//! Instructions of a conversation, and what is too long for a model.

use std::sync::Arc;

use http::Method;
use serde_json::json;
use thalweg_client::Request;
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;

use crate::support::{ask, problem, run_to_end, scripted, text_of};

#[tokio::test]
async fn instructions_reach_the_model_and_are_cleared() {
    let (model, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let body = json!({ "system": "Answer in verse." });
    let made = ask(&client, Request::post("/api/conversations", &body)).await;
    assert_eq!(
        (made.status, &made.json()["system"]),
        (201, &body["system"])
    );
    let id = text_of(&made.json(), "id");
    let target = format!("/api/conversations/{id}");
    let prompt = json!({ "prompt": "hello", "conversationId": id });
    run_to_end(&client, &prompt).await;
    let read = ask(&client, Request::get(&target)).await.json();
    assert_eq!(read["system"], "Answer in verse.");
    let patch = |body: serde_json::Value| {
        Request::new(Method::PATCH, target.clone()).body(body.to_string())
    };
    let long = ask(&client, patch(json!({ "system": "x".repeat(32_001) }))).await;
    let said = problem(&long, 422, "invalid_fields");
    assert_eq!(said["errors"][0]["path"], "system");
    let cleared = ask(&client, patch(json!({ "system": "" }))).await;
    assert_eq!(cleared.status, 200);
    assert!(cleared.json().get("system").is_none());
    run_to_end(&client, &prompt).await;
    let given: Vec<_> = model.requests().into_iter().map(|r| r.system).collect();
    assert_eq!(given, [Some("Answer in verse.".into()), None]);
    server.stop().await;
}

#[tokio::test]
async fn what_is_too_long_for_the_model_says_how_long_it_is() {
    let model = FakeProvider::new().with_context(100);
    let server = TestServer::builder().models(Arc::new(model)).start().await;
    let client = server.client();
    let body = json!({ "prompt": "語".repeat(200), "context": "four", "tools": [] });
    let answer = ask(&client, Request::post("/api/realtime", &body)).await;
    let said = problem(&answer, 422, "context_too_long");
    assert_eq!((&said["size"], &said["limit"]), (&json!(209), &json!(100)));
    let other = ask(&client, Request::get("/api/conversations/7")).await;
    let said = problem(&other, 404, "not_found");
    assert!(said.get("size").is_none() && said.get("limit").is_none());
    server.stop().await;
}
