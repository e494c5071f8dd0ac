//! How much there may be of what is defined, and of what is tried.

use std::time::Duration;

use serde_json::json;
use thalweg_client::Request;
use thalweg_testkit::{FakeUpstream, TestServer, UpstreamStep as Step};

use super::{create, echo, listed, made, mcp, patch, test, tool, with};
use crate::support::{ask, problem};

#[tokio::test]
async fn there_are_at_most_so_many_definitions() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    let own = |number: usize| tool(&format!("own-{number}"), "http://127.0.0.1:9/");
    for number in 0..200 {
        made(&owner, &own(number)).await;
    }
    problem(&create(&owner, &own(200)).await, 409, "limit_reached");
    let gone = Request::delete("/api/http-tools/own-7");
    assert_eq!(ask(&owner, gone).await.status, 204);
    made(&owner, &own(200)).await;
    let off = |number: usize| {
        let server = mcp::server(&format!("own-{number}"), "http://127.0.0.1:9/");
        with(server, json!({ "enabled": false }))
    };
    for number in 0..50 {
        assert_eq!(mcp::create(&owner, &off(number)).await.status, 201);
    }
    problem(&mcp::create(&owner, &off(50)).await, 409, "limit_reached");
    server.stop().await;
}

#[tokio::test]
async fn a_try_gives_no_more_than_a_call_does() {
    let server = TestServer::builder();
    let server = server.settings(|settings| settings.chat.jobs.output_bytes = 100);
    let (server, echo) = (server.start().await, echo().await);
    let owner = server.owner().await;
    let tried = test(&owner, &tool("own", &echo.url()), json!({ "n": 1 })).await;
    let tried = tried.json();
    assert_eq!(
        (&tried["ok"], &tried["error"]),
        (&json!(false), &json!("the result is longer than 100 bytes"))
    );
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_goes_on_and_on_is_given_up_in_time() {
    let server = TestServer::start().await;
    let (owner, upstream) = (server.owner().await, FakeUpstream::start().await);
    let own = with(tool("own", &upstream.url()), json!({ "timeoutMs": 1000 }));
    // It is never silent for long.
    upstream.script(vec![
        Step::head(200, "content-type: text/plain\r\n"),
        Step::Repeat(b"x".to_vec(), 600, Duration::from_millis(50)),
    ]);
    let tried = test(&owner, &own, json!({ "n": 1 })).await.json();
    assert_eq!(tried["error"], "it did not end within 1 s", "{tried}");
    server.stop().await;
}

#[tokio::test]
async fn what_a_change_leaves_out_stays() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    let whole = json!({ "resultPath": "/a", "timeoutMs": 2000, "body": "form" });
    let before = made(&owner, &with(tool("own", "http://127.0.0.1:9/"), whole)).await;
    let changed = patch(&owner, "own", &json!({ "description": "Other" })).await;
    assert_eq!(changed.status, 200, "{:?}", changed.body);
    let changed = changed.json();
    let same = with(before, json!({ "description": "Other" }));
    assert_eq!(
        with(changed.clone(), json!({ "updatedAt": same["updatedAt"] })),
        same
    );
    assert_eq!(listed(&owner).await["items"], json!([changed]));
    server.stop().await;
}
