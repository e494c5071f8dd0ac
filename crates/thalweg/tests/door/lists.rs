//! Lists of conversations: pinned ones apart, deleted ones until they are forgotten.

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use thalweg_client::{Client, Request};
use thalweg_log::{Clock as _, ManualClock};
use thalweg_testkit::TestServer;

use crate::support::{add_message, ask, problem, text_of};

async fn titled(client: &Client, title: &str) -> String {
    let made = ask(
        client,
        Request::post("/api/conversations", &json!({ "title": title })),
    )
    .await;
    assert_eq!(made.status, 201);
    text_of(&made.json(), "id")
}

async fn list(client: &Client, query: &str) -> Vec<Value> {
    let page = ask(client, Request::get(format!("/api/conversations?{query}"))).await;
    assert_eq!(page.status, 200, "{:?}", page.body);
    page.json()["items"].as_array().expect("a list").clone()
}

async fn titles(client: &Client, query: &str) -> Vec<String> {
    let items = list(client, query).await;
    items.iter().map(|item| text_of(item, "title")).collect()
}

async fn patch(client: &Client, id: &str, body: Value) {
    let request = Request::new(Method::PATCH, format!("/api/conversations/{id}"));
    let answer = ask(client, request.body(body.to_string())).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
}

async fn delete(client: &Client, id: &str) {
    let request = Request::new(Method::DELETE, format!("/api/conversations/{id}"));
    assert_eq!(ask(client, request).await.status, 204);
}

#[tokio::test]
async fn pinned_and_archived_ones_are_lists_of_their_own() {
    let server = TestServer::start().await;
    let client = server.client();
    let mut ids = Vec::new();
    for title in ["one", "two", "three", "four"] {
        ids.push(titled(&client, title).await);
    }
    patch(&client, &ids[0], json!({ "pinned": true })).await;
    patch(&client, &ids[1], json!({ "archived": true })).await;
    assert_eq!(titles(&client, "pinned=true").await, ["one"]);
    assert_eq!(titles(&client, "pinned=false").await, ["four", "three"]);
    assert_eq!(titles(&client, "").await, ["one", "four", "three"]);
    assert_eq!(titles(&client, "archived=true").await, ["two"]);
    assert_eq!(
        titles(&client, "archived=true&pinned=true").await,
        Vec::<String>::new()
    );
    patch(
        &client,
        &ids[1],
        json!({ "archived": false, "title": "second" }),
    )
    .await;
    patch(&client, &ids[0], json!({ "pinned": false })).await;
    assert_eq!(
        titles(&client, "pinned=false").await,
        ["one", "second", "four", "three"]
    );
    for query in [
        "pinned=yes",
        "deleted=1",
        "deleted=true&archived=false",
        "pinned=true&pinned=true",
    ] {
        let answer = ask(&client, Request::get(format!("/api/conversations?{query}"))).await;
        problem(&answer, 400, "malformed");
    }
    server.stop().await;
}

#[tokio::test]
async fn what_was_deleted_is_listed_while_it_can_be_restored() {
    let clock = Arc::new(ManualClock::new(1_795_167_000_000));
    let server = TestServer::builder().clock(clock.clone()).start().await;
    let client = server.client();
    let (early, late) = (
        titled(&client, "early").await,
        titled(&client, "late").await,
    );
    titled(&client, "kept").await;
    add_message(&client, &early, "a needle").await;
    delete(&client, &early).await;
    let deleted_at = thalweg_wire::Time(clock.now()).to_rfc3339();
    clock.advance(Duration::from_secs(24 * 3_600));
    delete(&client, &late).await;
    let gone = list(&client, "deleted=true").await;
    let told: Vec<_> = gone.iter().map(|item| text_of(item, "title")).collect();
    assert_eq!(told, ["late", "early"]);
    assert_eq!(gone[1]["deletedAt"], deleted_at);
    let first = ask(
        &client,
        Request::get("/api/conversations?deleted=true&limit=1"),
    )
    .await
    .json();
    let next = text_of(&first, "nextCursor");
    assert_eq!(
        titles(&client, &format!("deleted=true&cursor={next}")).await,
        ["early"]
    );
    let of_another = ask(
        &client,
        Request::get(format!("/api/conversations?cursor={next}")),
    )
    .await;
    problem(&of_another, 400, "malformed_page");

    // The first is 30 days old a moment before the second is.
    clock.advance(Duration::from_secs(29 * 24 * 3_600 + 1));
    assert_eq!(titles(&client, "deleted=true").await, ["late"]);
    let restore = |id: &str| Request::post(format!("/api/conversations/{id}/restore"), &json!({}));
    problem(&ask(&client, restore(&early)).await, 404, "not_found");
    let back = ask(&client, restore(&late)).await;
    assert_eq!(back.status, 200);
    assert_eq!(back.json().get("deletedAt"), None);
    assert_eq!(titles(&client, "deleted=true").await, Vec::<String>::new());
    assert_eq!(titles(&client, "").await, ["late", "kept"]);
    server.stop().await;
}

#[tokio::test]
async fn long_answers_come_in_pages_that_can_be_carried() {
    let text = "word ".repeat(200_000);
    let messages: Vec<_> = (0..5_u128)
        .map(|n| {
            json!({
                "id": uuid::Uuid::from_u128(n + 1),
                "conversationId": uuid::Uuid::nil(),
                "role": "assistant",
                "content": &text,
                "parts": [],
                "createdAt": "2026-11-20T09:30:00.000Z",
                "status": "complete",
            })
        })
        .collect();
    let server = TestServer::start().await;
    let client = server.client();
    let file = json!({
        "format": "thalweg.conversation",
        "version": 1,
        "conversation": {
            "id": uuid::Uuid::nil(), "title": "long", "pinned": false, "archived": false,
            "createdAt": "2026-11-20T09:30:00.000Z", "updatedAt": "2026-11-20T09:30:00.000Z",
        },
        "messages": messages,
    });
    let made = ask(&client, Request::post("/api/conversations/import", &file)).await;
    assert_eq!(made.status, 201, "{:?}", made.header("content-type"));
    let id = text_of(&made.json(), "id");
    let (mut seen, mut cursor) = (0, String::new());
    loop {
        let target = format!("/api/messages?conversationId={id}&limit=200{cursor}");
        let page = ask(&client, Request::get(target)).await.json();
        let items = page["items"].as_array().expect("a list");
        assert_eq!(items.len(), 1, "each is nearly 1 MiB");
        assert_eq!(items[0]["content"], *text);
        seen += 1;
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, 5);
    server.stop().await;
}
