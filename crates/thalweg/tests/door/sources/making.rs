//! Tools are made, changed and deleted while the server runs.

use serde_json::{Value, json};
use thalweg_client::Request;
use thalweg_testkit::TestServer;

use super::{create, delete, echo, listed, made, offered, patch, test, tool, with};
use crate::support::jobs::{begin, choose, ended};
use crate::support::{ask, data, problem, soon, text_of};

#[tokio::test]
async fn what_is_made_is_told_called_changed_and_gone() {
    let server = TestServer::start().await;
    let (owner, echo) = (server.owner().await, echo().await);
    assert_eq!(listed(&owner).await["items"], json!([]));
    let cursor = text_of(&listed(&owner).await, "asOf");
    let target = format!("/api/events?channel=user:owner&cursor={cursor}");
    let mut feed = soon(owner.stream(Request::get(target)))
        .await
        .expect("a stream");

    let own = tool("post_it", &echo.url());
    let tool = made(&owner, &own).await;
    for (field, value) in own.as_object().expect("fields") {
        assert_eq!(&tool[field], value, "{field}");
    }
    assert_eq!(tool["createdAt"], tool["updatedAt"]);
    assert_eq!(
        (&tool["fixed"], &tool["problem"]),
        (&Value::Null, &Value::Null)
    );
    let shown = offered(&owner, "post_it").await;
    assert_eq!(
        (&shown["source"], &shown["permission"]),
        (&json!("http"), &json!("ask"))
    );
    assert_eq!(shown["inputSchema"], own["inputSchema"]);

    choose(&owner, "post_it", json!({ "permission": "allow" })).await;
    let job = begin(&owner, "post_it", json!({ "n": 7 })).await;
    let job = ended(&owner, &job).await;
    assert_eq!(job["status"], "done", "{job}");
    assert_eq!(job["output"]["status"], 200);
    assert_eq!(job["output"]["body"]["body"], json!({ "n": 7 }));

    let changes = json!({ "title": " ", "resultPath": "/body/n", "timeoutMs": 2000 });
    let changed = patch(&owner, "post_it", &changes).await;
    assert_eq!(changed.status, 200, "{:?}", changed.body);
    let changed = changed.json();
    assert_eq!(
        (&changed["title"], &changed["timeoutMs"]),
        (&Value::Null, &json!(2000))
    );
    assert_eq!(
        (&changed["url"], &changed["createdAt"]),
        (&tool["url"], &tool["createdAt"])
    );
    assert_eq!(listed(&owner).await["items"], json!([changed]));
    let job = begin(&owner, "post_it", json!({ "n": 8 })).await;
    assert_eq!(ended(&owner, &job).await["output"]["body"], 8);

    assert_eq!(delete(&owner, "post_it").await.status, 204);
    assert_eq!(offered(&owner, "post_it").await, Value::Null);
    assert_eq!(listed(&owner).await["items"], json!([]));
    problem(&delete(&owner, "post_it").await, 404, "not_found");
    problem(
        &patch(&owner, "post_it", &json!({})).await,
        404,
        "not_found",
    );

    // Another tool of that name is not allowed because this one was.
    made(&owner, &own).await;
    assert_eq!(offered(&owner, "post_it").await["permission"], "ask");

    let mut told = Vec::new();
    while told.len() < 4 {
        let event = soon(feed.next()).await.expect("alive").expect("an event");
        if event.kind == "http-tool" {
            told.push(data(&event)["data"].clone());
        }
    }
    assert_eq!(told[0], tool);
    assert_eq!(told[1], changed);
    assert_eq!(told[2], json!({ "name": "post_it", "deleted": true }));
    assert_eq!(told[3]["url"], own["url"]);
    drop(feed);
    server.stop().await;
}

