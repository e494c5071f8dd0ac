//! Servers of the Model Context Protocol, made known, reached and forgotten while the server runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use thalweg_client::{Answer, Client, EventStream, Request};
use thalweg_testkit::{FakeUpstream, TestServer, UpstreamStep as Step};
use thalweg_wire::NewMcpServer;

use super::{SECRET, json_answer, known, offered, with};
use crate::support::jobs::{begin, choose, ended};
use crate::support::{ask, data, problem, soon, text_of, until};

/// A server with one tool, `say`, which gives its argument `text`.
pub(super) async fn talker() -> FakeUpstream {
    counting(Arc::default()).await
}

/// The same, which counts how often it is reached for.
async fn counting(reached: Arc<AtomicUsize>) -> FakeUpstream {
    FakeUpstream::responding(move |asked| {
        let id = &asked.body["id"];
        if id.is_null() {
            return vec![Step::head(202, "content-length: 0\r\n")];
        }
        let schema = json!({ "type": "object", "properties": { "text": { "type": "string" } } });
        let result = match asked.body["method"].as_str() {
            Some("server/discover") => {
                reached.fetch_add(1, Ordering::SeqCst);
                json!({
                    "resultType": "complete",
                    "supportedVersions": ["2026-07-28"],
                    "capabilities": { "tools": {} },
                    "ttlMs": 0,
                    "cacheScope": "private",
                })
            }
            Some("tools/list") => json!({
                "resultType": "complete",
                "tools": [{ "name": "say", "title": "Say", "inputSchema": schema }],
                "ttlMs": 0,
                "cacheScope": "private",
            }),
            Some("tools/call") => {
                let said = &asked.body["params"]["arguments"]["text"];
                if said == "aloud" {
                    return aloud(&asked.body);
                }
                json!({ "resultType": "complete", "content": [{ "type": "text", "text": said }] })
            }
            _ => {
                let error = json!({ "code": -32601, "message": "unknown" });
                return json_answer(&json!({ "jsonrpc": "2.0", "id": id, "error": error }));
            }
        };
        json_answer(&json!({ "jsonrpc": "2.0", "id": id, "result": result }))
    })
    .await
}

/// The answer to a call with what is told before the result, a secret among it.
fn aloud(call: &Value) -> Vec<Step> {
    let token = &call["params"]["_meta"]["progressToken"];
    let log = json!({ "level": "info", "data": format!("at {SECRET}") });
    let progress = json!({ "progressToken": token, "progress": 1, "total": 2, "message": format!("by {SECRET}") });
    let result = json!({ "resultType": "complete", "content": [] });
    let body = [
        json!({ "jsonrpc": "2.0", "method": "notifications/message", "params": log }),
        json!({ "jsonrpc": "2.0", "method": "notifications/progress", "params": progress }),
        json!({ "jsonrpc": "2.0", "id": call["id"], "result": result }),
    ];
    let body = body.map(|message| format!("data: {message}\n\n")).concat();
    Step::answer(200, "content-type: text/event-stream\r\n", &body)
}

pub(super) fn server(name: &str, url: &str) -> Value {
    json!({
        "name": name,
        "title": "Talker",
        "transport": { "type": "http", "url": url, "allowPrivate": true },
    })
}

pub(super) async fn create(client: &Client, server: &Value) -> Answer {
    ask(client, Request::post("/api/mcp-servers", server)).await
}

async fn patch(client: &Client, name: &str, body: &Value) -> Answer {
    ask(
        client,
        Request::patch(format!("/api/mcp-servers/{name}"), body),
    )
    .await
}

pub(super) async fn listed(client: &Client) -> Value {
    let answer = ask(client, Request::get("/api/mcp-servers")).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.json()
}

pub(super) async fn is(client: &Client, status: &str) {
    until(async || listed(client).await["items"][0]["status"] == status).await;
}

/// What the feed tells of servers next.
async fn news(feed: &mut EventStream) -> Value {
    loop {
        let event = soon(feed.next()).await.expect("alive").expect("an event");
        if event.kind == "mcp-server" {
            return data(&event)["data"].clone();
        }
    }
}

async fn feed_of(client: &Client, cursor: &str) -> EventStream {
    let target = format!("/api/events?channel=user:owner&cursor={cursor}");
    soon(client.stream(Request::get(target)))
        .await
        .expect("a stream")
}

