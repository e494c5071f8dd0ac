use http::Method;
use serde_json::json;
use thalweg_client::Request;

use super::Bench;
use crate::support::add_message;

#[tokio::test]
async fn an_unknown_id_is_not_found() {
    let bench = Bench::new().await;
    let known = &bench.conversation;
    let unknown = bench.server.app().ids.next().to_string();
    let spellings = [
        unknown.clone(),
        // Other spellings of an id that is known are none.
        known.to_uppercase(),
        known.replace('-', ""),
        format!("{{{known}}}"),
        "7".into(),
        "%20".into(),
        "..%2f..".into(),
        "x".repeat(5_000),
    ];
    for id in &spellings {
        let requests = [
            Request::get(format!("/api/conversations/{id}")),
            Request::get(format!("/api/conversations/{id}/events")),
            Request::new(Method::PATCH, format!("/api/conversations/{id}")).body("{}"),
            Request::new(Method::DELETE, format!("/api/conversations/{id}")),
            Request::new(Method::POST, format!("/api/conversations/{id}/restore")),
            Request::get(format!("/api/realtime/{id}")),
            Request::new(Method::DELETE, format!("/api/realtime/{id}")),
        ];
        for request in requests {
            bench.refuse(request, 404, "not_found").await;
        }
    }
    for id in ["7", "%20", unknown.as_str()] {
        let request = Request::get(format!("/api/messages?conversationId={id}"));
        bench.refuse(request, 404, "not_found").await;
    }
    let body = json!({ "prompt": "a", "conversationId": unknown });
    bench
        .refuse(Request::post("/api/realtime", &body), 404, "not_found")
        .await;
    let body = json!({ "content": "a", "conversationId": unknown });
    bench
        .refuse(Request::post("/api/messages", &body), 404, "not_found")
        .await;
    let leaf = format!("/api/messages?conversationId={known}&leaf={unknown}");
    bench.refuse(Request::get(leaf), 404, "not_found").await;
    bench.end().await;
}

#[tokio::test]
async fn a_channel_that_nobody_may_follow_is_not_found() {
    let bench = Bench::new().await;
    let names = [
        "user:somebody".to_owned(),
        format!("conversation:{}", bench.server.app().ids.next()),
        format!("conversation:{}", bench.conversation.to_uppercase()),
        "session:1".into(),
    ];
    for name in names {
        let request = Request::get(format!("/api/events?channel={name}"));
        bench.refuse(request, 404, "not_found").await;
    }
    for name in [
        "",
        "user",
        "user:",
        "palace:x",
        "room:..",
        "room:a%20b",
        "room:a%0d%0ab",
    ] {
        let request = Request::get(format!("/api/events?channel={name}"));
        bench.refuse(request, 400, "malformed").await;
    }
    let none = Request::get("/api/events");
    bench.refuse(none, 422, "invalid_fields").await;
    let many: String = (0..101).map(|i| format!("channel=room:{i}&")).collect();
    let many = Request::get(format!("/api/events?{many}"));
    bench.refuse(many, 422, "invalid_fields").await;
    bench.end().await;
}

#[tokio::test]
async fn an_id_of_a_message_counts_once_in_a_conversation() {
    let bench = Bench::new().await;
    let message = add_message(&bench.client, &bench.conversation, "first").await;
    let body = json!({
        "conversationId": bench.conversation, "content": "second", "id": message["id"],
    });
    let request = Request::post("/api/messages", &body);
    bench.refuse(request, 409, "id_taken").await;
    let body = json!({
        "conversationId": bench.conversation, "prompt": "second", "messageId": message["id"],
    });
    let request = Request::post("/api/realtime", &body);
    bench.refuse(request, 409, "id_taken").await;
    bench.end().await;
}