#[tokio::test]
async fn tools_outlive_the_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let echo = echo().await;
    let start = async || TestServer::builder().folder(folder.path()).start().await;
    let server = start().await;
    let owner = server.owner().await;
    made(&owner, &tool("kept", &echo.url())).await;
    made(&owner, &tool("gone", &echo.url())).await;
    delete(&owner, "gone").await;
    choose(&owner, "kept", json!({ "permission": "allow" })).await;
    let before = listed(&owner).await["items"].clone();
    server.stop().await;

    let server = start().await;
    let client = server.client();
    assert_eq!(listed(&client).await["items"], before);
    let job = begin(&client, "kept", json!({ "n": 1 })).await;
    assert_eq!(ended(&client, &job).await["status"], "done");
    assert_eq!(offered(&client, "gone").await, Value::Null);
    server.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_named_and_nothing_is_made() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    let own = tool("own", "http://127.0.0.1:9/");
    for (change, path) in [
        (json!({ "name": "a b" }), "name"),
        (json!({ "name": "test" }), "name"),
        (json!({ "description": "" }), "description"),
        (json!({ "inputSchema": { "type": "array" } }), "inputSchema"),
        (json!({ "method": "HEAD" }), "method"),
        (json!({ "url": "https://{n}.example/" }), "url"),
        (json!({ "url": "https://api.example:{n}/" }), "url"),
        (json!({ "url": "file:///etc/hosts" }), "url"),
        (json!({ "url": "https://api.example/{m}" }), "url"),
        (
            json!({ "url": "https://api.example/?k={{secret:KEY}}" }),
            "url",
        ),
        (
            json!({ "headers": [{ "name": "Host", "value": "x" }] }),
            "headers.0.name",
        ),
        (
            json!({ "headers": [{ "name": "A", "value": "{{secret:NO}}" }] }),
            "headers.0.value",
        ),
        (
            json!({ "headers": [{ "name": "A", "value": "a\r\nB: c" }] }),
            "headers.0.value",
        ),
        (json!({ "resultPath": "a" }), "resultPath"),
        (json!({ "timeoutMs": 1 }), "timeoutMs"),
        (json!({ "body": "xml" }), "body"),
    ] {
        let wrong = with(own.clone(), change.clone());
        let said = problem(&create(&owner, &wrong).await, 422, "invalid_fields");
        assert_eq!(said["errors"][0]["path"], path, "{change}");
        let said = problem(
            &test(&owner, &wrong, json!({ "n": 1 })).await,
            422,
            "invalid_fields",
        );
        assert_eq!(
            said["errors"][0]["path"],
            format!("tool.{path}"),
            "{change}"
        );
    }
    let unknown = with(own.clone(), json!({ "fixed": true }));
    problem(&create(&owner, &unknown).await, 422, "invalid_fields");
    let said = problem(
        &test(&owner, &own, json!({ "n": "x" })).await,
        422,
        "invalid_fields",
    );
    assert_eq!(said["errors"][0]["path"], "args.n");
    let text = Request::post("/api/http-tools", &own).body("{");
    problem(&ask(&owner, text).await, 400, "malformed");

    for name in ["calculator", "http_fetch"] {
        let taken = create(&owner, &with(own.clone(), json!({ "name": name }))).await;
        problem(&taken, 409, "name_taken");
    }
    assert_eq!(listed(&owner).await["items"], json!([]));
    made(&owner, &own).await;
    problem(&create(&owner, &own).await, 409, "name_taken");
    let before = listed(&owner).await["items"].clone();
    let bad = patch(&owner, "own", &json!({ "url": "https://{n}/" })).await;
    assert_eq!(
        problem(&bad, 422, "invalid_fields")["errors"][0]["path"],
        "url"
    );
    let renamed = patch(&owner, "own", &json!({ "name": "other" })).await;
    problem(&renamed, 422, "invalid_fields");
    assert_eq!(listed(&owner).await["items"], before);
    server.stop().await;
}

#[tokio::test]
async fn a_key_makes_one_tool() {
    let server = TestServer::start().await;
    let owner = server.owner().await;
    let own = tool("own", "http://127.0.0.1:9/");
    let keyed =
        |tool: &Value| Request::post("/api/http-tools", tool).header("idempotency-key", "one");
    let first = ask(&owner, keyed(&own)).await;
    let again = ask(&owner, keyed(&own)).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.json(), again.json());
    let other = with(own.clone(), json!({ "name": "other" }));
    problem(
        &ask(&owner, keyed(&other)).await,
        422,
        "idempotency_mismatch",
    );
    assert_eq!(
        listed(&owner).await["items"].as_array().map(Vec::len),
        Some(1)
    );
    server.stop().await;
}
