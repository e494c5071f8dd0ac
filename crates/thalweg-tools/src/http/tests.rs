//! Tools that are HTTP requests, against servers on loopback addresses that stand for public and
//! private ones.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Map, Value, json};
use thalweg_chat::{HttpToolMaker as _, ToolSource as _};
use thalweg_wire::{HttpBody, HttpMethod, NamedValue, NewHttpTool, ToolOrigin, ToolPermission};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::HttpTools;
use super::request::HttpRequest;
use crate::{Secrets, SystemResolver};

const PUBLIC: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 1);
const PRIVATE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 9);

fn allowed(address: IpAddr) -> bool {
    address == IpAddr::V4(PUBLIC)
}

fn tools() -> HttpTools {
    let secrets = Secrets::new([("KEY".into(), "s3cret-word".into())]);
    HttpTools::with(secrets, Arc::new(SystemResolver), allowed)
}

/// A server that answers every request in the same way and remembers what it was asked.
struct Server {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
    _tasks: JoinSet<()>,
}

impl Server {
    async fn start(ip: Ipv4Addr, answer: impl Into<Vec<u8>>) -> Self {
        let listener = TcpListener::bind((ip, 0)).await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (told, answer) = (Arc::clone(&asked), answer.into());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            loop {
                let Ok((mut socket, _)) = listener.accept().await else {
                    return;
                };
                let mut request = Vec::new();
                while !is_whole(&request) {
                    let mut piece = [0; 4096];
                    match socket.read(&mut piece).await {
                        Ok(0) | Err(_) => break,
                        Ok(count) => request.extend_from_slice(&piece[..count]),
                    }
                }
                told.lock()
                    .push(String::from_utf8_lossy(&request).into_owned());
                let _ = socket.write_all(&answer).await;
                let _ = socket.shutdown().await;
            }
        });
        Self {
            url,
            asked,
            _tasks: tasks,
        }
    }

    /// The only request, or the last one.
    fn last(&self) -> String {
        self.asked.lock().last().cloned().expect("a request")
    }

    fn hits(&self) -> usize {
        self.asked.lock().len()
    }
}

/// Whether head and body of a request are there.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_it = name.eq_ignore_ascii_case("content-length");
        is_it.then(|| value.trim().parse::<usize>().ok())?
    });
    body.len() >= length.unwrap_or(0)
}

fn answer(status: &str, kind: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n{body}")
}

