//! Where tools come from besides the server: what its owner defines, and its configuration.

mod asks;
mod fixed;
mod limits;
mod making;
mod mcp;
mod permission;
mod reaching;
mod secrets;
mod using;

use serde_json::{Value, json};
use thalweg_client::{Answer, Client, Request};
use thalweg_testkit::{FakeUpstream, UpstreamStep as Step};
use thalweg_tools::Secrets;

use crate::support::ask;

const SECRET: &str = "s3cret-of-the-door";

/// What a server may know by the name `KEY`.
fn known() -> Secrets {
    Secrets::new([("KEY".into(), SECRET.into())])
}

/// A tool that posts `{ "n": … }` to a server of the test.
fn tool(name: &str, url: &str) -> Value {
    json!({
        "name": name,
        "title": "Own",
        "description": "Posts a number",
        "inputSchema": {
            "type": "object",
            "properties": { "n": { "type": "integer" } },
            "required": ["n"],
            "additionalProperties": false,
        },
        "method": "POST",
        "url": url,
        "allowPrivate": true,
    })
}

/// The same with some fields of its own.
fn with(mut tool: Value, more: Value) -> Value {
    let Value::Object(more) = more else {
        panic!("fields")
    };
    for (name, value) in more {
        tool[name] = value;
    }
    tool
}

async fn create(client: &Client, tool: &Value) -> Answer {
    ask(client, Request::post("/api/http-tools", tool)).await
}

async fn made(client: &Client, tool: &Value) -> Value {
    let answer = create(client, tool).await;
    assert_eq!(answer.status, 201, "{:?}", answer.body);
    answer.json()
}

async fn patch(client: &Client, name: &str, body: &Value) -> Answer {
    ask(
        client,
        Request::patch(format!("/api/http-tools/{name}"), body),
    )
    .await
}

async fn delete(client: &Client, name: &str) -> Answer {
    ask(client, Request::delete(format!("/api/http-tools/{name}"))).await
}

async fn test(client: &Client, tool: &Value, args: Value) -> Answer {
    let body = json!({ "tool": tool, "args": args });
    ask(client, Request::post("/api/http-tools/test", &body)).await
}

async fn listed(client: &Client) -> Value {
    let answer = ask(client, Request::get("/api/http-tools")).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.json()
}

/// The tool as `/api/tools` has it; null if it has none.
async fn offered(client: &Client, name: &str) -> Value {
    let tools = ask(client, Request::get("/api/tools")).await.json();
    let items = tools["items"].as_array().expect("tools");
    let found = items.iter().find(|tool| tool["name"] == name);
    found.cloned().unwrap_or_default()
}

/// An answer in JSON.
fn json_answer(body: &Value) -> Vec<Step> {
    Step::answer(200, "content-type: application/json\r\n", &body.to_string())
}

/// A server that answers every request with what it was sent.
async fn echo() -> FakeUpstream {
    FakeUpstream::responding(|asked| {
        json_answer(&json!({ "body": asked.body, "head": asked.head }))
    })
    .await
}
