//! Tools that are HTTP requests, called by people and models, against servers that misbehave.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thalweg_providers::FakeStep;
use thalweg_testkit::{FakeUpstream, TestServer, UpstreamStep as Step};

use super::{delete, echo, json_answer, made, patch, test, tool, with};
use crate::support::jobs::{begin, choose, ended};
use crate::support::{data, run_to_end, say, scripted, soon, until};

#[tokio::test]
async fn a_model_calls_a_tool_that_was_made_a_moment_ago() {
    let (model, builder) = scripted();
    let server = builder.start().await;
    let (owner, echo) = (server.owner().await, echo().await);
    made(
        &owner,
        &with(tool("own", &echo.url()), json!({ "resultPath": "/body" })),
    )
    .await;
    choose(&owner, "own", json!({ "permission": "allow" })).await;
    model.script(vec![
        FakeStep::Call(thalweg_chat::ToolRequest {
            id: "c1".into(),
            name: "own".into(),
            arguments: "{\"n\":3}".into(),
        }),
        FakeStep::Finish(thalweg_chat::FinishReason::ToolCalls),
    ]);
    model.script(vec![
        say("done"),
        FakeStep::Finish(thalweg_chat::FinishReason::Complete),
    ]);
    let events = run_to_end(&owner, &json!({ "prompt": "go" })).await;
    let told: Vec<Value> = events
        .iter()
        .filter(|e| e.kind == "tool-status")
        .map(data)
        .collect();
    let last = told.last().expect("a call");
    assert_eq!(
        (&last["name"], &last["status"]),
        (&told[0]["name"], &json!("done"))
    );
    assert_eq!(last["output"]["body"], json!({ "n": 3 }));
    let offers = &model.requests()[0].tools;
    assert!(offers.iter().any(|offer| offer.name == "own"), "{offers:?}");
    server.stop().await;
}

#[tokio::test]
async fn a_private_address_is_asked_only_if_the_tool_may() {
    let server = TestServer::start().await;
    let (owner, upstream) = (server.owner().await, FakeUpstream::start().await);
    let own = with(
        tool("own", &upstream.url()),
        json!({ "allowPrivate": false }),
    );
    made(&owner, &own).await;
    choose(&owner, "own", json!({ "permission": "allow" })).await;
    let job = begin(&owner, "own", json!({ "n": 1 })).await;
    let job = ended(&owner, &job).await;
    assert_eq!(job["status"], "error");
    let words = job["error"].as_str().expect("words");
    assert!(
        words.contains("127.0.0.1") && words.contains("allowPrivate"),
        "{words}"
    );
    for host in ["localhost", "[::1]", "169.254.169.254", "2130706433"] {
        let url = upstream.url().replace("127.0.0.1", host);
        let tried = test(
            &owner,
            &with(own.clone(), json!({ "url": url })),
            json!({ "n": 1 }),
        )
        .await;
        let tried = tried.json();
        assert_eq!(tried["ok"], false, "{host}");
        let words = tried["error"].as_str().expect("words");
        assert!(
            words.contains("public internet") || words.contains("not known"),
            "{words}"
        );
    }
    assert_eq!(upstream.asked().len(), 0);
    upstream.script(json_answer(&json!({ "inside": true })));
    assert_eq!(
        patch(&owner, "own", &json!({ "allowPrivate": true }))
            .await
            .status,
        200
    );
    let job = begin(&owner, "own", json!({ "n": 1 })).await;
    assert_eq!(
        ended(&owner, &job).await["output"]["body"],
        json!({ "inside": true })
    );
    server.stop().await;
}

#[tokio::test]
async fn a_redirect_does_not_take_a_post_elsewhere() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    let (upstream, other) = (FakeUpstream::start().await, FakeUpstream::start().await);
    let head = format!("location: {}\r\ncontent-length: 0\r\n", other.url());
    upstream.script(vec![Step::head(307, &head)]);
    let tried = test(&owner, &tool("own", &upstream.url()), json!({ "n": 1 }))
        .await
        .json();
    let words = tried["error"].as_str().expect("words");
    assert!(words.contains("sends on"), "{words}");
    assert_eq!((upstream.asked().len(), other.asked().len()), (1, 0));
    server.stop().await;
}

#[tokio::test]
async fn an_endless_answer_is_given_up() {
    let server = TestServer::start().await;
    let (owner, upstream) = (server.owner().await, FakeUpstream::start().await);
    let own = tool("own", &upstream.url());
    // More than 100 MiB, if anyone took them.
    let flood = || Step::Repeat(vec![b' '; 1 << 20], 120, Duration::ZERO);
    upstream.script(vec![
        Step::head(200, "content-type: application/json\r\n"),
        flood(),
    ]);
    let tried = test(&owner, &own, json!({ "n": 1 })).await.json();
    assert_eq!(tried["error"], "the answer is longer than 2 MiB");
    soon(upstream.dropped(1)).await;
    upstream.script(vec![
        Step::head(200, "content-type: text/plain\r\n"),
        flood(),
    ]);
    let tried = test(&owner, &own, json!({ "n": 1 })).await.json();
    assert_eq!(
        (&tried["ok"], &tried["output"]["truncated"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(
        tried["output"]["body"].as_str().map(str::len),
        Some(100_000)
    );
    soon(upstream.dropped(2)).await;
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_in_time() {
    let server = TestServer::start().await;
    let (owner, upstream) = (server.owner().await, FakeUpstream::start().await);
    let own = with(tool("own", &upstream.url()), json!({ "timeoutMs": 1000 }));
    made(&owner, &own).await;
    choose(&owner, "own", json!({ "permission": "allow" })).await;
    upstream.script(vec![Step::Hang]);
    upstream.script(vec![Step::Hang]);
    let began = Instant::now();
    let job = begin(&owner, "own", json!({ "n": 1 })).await;
    let (job, tried) = tokio::join!(ended(&owner, &job), test(&owner, &own, json!({ "n": 1 })));
    assert!(began.elapsed() < Duration::from_secs(10));
    assert_eq!(job["status"], "error");
    assert!(job["error"].is_string(), "{job}");
    let tried = tried.json();
    assert_eq!(tried["ok"], false);
    assert!(
        tried["durationMs"].as_u64().is_some_and(|took| took >= 900),
        "{tried}"
    );
    soon(upstream.dropped(2)).await;
    server.stop().await;
}

#[tokio::test]
async fn a_call_that_runs_ends_as_it_began() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    let (before, after) = (FakeUpstream::start().await, FakeUpstream::start().await);
    made(&owner, &tool("own", &before.url())).await;
    choose(&owner, "own", json!({ "permission": "allow" })).await;
    let slow = |word: &str| {
        let mut steps = json_answer(&json!(word));
        steps.insert(1, Step::Wait(Duration::from_millis(500)));
        steps
    };
    before.script(slow("before"));
    after.script(slow("after"));
    let first = begin(&owner, "own", json!({ "n": 1 })).await;
    until(async || before.playing() == 1).await;
    assert_eq!(
        patch(&owner, "own", &json!({ "url": after.url() }))
            .await
            .status,
        200
    );
    let second = begin(&owner, "own", json!({ "n": 2 })).await;
    until(async || after.playing() == 1).await;
    assert_eq!(delete(&owner, "own").await.status, 204);
    let (first, second) = tokio::join!(ended(&owner, &first), ended(&owner, &second));
    assert_eq!(first["output"]["body"], "before");
    assert_eq!(second["output"]["body"], "after");
    server.stop().await;
}
