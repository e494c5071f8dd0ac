//! Drafts: what one types on one device is there on the next, and nothing is written over unseen.

use http::Method;
use serde_json::{Value, json};
use thalweg_client::{Answer, Client, Request};
use thalweg_testkit::TestServer;

use crate::support::{ask, data, problem, soon, text_of};

const REVISIONS: [&str; 3] = [
    "01a1f91b-f207-7d28-b9b9-9d0d3c14d3e1",
    "01a1f91b-f207-7d28-b9b9-9d0d3c14d3e2",
    "01a1f91b-f207-7d28-b9b9-9d0d3c14d3e3",
];

async fn put(client: &Client, target: &str, body: &Value) -> Answer {
    let request = Request::new(Method::PUT, target).body(body.to_string());
    ask(client, request).await
}

#[tokio::test]
async fn a_draft_is_on_every_device_and_the_feed_tells_of_it() {
    let server = TestServer::start().await;
    let client = server.client();
    let made = ask(&client, Request::post("/api/conversations", &json!({}))).await;
    let id = text_of(&made.json(), "id");
    let me = ask(&client, Request::get("/api/me")).await.json();
    let me = text_of(&me["principal"], "id");
    let feed = Request::get(format!("/api/events?channel=user:{me}"));
    let mut feed = soon(client.stream(feed)).await.expect("a stream");

    let targets = [format!("/api/drafts/{id}"), "/api/drafts/new".into()];
    let [one, two, three] = REVISIONS;
    for target in &targets {
        let saved = put(&client, target, &json!({ "text": "half", "revision": one })).await;
        assert_eq!(saved.status, 200, "{:?}", saved.body);
        let read = ask(&client, Request::get(target.as_str())).await;
        assert_eq!((read.status, read.json()), (200, saved.json()));
        assert_eq!(
            (&read.json()["text"], &read.json()["revision"]),
            (&json!("half"), &json!(one))
        );

        let blind = json!({ "text": "other", "revision": two });
        problem(&put(&client, target, &blind).await, 409, "draft_changed");
        let known = json!({ "text": "", "revision": three, "basedOn": one });
        assert_eq!(put(&client, target, &known).await.json()["text"], "");
        let read = ask(&client, Request::get(target.as_str())).await.json();
        assert_eq!(read.get("revision"), None);
    }

    let mut told = Vec::new();
    while told.len() < 4 {
        let event = soon(feed.next()).await.expect("alive").expect("an event");
        if event.kind == "draft" {
            told.push(data(&event)["data"].clone());
        }
    }
    let want = [
        json!({ "conversationId": id, "revision": one }),
        json!({ "conversationId": id, "revision": three, "gone": true }),
        json!({ "revision": one }),
        json!({ "revision": three, "gone": true }),
    ];
    assert_eq!(told, want, "the text is in none");
    drop(feed);
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_draft_is_refused_and_changes_nothing() {
    let server = TestServer::start().await;
    let client = server.client();
    let [one, two, _] = REVISIONS;
    let kept = json!({ "text": "kept", "revision": one });
    assert_eq!(put(&client, "/api/drafts/new", &kept).await.status, 200);
    for (body, path) in [
        (
            json!({ "text": "a".repeat(100_001), "revision": two, "basedOn": one }),
            "text",
        ),
        (
            json!({ "text": "a", "revision": "two", "basedOn": one }),
            "revision",
        ),
        (
            json!({ "text": "a", "revision": two, "basedOn": "one" }),
            "basedOn",
        ),
        (
            json!({ "text": 1, "revision": two, "basedOn": one }),
            "text",
        ),
        (
            json!({ "text": "a", "revision": two, "based_on": one }),
            "based_on",
        ),
    ] {
        let refused = put(&client, "/api/drafts/new", &body).await;
        let errors = problem(&refused, 422, "invalid_fields")["errors"].clone();
        assert_eq!(errors[0]["path"], path);
    }
    let body = json!({ "text": "a", "revision": two });
    for target in [format!("/api/drafts/{one}"), "/api/drafts/NEW".into()] {
        problem(&put(&client, &target, &body).await, 404, "not_found");
        problem(&ask(&client, Request::get(target)).await, 404, "not_found");
    }
    let read = ask(&client, Request::get("/api/drafts/new")).await.json();
    assert_eq!(read["text"], "kept");
    server.stop().await;
}