#[tokio::test]
async fn a_server_is_made_known_called_switched_off_and_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = async || TestServer::builder().folder(folder.path()).start().await;
    let reached = Arc::new(AtomicUsize::new(0));
    let talker = counting(Arc::clone(&reached)).await;
    let thalweg = start().await;
    let owner = thalweg.owner().await;
    let cursor = text_of(&listed(&owner).await, "asOf");
    let mut feed = feed_of(&owner, &cursor).await;

    let made = create(&owner, &server("talk", &talker.url())).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    assert_eq!(made.json()["enabled"], true);
    assert_eq!(news(&mut feed).await["status"], "connecting");
    let ready = loop {
        let told = news(&mut feed).await;
        if told["status"] == "ready" {
            break told;
        }
    };
    assert_eq!(ready["protocolVersion"], "2026-07-28");
    assert_eq!(
        ready["tools"],
        json!([{ "name": "talk__say", "title": "Say" }])
    );
    let shown = listed(&owner).await["items"][0].clone();
    assert_eq!(shown, ready);
    let tool = offered(&owner, "talk__say").await;
    assert_eq!(
        (&tool["source"], &tool["server"]),
        (&json!("mcp"), &json!("talk"))
    );
    assert_eq!(tool["permission"], "ask");
    choose(&owner, "talk__say", json!({ "permission": "allow" })).await;
    let job = begin(&owner, "talk__say", json!({ "text": "hello" })).await;
    let job = ended(&owner, &job).await;
    assert_eq!(job["status"], "done", "{job}");
    assert!(job["output"].to_string().contains("hello"), "{job}");

    let again = ask(
        &owner,
        Request::new(http::Method::POST, "/api/mcp-servers/talk/restart"),
    )
    .await;
    assert_eq!(again.status, 202, "{:?}", again.body);
    until(async || reached.load(Ordering::SeqCst) == 2).await;
    is(&owner, "ready").await;
    let untitled = patch(&owner, "talk", &json!({ "title": " " })).await;
    assert_eq!(
        (untitled.status, &untitled.json()["title"]),
        (200, &Value::Null)
    );
    let off = patch(&owner, "talk", &json!({ "enabled": false })).await;
    assert_eq!(
        (off.status, off.json()["enabled"].clone()),
        (200, json!(false))
    );
    is(&owner, "disabled").await;
    assert_eq!(offered(&owner, "talk__say").await, Value::Null);
    drop(feed);
    thalweg.stop().await;

    let thalweg = start().await;
    let owner = thalweg.owner().await;
    is(&owner, "disabled").await;
    assert_eq!(
        patch(&owner, "talk", &json!({ "enabled": true }))
            .await
            .status,
        200
    );
    is(&owner, "ready").await;
    assert_eq!(offered(&owner, "talk__say").await["permission"], "allow");
    // An HTTP tool may be called as if it were one of its own.
    super::made(&owner, &super::tool("talk__own", "http://127.0.0.1:9/")).await;
    choose(&owner, "talk__own", json!({ "permission": "allow" })).await;
    let cursor = text_of(&listed(&owner).await, "asOf");
    let mut feed = feed_of(&owner, &cursor).await;
    let gone = ask(&owner, Request::delete("/api/mcp-servers/talk")).await;
    assert_eq!(gone.status, 204);
    assert_eq!(offered(&owner, "talk__say").await, Value::Null);
    let told = loop {
        let told = news(&mut feed).await;
        if told["deleted"] == true {
            break told;
        }
    };
    assert_eq!(told, json!({ "name": "talk", "deleted": true }));
    // Another server of that name is not allowed because this one was.
    create(&owner, &server("talk", &talker.url())).await;
    is(&owner, "ready").await;
    assert_eq!(offered(&owner, "talk__say").await["permission"], "ask");
    assert_eq!(offered(&owner, "talk__own").await["permission"], "allow");
    drop(feed);
    thalweg.stop().await;
}

