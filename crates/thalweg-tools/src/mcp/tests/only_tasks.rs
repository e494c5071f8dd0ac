use std::net::Ipv4Addr;

use http_body_util::{BodyExt as _, Full};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::over_http::at;
use super::*;

/// What is said to a message: a status, a type and a body.
type Said = (u16, &'static str, String);

/// A server that says this to each message.
pub(super) async fn speaking(
    say: impl Fn(&Value) -> Said + Copy + Send + 'static,
) -> (u16, JoinSet<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let asked = move |request: hyper::Request<hyper::body::Incoming>| async move {
        let body = request.into_body().collect().await.expect("a body");
        let message: Value = serde_json::from_slice(&body.to_bytes()).unwrap_or_default();
        let (status, kind, body) = say(&message);
        hyper::Response::builder()
            .status(status)
            .header("content-type", kind)
            .body(Full::new(bytes::Bytes::from(body)))
    };
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((socket, _)) = listener.accept().await {
            let connection =
                http1::Builder::new().serve_connection(TokioIo::new(socket), service_fn(asked));
            connections.spawn(async move { drop(connection.await) });
        }
    });
    (port, tasks)
}

/// What a server of 2025-11-25 with these tools says, in one piece of JSON.
pub(super) fn said(message: &Value, tools: &Value) -> Said {
    let result = match message["method"].as_str() {
        Some("initialize") => json!({
            "protocolVersion": "2025-11-25",
            "capabilities": { "tools": {} },
            "serverInfo": { "name": "json", "version": "1" },
        }),
        Some("tools/list") => json!({ "tools": tools }),
        _ => Value::Null,
    };
    let mut answer = json!({ "jsonrpc": "2.0", "id": message["id"], "result": result });
    if result.is_null() {
        answer = json!({ "jsonrpc": "2.0", "id": message["id"], "error": { "code": -32601, "message": "no" } });
    }
    let status = if message["id"].is_null() { 202 } else { 200 };
    (
        status,
        "application/json; charset=utf-8",
        answer.to_string(),
    )
}

/// A server of 2025-11-25 that answers each message with one piece of JSON, or with a stream that has it.
async fn with_tasks(is_stream: bool) -> (u16, JoinSet<()>) {
    speaking(move |message| {
        let schema = json!({ "type": "object" });
        let tool = |name: &str, support: &str| json!({ "name": name, "inputSchema": schema, "execution": { "taskSupport": support } });
        let tools = json!([tool("task", "required"), tool("both", "optional")]);
        let (status, kind, body) = said(message, &tools);
        if is_stream {
            return (status, "text/event-stream", format!("data: {body}\n\n"));
        }
        (status, kind, body)
    })
    .await
}

#[tokio::test]
async fn a_tool_that_is_only_a_task_is_off_over_http_too() {
    for is_stream in [false, true] {
        let (port, _tasks) = with_tasks(is_stream).await;
        let pool = pool();
        pool.set(at(port));
        let health = ready(&pool).await;
        let names: Vec<_> = health.tools.iter().map(|tool| &*tool.name).collect();
        assert_eq!(names, ["s__task", "s__both"], "in a stream: {is_stream}");
        let tools = pool.of_servers();
        let callable: Vec<_> = tools.iter().map(|tool| tool.name()).collect();
        assert_eq!(callable, ["s__both"], "in a stream: {is_stream}");
        pool.close().await;
    }
}
