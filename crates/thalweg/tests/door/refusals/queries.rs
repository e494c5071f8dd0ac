use http::Method;
use serde_json::json;
use thalweg_client::Request;

use super::Bench;
use crate::support::ask;

#[tokio::test]
async fn numbers_and_words_of_a_query_have_their_bounds() {
    let bench = Bench::new().await;
    let id = &bench.conversation;
    let messages = format!("/api/messages?conversationId={id}");
    for limit in [
        "0",
        "201",
        "-1",
        "1.5",
        "ten",
        "",
        "1e2",
        "99999999999999999999",
    ] {
        for target in ["/api/conversations?a=b", &messages] {
            let request = Request::get(format!("{target}&limit={limit}"));
            bench.refuse(request, 400, "malformed").await;
        }
    }
    let events = format!("/api/conversations/{id}/events");
    for flush in ["-1", "1001", "x", ""] {
        let request = Request::get(format!("{events}?flushMs={flush}"));
        bench.refuse(request, 400, "malformed").await;
    }
    let channel = format!("conversation:{id}");
    let posted = json!({ "channels": [channel] });
    for batch in ["-1", "1001", "0.5", "x", "", "5&batchMs=5"] {
        let request = Request::get(format!("/api/events?channel={channel}&batchMs={batch}"));
        bench.refuse(request, 400, "malformed").await;
        let request = Request::post(format!("/api/events?batchMs={batch}"), &posted);
        bench.refuse(request, 400, "malformed").await;
    }
    let types: String = (0..51).map(|i| format!("&type=t{i}")).collect();
    let request = Request::get(format!("{events}?a=b{types}"));
    bench.refuse(request, 400, "malformed").await;
    for more in ["&limit=1&limit=2", "&leaf=x"] {
        let request = Request::get(format!("{messages}{more}"));
        bench.refuse(request, 400, "malformed").await;
    }
    let archived = Request::get("/api/conversations?archived=maybe");
    bench.refuse(archived, 400, "malformed").await;
    let nameless = Request::get("/api/messages");
    bench.refuse(nameless, 422, "invalid_fields").await;
    bench.end().await;
}

#[tokio::test]
async fn the_bounds_themselves_are_good_and_unknown_names_are_ignored() {
    let bench = Bench::new().await;
    for query in [
        "limit=1",
        "limit=200",
        "archived=true",
        "x=y",
        "%F0%9F%8C%8A=1",
    ] {
        let request = Request::get(format!("/api/conversations?{query}"));
        assert_eq!(ask(&bench.client, request).await.status, 200, "{query}");
    }
    bench.end().await;
}

#[tokio::test]
async fn what_is_no_route_says_so() {
    let bench = Bench::new().await;
    let long = format!("/api/{}", "x".repeat(9_000));
    for target in [
        "/api",
        "/api/",
        "/api/realtime/",
        "/api/nothing",
        "/api/%2e%2e/x",
        &long,
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let request = Request::new(method, target);
            bench.refuse(request, 404, "no_route").await;
        }
    }
    bench.end().await;
}

#[tokio::test]
async fn a_wrong_method_says_which_are_right() {
    let bench = Bench::new().await;
    let id = &bench.conversation;
    let conversation = format!("/api/conversations/{id}");
    let cases = [
        (Method::GET, "/api/realtime", "POST"),
        (Method::PUT, conversation.as_str(), "DELETE"),
        (Method::POST, "/healthz", "GET"),
        (Method::DELETE, "/api/me", "GET"),
        (Method::TRACE, "/api/models", "GET"),
    ];
    for (method, target, right) in cases {
        let request = Request::new(method, target);
        bench
            .refuse(request.clone(), 405, "method_not_allowed")
            .await;
        let allowed = ask(&bench.client, request).await;
        let allowed = allowed.header("allow");
        assert!(allowed.contains(right), "{target}: `{allowed}`");
    }
    bench.end().await;
}
