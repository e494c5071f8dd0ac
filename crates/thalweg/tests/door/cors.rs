//! Which pages of other origins may ask, and what they may see.

use std::collections::BTreeSet;

use http::Method;
use serde_json::json;
use thalweg_client::{Answer, Client, Request};
use thalweg_testkit::TestServer;

use crate::support::{ask, opened, problem, scripted};

const LISTED: &str = "https://app.example";
const FOREIGN: &str = "https://evil.example";

async fn serve(origins: &[&str]) -> TestServer {
    let origins: Vec<String> = origins.iter().map(|&origin| origin.into()).collect();
    let (_, builder) = scripted();
    builder
        .settings(|settings| {
            settings.http.origins.clone_from(&origins);
            settings.access.gate.origins = origins;
        })
        .start()
        .await
}

async fn preflight(client: &Client, origin: &str, method: &str, headers: &str) -> Answer {
    let request = Request::new(Method::OPTIONS, "/api/realtime")
        .header("origin", origin)
        .header("access-control-request-method", method)
        .header("access-control-request-headers", headers);
    ask(client, request).await
}

/// The words of a header that holds a list, lower case.
fn words(answer: &Answer, name: &str) -> BTreeSet<String> {
    let lines = answer.headers.get_all(name).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    let words = lines.flat_map(|line| line.split(','));
    words.map(|word| word.trim().to_lowercase()).collect()
}

#[tokio::test]
async fn a_listed_origin_may_ask_with_the_headers_of_the_contract() {
    let server = serve(&[LISTED]).await;
    let client = server.client();
    let wanted = "content-type, last-event-id, authorization, idempotency-key, x-request-id";
    for method in ["GET", "POST", "PATCH", "PUT", "DELETE"] {
        let answer = preflight(&client, LISTED, method, wanted).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("access-control-allow-origin"), LISTED);
        assert_eq!(answer.header("access-control-allow-credentials"), "true");
        let methods = words(&answer, "access-control-allow-methods");
        assert!(methods.contains(&method.to_lowercase()), "{methods:?}");
        let allowed = words(&answer, "access-control-allow-headers");
        for header in wanted.split(", ") {
            assert!(allowed.contains(header), "{header} in {allowed:?}");
        }
        assert!(words(&answer, "vary").contains("origin"));
    }
    server.stop().await;
}

#[tokio::test]
async fn a_listed_origin_sees_answers_and_failures() {
    let server = serve(&[LISTED, "https://other.example"]).await;
    let client = server.client();
    let from = |request: Request| {
        let request = request.header("origin", LISTED);
        request.header("sec-fetch-site", "cross-site")
    };
    let made = ask(
        &client,
        from(Request::post("/api/conversations", &json!({}))),
    )
    .await;
    assert_eq!(made.status, 201);
    let refused = ask(
        &client,
        from(Request::post("/api/conversations", &json!(7))),
    )
    .await;
    problem(&refused, 422, "invalid_fields");
    let missing = ask(&client, from(Request::get("/api/nothing"))).await;
    problem(&missing, 404, "no_route");
    for answer in [made, refused, missing] {
        assert_eq!(answer.header("access-control-allow-origin"), LISTED);
        assert_eq!(answer.header("access-control-allow-credentials"), "true");
        assert!(
            words(&answer, "vary").contains("origin"),
            "caches tell origins apart"
        );
        let seen = words(&answer, "access-control-expose-headers");
        for header in [
            "thalweg-run-id",
            "thalweg-conversation-id",
            "x-request-id",
            "retry-after",
        ] {
            assert!(seen.contains(header), "{header} in {seen:?}");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn an_origin_that_is_not_listed_may_not() {
    for origins in [&[LISTED][..], &[]] {
        let server = serve(origins).await;
        let client = server.client();
        for origin in [
            FOREIGN,
            "null",
            "https://app.example.evil.example",
            "http://app.example",
        ] {
            let answer = preflight(&client, origin, "POST", "content-type").await;
            assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
            let read = ask(&client, Request::get("/api/me").header("origin", origin)).await;
            assert_eq!(read.status, 200);
            assert_eq!(read.header("access-control-allow-origin"), "", "{origin}");
            let write = Request::post("/api/conversations", &json!({})).header("origin", origin);
            let got = opened(&client, write).await;
            assert_eq!(got, (403, "foreign_origin".into()), "{origin}");
        }
        let list = ask(&client, Request::get("/api/conversations")).await;
        assert_eq!(list.json()["items"], json!([]), "nothing was made");
        server.stop().await;
    }
}