fn moved(status: &str, to: &str) -> String {
    format!(
        "HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
}

fn tool(method: HttpMethod, url: &str) -> NewHttpTool {
    NewHttpTool {
        name: "own".into(),
        title: None,
        description: "Does it".into(),
        input_schema: json!({ "type": "object", "required": ["id"] }),
        method,
        url: url.into(),
        headers: Vec::new(),
        body: None,
        result_path: None,
        timeout_ms: None,
        annotations: None,
        allow_private: false,
    }
}

fn with_key(mut tool: NewHttpTool) -> NewHttpTool {
    tool.headers = vec![NamedValue {
        name: "Authorization".into(),
        value: "Bearer {{secret:KEY}}".into(),
    }];
    tool
}

fn args(value: Value) -> Map<String, Value> {
    let Value::Object(args) = value else {
        panic!("arguments")
    };
    args
}

async fn ask(tool: NewHttpTool, with: Value) -> Result<Value, String> {
    let asked = tools().try_once(tool, args(with)).await;
    asked.map_err(|error| error.0)
}

#[tokio::test]
async fn arguments_go_where_the_method_says() {
    let server = Server::start(PUBLIC, answer("200 OK", "application/json", "{\"a\":[1]}")).await;
    let url = format!("{}/items/{{id}}?v=1", server.url);
    let with =
        json!({ "id": "a/b", "q": "x y", "list": [1, "two"], "deep": { "n": 1 }, "no": null });
    for method in [HttpMethod::Get, HttpMethod::Delete] {
        let got = ask(tool(method, &url), with.clone())
            .await
            .expect("a result");
        assert_eq!(got["body"], json!({ "a": [1] }));
        let request = server.last();
        let line = request.lines().next().expect("a line");
        let (_, target) = line.split_once(' ').expect("a target");
        let expected = "/items/a%2Fb?v=1&deep=%7B%22n%22%3A1%7D&list=1&list=two&q=x+y HTTP/1.1";
        let mut pairs: Vec<_> = target.split(['?', '&', ' ']).collect();
        let mut wanted: Vec<_> = expected.split(['?', '&', ' ']).collect();
        pairs.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(pairs, wanted);
        assert!(request.ends_with("\r\n\r\n"), "no body: {request}");
    }
    let small = json!({ "id": 7, "q": "x&y" });
    for method in [HttpMethod::Post, HttpMethod::Put, HttpMethod::Patch] {
        ask(tool(method, &url), small.clone())
            .await
            .expect("a result");
        let request = server.last();
        assert!(request.contains("/items/7?v=1 HTTP/1.1"), "{request}");
        assert!(
            request.contains("content-type: application/json\r\n"),
            "{request}"
        );
        assert!(request.ends_with("\r\n\r\n{\"q\":\"x&y\"}"), "{request}");
    }
    let form = NewHttpTool {
        body: Some(HttpBody::Form),
        ..tool(HttpMethod::Post, &url)
    };
    ask(form, small.clone()).await.expect("a result");
    let request = server.last();
    assert!(
        request.contains("content-type: application/x-www-form-urlencoded\r\n"),
        "{request}"
    );
    assert!(request.ends_with("\r\n\r\nq=x%26y"), "{request}");
    let none = NewHttpTool {
        body: Some(HttpBody::None),
        ..tool(HttpMethod::Post, &url)
    };
    ask(none, small).await.expect("a result");
    assert!(server.last().contains("POST /items/7?v=1&q=x%26y HTTP/1.1"));
}

#[tokio::test]
async fn secrets_go_out_in_headers_and_do_not_come_back() {
    let body = "{ \"you\": \"Bearer s3cret-word\", \"s3cret-word\": [\"s3cret-word\"] }";
    let server = Server::start(PUBLIC, answer("200 OK", "application/json", body)).await;
    let own = with_key(tool(HttpMethod::Get, &format!("{}/x", server.url)));
    let got = ask(own.clone(), json!({ "id": "s3cret-word" }))
        .await
        .expect("a result");
    assert_eq!(got["body"], json!({ "you": "Bearer •••", "•••": ["•••"] }));
    assert!(
        server
            .last()
            .contains("authorization: Bearer s3cret-word\r\n")
    );

    // JSON may write every letter as a number,
    let body = r#"{ "you": "\u00733cret-word" }"#;
    let server = Server::start(PUBLIC, answer("200 OK", "application/json", body)).await;
    let own = with_key(tool(HttpMethod::Get, &server.url));
    let got = ask(own, json!({ "id": 1 })).await.expect("a result");
    assert_eq!(got["body"], json!({ "you": "•••" }));
    // and an answer says something besides its body.
    let server = Server::start(PUBLIC, answer("200 OK", "image/s3cret-word", "x")).await;
    let own = with_key(tool(HttpMethod::Get, &server.url));
    let words = ask(own, json!({ "id": 1 })).await.expect_err("no text");
    assert_eq!(words, "it is `image/•••`, which is no text");

    // Cut where the secret is, it would be told in part.
    let long = format!("{}s3cret-word", "x".repeat(495));
    let refusing = Server::start(PUBLIC, answer("401 No", "text/plain", &long)).await;
    let own = with_key(tool(HttpMethod::Get, &refusing.url));
    let words = ask(own, json!({ "id": 1 })).await.expect_err("a failure");
    assert!(
        words.ends_with("xxx•••") && !words.contains("s3c"),
        "{words}"
    );
}

#[tokio::test]
async fn the_log_says_whom_it_asks_without_secrets_and_without_the_query() {
    let server = Server::start(PUBLIC, answer("200 OK", "text/plain", "x")).await;
    let url = format!("{}/a/{{id}}?b={{id}}", server.url);
    let tools = tools();
    let own = HttpRequest::new(tool(HttpMethod::Get, &url), tools.outside.clone());
    let own = own.expect("a tool");
    let said = Mutex::new(Vec::new());
    let with = args(json!({ "id": "s3cret-word", "q": "mine" }));
    let asked = own.ask(with, |line| said.lock().push(line.to_owned()));
    asked.await.expect("a result");
    assert_eq!(*said.lock(), [format!("GET {}/a/•••", server.url)]);
}

#[tokio::test]
async fn headers_of_the_tool_take_the_place_of_ours() {
    let server = Server::start(PUBLIC, answer("200 OK", "text/plain", "x")).await;
    let header = |name: &str, value: &str| NamedValue {
        name: name.into(),
        value: value.into(),
    };
    let own = NewHttpTool {
        headers: vec![
            header("Accept", "text/csv"),
            header("Content-Type", "application/merge-patch+json"),
        ],
        ..tool(HttpMethod::Patch, &server.url)
    };
    ask(own, json!({ "id": 1 })).await.expect("a result");
    let request = server.last();
    let lines = request.lines();
    let ours =
        lines.filter(|line| line.starts_with("accept:") || line.starts_with("content-type:"));
    let mut ours: Vec<_> = ours.collect();
    ours.sort_unstable();
    assert_eq!(
        ours,
        [
            "accept: text/csv",
            "content-type: application/merge-patch+json"
        ]
    );
}

#[tokio::test]
async fn private_addresses_are_asked_only_by_tools_that_may() {
    let private = Server::start(PRIVATE, answer("200 OK", "text/plain", "inside")).await;
    let own = tool(HttpMethod::Get, &private.url);
    let words = ask(own.clone(), json!({ "id": 1 }))
        .await
        .expect_err("refused");
    assert!(
        words.contains("127.0.0.9") && words.contains("allowPrivate"),
        "{words}"
    );
    let server = Server::start(PUBLIC, moved("302", &private.url)).await;
    let led = tool(HttpMethod::Get, &server.url);
    let words = ask(led, json!({ "id": 1 })).await.expect_err("refused");
    assert!(words.contains("127.0.0.9"), "{words}");
    assert_eq!((server.hits(), private.hits()), (1, 0));
    let may = NewHttpTool {
        allow_private: true,
        ..own
    };
    assert_eq!(
        ask(may, json!({ "id": 1 })).await.expect("a result")["body"],
        "inside"
    );
}

#[tokio::test]
async fn a_redirect_takes_neither_secrets_nor_bodies_along() {
    let there = Server::start(PUBLIC, answer("200 OK", "text/plain", "there")).await;
    let server = Server::start(PUBLIC, moved("307", &there.url)).await;
    let plain = NewHttpTool {
        headers: vec![NamedValue {
            name: "X-Mine".into(),
            value: "mine".into(),
        }],
        ..tool(HttpMethod::Get, &server.url)
    };
    let got = ask(plain.clone(), json!({ "id": 1 }))
        .await
        .expect("a result");
    assert_eq!((&got["body"], there.hits()), (&json!("there"), 1));
    assert!(server.last().contains("x-mine: mine") && !there.last().contains("x-mine"));
    let words = ask(with_key(plain), json!({ "id": 1 }))
        .await
        .expect_err("refused");
    assert!(words.contains("secrets"), "{words}");
    let post = tool(HttpMethod::Post, &server.url);
    let words = ask(post, json!({ "id": 1 })).await.expect_err("refused");
    assert!(words.contains("`GET`"), "{words}");
    assert_eq!(there.hits(), 1);
    let round = Server::start(PUBLIC, moved("302", "/again")).await;
    let words = ask(tool(HttpMethod::Get, &round.url), json!({ "id": 1 })).await;
    assert!(words.expect_err("it goes round").contains("redirects"));
    assert_eq!(round.hits(), 6);
}

#[tokio::test]
async fn a_definition_that_is_wrong_takes_out_itself_alone() {
    let tools = tools();
    let named = |name: &str, url: &str| NewHttpTool {
        name: name.into(),
        ..tool(HttpMethod::Get, url)
    };
    tools.put(named("one", "http://h/{id}"));
    tools.put(named("two", "http://{id}/"));
    tools.put(named("three", "http://h/"));
    let names = || {
        tools
            .tools()
            .iter()
            .map(|tool| tool.name().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(), ["one", "three"]);
    let problem = tools.problem("two").expect("a problem");
    assert!(problem.starts_with("`url`: "), "{problem}");
    assert_eq!((tools.problem("one"), tools.problem("none")), (None, None));
    assert!(tools.tool("two").is_none());
    let one = tools.tool("one").expect("a tool");
    assert_eq!(
        (one.title(), one.origin(), one.is_owners()),
        ("one", ToolOrigin::Http, true)
    );
    assert_eq!(one.permission(), ToolPermission::Ask);
    tools.put(named("two", "http://h/{id}"));
    tools.remove("one");
    assert_eq!(
        (names(), tools.problem("two")),
        (vec!["three".into(), "two".into()], None)
    );
}
