//! Who may define tools: the owner who came by the link, and nobody else.

use http::Method;
use serde_json::json;
use thalweg_client::{Client, Request};
use thalweg_testkit::TestServer;

use super::{listed, made, offered, tool};
use crate::support::jobs::invoke;
use crate::support::{ask, problem, without_place};

/// Everything that changes or tries something.
fn changes() -> Vec<Request> {
    let own = tool("own", "http://127.0.0.1:9/");
    vec![
        Request::post("/api/http-tools", &tool("other", "http://127.0.0.1:9/")),
        Request::post(
            "/api/http-tools/test",
            &json!({ "tool": own, "args": { "n": 1 } }),
        ),
        Request::patch("/api/http-tools/own", &json!({ "title": "x" })),
        Request::patch("/api/http-tools/none", &json!({ "title": "x" })),
        Request::delete("/api/http-tools/own"),
        // Whoever may not is told so before the body is looked at.
        Request::new(Method::POST, "/api/http-tools").body("{"),
    ]
}

async fn refused(client: &Client, status: u16, code: &str) {
    for request in changes() {
        let said = problem(&ask(client, request).await, status, code);
        if code == "owner_link_required" {
            assert!(
                said["detail"]
                    .as_str()
                    .is_some_and(|words| words.contains("thalweg serve"))
            );
        }
    }
}

#[tokio::test]
async fn where_everyone_is_the_owner_the_link_is_needed_to_change() {
    let server = TestServer::start().await;
    let (owner, anyone) = (server.owner().await, server.client());
    made(&owner, &tool("own", "http://127.0.0.1:9/")).await;
    let before = without_place(listed(&owner).await);
    assert_eq!(
        without_place(listed(&anyone).await),
        before,
        "whoever is the owner may look"
    );
    refused(&anyone, 403, "owner_link_required").await;
    refused(
        &anyone.clone().with_cookie("thalweg_session=o1.9.00"),
        403,
        "owner_link_required",
    )
    .await;
    for request in changes() {
        let foreign = request.header("origin", "https://evil.example");
        problem(&ask(&owner, foreign).await, 403, "foreign_origin");
    }
    // The trail of what was refused moves the log on.
    assert_eq!(without_place(listed(&owner).await), before);
    server.stop().await;
}

#[tokio::test]
async fn for_guests_there_is_nothing() {
    let server = TestServer::builder().guests().start().await;
    let (owner, guest) = (server.owner().await, server.guest().await);
    made(&owner, &tool("own", "http://127.0.0.1:9/")).await;
    let before = without_place(listed(&owner).await);
    problem(
        &ask(&guest, Request::get("/api/http-tools")).await,
        404,
        "not_found",
    );
    refused(&guest, 404, "not_found").await;
    assert_eq!(offered(&guest, "own").await, json!(null));
    assert_eq!(offered(&owner, "own").await["name"], "own");
    problem(
        &invoke(&guest, "own", json!({ "n": 1 })).await,
        404,
        "not_found",
    );
    assert_eq!(without_place(listed(&owner).await), before);
    server.stop().await;
}