#[tokio::test]
async fn a_server_is_tried_and_nothing_is_kept() {
    let (thalweg, talker) = (TestServer::start().await, talker().await);
    let owner = thalweg.owner().await;
    let test = async |server: &Value| {
        let body = json!({ "server": server });
        let tried = ask(&owner, Request::post("/api/mcp-servers/test", &body)).await;
        assert_eq!(tried.status, 200, "{:?}", tried.body);
        tried.json()
    };
    let tried = test(&server("talk", &talker.url())).await;
    assert_eq!(tried["ok"], true, "{tried}");
    assert_eq!(tried["tools"][0]["name"], "talk__say");
    let transport = json!({ "type": "http", "url": talker.url() });
    let refused = test(&json!({ "name": "talk", "transport": transport })).await;
    assert_eq!(refused["ok"], false, "its address is private");
    let none = json!({ "type": "stdio", "command": "/no/such/program" });
    let tried = test(&json!({ "name": "talk", "transport": none })).await;
    assert_eq!(tried["ok"], false);
    assert!(
        tried["error"]
            .as_str()
            .is_some_and(|words| !words.is_empty()),
        "{tried}"
    );
    assert_eq!(listed(&owner).await["items"], json!([]));
    assert_eq!(offered(&owner, "talk__say").await, Value::Null);
    thalweg.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_named_and_only_the_link_lets_define() {
    let thalweg = TestServer::builder().settings(|settings| settings.secrets = known());
    let thalweg = thalweg.start().await;
    let (owner, anyone) = (thalweg.owner().await, thalweg.client());
    let own = server("own", "http://127.0.0.1:9/mcp");
    let program = |more: Value| with(json!({ "type": "stdio", "command": "x" }), more);
    for (change, path) in [
        (json!({ "name": "Own" }), "name"),
        (json!({ "name": "test" }), "name"),
        (json!({ "timeoutMs": 1 }), "timeoutMs"),
        (
            json!({ "transport": { "type": "http", "url": "ftp://h/" } }),
            "transport.url",
        ),
        (
            json!({ "transport": { "type": "http", "url": "http://a:b@h/" } }),
            "transport.url",
        ),
        (
            json!({ "transport": program(json!({ "command": " " })) }),
            "transport.command",
        ),
        (
            json!({ "transport": program(json!({ "args": ["{{secret:KEY}}"] })) }),
            "transport.args",
        ),
        (
            json!({ "transport": program(json!({ "env": [{ "name": "A", "value": "{{secret:NO}}" }] })) }),
            "transport.env.0.value",
        ),
        (
            json!({ "transport": program(json!({ "env": [
                { "name": "A", "value": "1" }, { "name": "B", "value": "" }, { "name": "A", "value": "2" },
            ] })) }),
            "transport.env.2.name",
        ),
        (json!({ "transport": { "type": "pipe" } }), "transport.type"),
    ] {
        let refused = create(&owner, &with(own.clone(), change.clone())).await;
        let said = problem(&refused, 422, "invalid_fields");
        assert_eq!(said["errors"][0]["path"], path, "{change}");
        let body = json!({ "server": with(own.clone(), change.clone()) });
        let tried = ask(&owner, Request::post("/api/mcp-servers/test", &body)).await;
        let said = problem(&tried, 422, "invalid_fields");
        assert_eq!(said["errors"][0]["path"], format!("server.{path}"));
    }
    // What is no definition at all is told without names of our types.
    for (body, path) in [
        (json!(null), "."),
        (with(own.clone(), json!({ "transport": null })), "transport"),
    ] {
        let said = problem(&create(&owner, &body).await, 422, "invalid_fields");
        let fault = &said["errors"][0];
        assert_eq!(fault["path"], path, "{body}");
        let words = text_of(fault, "message");
        assert!(words.contains("null, expected an object"), "{words}");
        assert!(
            !words.contains("struct") && !words.contains("enum"),
            "{words}"
        );
    }
    assert_eq!(listed(&owner).await["items"], json!([]));
    let env = json!([{ "name": "KEY", "value": "{{secret:KEY}}" }]);
    let off = json!({ "enabled": false, "transport": program(json!({ "env": env })) });
    let off = with(own.clone(), off);
    let made = create(&owner, &off).await;
    assert_eq!(
        (made.status, made.json()["transport"]["env"].clone()),
        (201, env)
    );
    problem(&create(&owner, &off).await, 409, "name_taken");
    let shown = listed(&anyone).await;
    assert!(!shown.to_string().contains(SECRET));
    for request in [
        Request::post("/api/mcp-servers", &server("other", "http://127.0.0.1:9/")),
        Request::post("/api/mcp-servers/test", &json!({ "server": own })),
        Request::patch("/api/mcp-servers/own", &json!({ "enabled": true })),
        Request::new(http::Method::POST, "/api/mcp-servers/own/restart"),
        Request::delete("/api/mcp-servers/own"),
    ] {
        problem(&ask(&anyone, request).await, 403, "owner_link_required");
    }
    for name in ["none", "Own"] {
        problem(&patch(&owner, name, &json!({})).await, 404, "not_found");
    }
    assert_eq!(listed(&owner).await["items"], shown["items"]);
    thalweg.stop().await;
}

#[tokio::test]
async fn a_fixed_server_is_switched_and_not_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let talker = talker().await;
    let fixed: NewMcpServer =
        serde_json::from_value(server("fixed", &talker.url())).expect("a server");
    let start = async || {
        let fixed = fixed.clone();
        let builder = TestServer::builder().folder(folder.path());
        let builder = builder.settings(|settings| settings.sources.mcp_servers = vec![fixed]);
        builder.start().await
    };
    let thalweg = start().await;
    let owner = thalweg.owner().await;
    is(&owner, "ready").await;
    assert_eq!(listed(&owner).await["items"][0]["fixed"], true);
    let title = json!({ "title": "x", "enabled": false });
    problem(
        &patch(&owner, "fixed", &title).await,
        409,
        "fixed_by_config",
    );
    let gone = ask(&owner, Request::delete("/api/mcp-servers/fixed")).await;
    problem(&gone, 409, "fixed_by_config");
    is(&owner, "ready").await;
    let off = patch(&owner, "fixed", &json!({ "enabled": false })).await;
    assert_eq!(
        (off.status, off.json()["fixed"].clone()),
        (200, json!(true))
    );
    is(&owner, "disabled").await;
    thalweg.stop().await;
    let thalweg = start().await;
    is(&thalweg.client(), "disabled").await;
    thalweg.stop().await;
}
