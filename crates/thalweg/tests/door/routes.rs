//! Every route × who asks and from where. A route without a row fails.

mod foreign;
mod frames;
mod people;
mod rows;
mod tools;
mod verdicts;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};
use thalweg_client::{Client, EventStream, Request};
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;

use self::rows::{Cell, FOREIGN_HOST, FOREIGN_ORIGIN, GONE, Row, rows};
use crate::support::jobs::{self, begin, choose};
use crate::support::{ask, data, opened, soon, start_run, state, text_of, until};

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let document = serde_json::to_value(thalweg_http::openapi()).expect("JSON");
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in item.as_object().expect("operations").keys() {
            routes.insert((method.to_uppercase(), path.clone()));
        }
    }
    let rows = rows();
    let tested: BTreeSet<_> = rows
        .iter()
        .map(|row| (row.method.to_string(), row.route.to_owned()))
        .collect();
    assert_eq!(routes, tested);
    assert_eq!(rows.len(), tested.len(), "one row for each route");
}

#[test]
fn every_answer_of_a_row_is_in_the_document() {
    let document = serde_json::to_value(thalweg_http::openapi()).expect("JSON");
    for row in rows() {
        let method = row.method.as_str().to_lowercase();
        let responses = &document["paths"][row.route][&method]["responses"];
        let known = [row.owner, row.guest, row.another_guest, row.cell];
        for (status, code) in known.into_iter().chain([FOREIGN_HOST]) {
            // The default stands for failures that nobody foresaw.
            let declared = &responses[status.to_string()];
            assert!(
                declared.is_object(),
                "{method} {}: {status} {code}",
                row.route
            );
        }
    }
}

#[tokio::test]
async fn every_route_answers_everybody_as_it_should() {
    let server = TestServer::builder()
        .guests()
        .models(Arc::new(FakeProvider::new()))
        .settings(|settings| settings.streams_per_principal = 1_000)
        .start()
        .await;
    let owner = server.owner().await;
    let (guest, another) = (server.guest().await, server.guest().await);
    let feed = Request::get("/api/events?channel=user:owner");
    let mut feed = soon(owner.stream(feed)).await.expect("a stream");
    for row in rows() {
        let name = format!("{} {}", row.method, row.target);
        let ids = new_resource(&server, &owner, &guest, &mut feed).await;
        let request = || filled(&row, &ids);
        let before = state(&server, &guest, &ids.conversation).await;
        let host = request().header("host", "evil.example");
        assert_cell(&guest, host, FOREIGN_HOST, &format!("{name}, foreign host")).await;
        if !row.is_safe() {
            let origin = request().header("origin", "https://evil.example");
            let name = format!("{name}, foreign origin");
            assert_cell(&guest, origin, FOREIGN_ORIGIN, &name).await;
        }
        let name_of = |who: &str| format!("{name}, {who}");
        if row.another_guest == GONE {
            assert_cell(&another, request(), GONE, &name_of("another guest")).await;
        }
        for (who, client) in [("owner", &owner), ("guest", &guest)] {
            let cell = if who == "owner" { row.owner } else { row.guest };
            if cell == GONE {
                assert_cell(client, request(), GONE, &name_of(who)).await;
            }
        }
        let after = state(&server, &guest, &ids.conversation).await;
        assert_eq!(before, after, "{name}: those who may not change nothing");
        if row.another_guest != GONE {
            let cell = row.another_guest;
            assert_cell(&another, request(), cell, &name_of("another guest")).await;
        }
        if row.owner != GONE {
            assert_cell(&owner, request(), row.owner, &name_of("owner")).await;
        }
        if row.is_safe() {
            // Reading is free for browsers: without CORS headers no foreign page sees the answer.
            let origin = request().header("origin", "https://evil.example");
            let name = format!("{name}, foreign origin");
            assert_cell(&guest, origin, row.guest, &name).await;
        }
        if row.guest != GONE {
            assert_cell(&guest, request(), row.guest, &name_of("guest")).await;
        }
        if name == "POST /api/mcp-servers" {
            until_told(&mut feed, |told| told["name"] == "another").await;
        }
        jobs::stop(&guest, &ids.job).await;
        idle(&server).await;
        until(async || server.app().chat.jobs_in_progress() == 0).await;
    }
    drop(feed);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// What belongs to a guest, or ids of nothing.
struct Ids {
    message: String,
    template: String,
    /// Waits for leave.
    job: String,
    approval: String,
    /// The owner's.
    http_tool: String,
    /// The owner's, switched off.
    mcp_server: String,
    conversation: String,
    run: String,
    stream: String,
    /// Somebody's account, their invitation and their session, where there are accounts.
    user: String,
    invitation: String,
    session: String,
    /// Keeps the stream open.
    _open: Option<EventStream>,
}

impl Ids {
    fn of_nothing(server: &TestServer) -> Self {
        let id = || nobodys(server);
        Self {
            message: id(),
            template: id(),
            job: id(),
            http_tool: id(),
            mcp_server: "none".into(),
            approval: id(),
            conversation: id(),
            run: id(),
            stream: id(),
            user: id(),
            invitation: id(),
            session: id(),
            _open: None,
        }
    }

    /// The ids of what belongs to somebody, of every kind.
    fn all(&self) -> [&str; 9] {
        [
            &self.conversation,
            &self.message,
            &self.run,
            &self.template,
            &self.job,
            &self.approval,
            &self.stream,
            &self.user,
            &self.session,
        ]
    }

    /// The same id wherever one is named.
    fn only(id: &str) -> Self {
        let id = || id.to_owned();
        Self {
            message: id(),
            template: id(),
            job: id(),
            http_tool: id(),
            mcp_server: id(),
            approval: id(),
            conversation: id(),
            run: id(),
            stream: id(),
            user: id(),
            invitation: id(),
            session: id(),
            _open: None,
        }
    }
}

/// An id of nothing.
fn nobodys(server: &TestServer) -> String {
    server.app().ids.next().to_string()
}

/// Waits until a server of MCP was told of twice: that it is there, and, up to half a second later, how
/// it does.
async fn until_told(feed: &mut EventStream, is_it: impl Fn(&Value) -> bool) {
    let mut times = 0;
    while times < 2 {
        let event = soon(feed.next()).await.expect("alive").expect("an event");
        let told = event.kind == "mcp-server" && is_it(&data(&event)["data"]);
        times += usize::from(told);
    }
}

/// A conversation, its run, which has ended, and an open stream of its own.
///
/// What the server tells by itself of what was made here is awaited in the owner's `feed`.
async fn new_resource(
    server: &TestServer,
    owner: &Client,
    guest: &Client,
    feed: &mut EventStream,
) -> Ids {
    let run = start_run(guest, &json!({ "prompt": "hello" })).await;
    idle(server).await;
    let conversation = text_of(&run, "conversationId");
    let events = Request::get(format!("/api/conversations/{conversation}/events"));
    let mut open = soon(guest.stream(events)).await.expect("a stream");
    let welcome = soon(open.next()).await.expect("alive").expect("an event");
    // Named after what is there once.
    let body = json!({ "name": conversation, "text": "Say {{what}}." });
    let template = ask(guest, Request::post("/api/templates", &body)).await;
    let http_tool = format!("to-{conversation}");
    let body = json!({
        "name": http_tool,
        "description": "Asks nobody",
        "inputSchema": { "type": "object" },
        "method": "GET",
        "url": "http://127.0.0.1:9/",
    });
    let made = ask(owner, Request::post("/api/http-tools", &body)).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let mcp_server = "own".to_owned();
    let body = json!({
        "name": mcp_server,
        "transport": { "type": "stdio", "command": "none" },
        "enabled": false,
    });
    let made = ask(owner, Request::post("/api/mcp-servers", &body)).await;
    // There may be 50, so that there is one until it is deleted.
    assert!(matches!(made.status, 201 | 409), "{:?}", made.body);
    if made.status == 201 {
        let made = made.json();
        until_told(feed, |told| told["createdAt"] == made["createdAt"]).await;
    }
    choose(guest, "clock", json!({ "permission": "ask" })).await;
    let job = begin(guest, "clock", json!({})).await;
    let waits = jobs::job(guest, &job).await;
    Ids {
        approval: text_of(&waits["approval"], "id"),
        job,
        http_tool,
        mcp_server,
        message: text_of(&run, "messageId"),
        template: text_of(&template.json(), "id"),
        conversation,
        run: text_of(&run, "runId"),
        stream: text_of(&data(&welcome), "streamId"),
        // Nobody's, unless there are accounts.
        user: nobodys(server),
        invitation: nobodys(server),
        session: nobodys(server),
        _open: Some(open),
    }
}

async fn idle(server: &TestServer) {
    let chat = &server.app().chat;
    until(async || chat.runs_in_progress() == 0).await;
}

fn filled(row: &Row, ids: &Ids) -> Request {
    let fill = |text: &str| {
        text.replace("{conversation}", &ids.conversation)
            .replace("{run}", &ids.run)
            .replace("{stream}", &ids.stream)
            .replace("{message}", &ids.message)
            .replace("{template}", &ids.template)
            .replace("{job}", &ids.job)
            .replace("{httpTool}", &ids.http_tool)
            .replace("{mcpServer}", &ids.mcp_server)
            .replace("{approval}", &ids.approval)
            .replace("{user}", &ids.user)
            .replace("{invitation}", &ids.invitation)
            .replace("{session}", &ids.session)
    };
    let request = Request::new(row.method.clone(), fill(row.target));
    match &row.body {
        Some(body) => request.body(fill(&body.to_string())),
        None => request,
    }
}

async fn assert_cell(client: &Client, request: Request, (status, code): Cell, name: &str) {
    let got = opened(client, request).await;
    assert_eq!(got, (status, code.to_owned()), "{name}");
}

/// Whoever may not have it cannot tell whether it is there.
#[tokio::test]
async fn a_foreign_resource_answers_as_one_that_does_not_exist() {
    let server = TestServer::builder()
        .guests()
        .models(Arc::new(FakeProvider::new()))
        .start()
        .await;
    let owner = server.owner().await;
    let (guest, another) = (server.guest().await, server.guest().await);
    let feed = Request::get("/api/events?channel=user:owner");
    let mut feed = soon(owner.stream(feed)).await.expect("a stream");
    for row in rows() {
        if row.another_guest != GONE {
            continue;
        }
        let foreign = new_resource(&server, &owner, &guest, &mut feed).await;
        let unknown = Ids::of_nothing(&server);
        let foreign = ask(&another, filled(&row, &foreign)).await;
        let unknown = ask(&another, filled(&row, &unknown)).await;
        let name = format!("{} {}", row.method, row.target);
        assert_eq!(foreign.status, unknown.status, "{name}");
        let body = |answer: &thalweg_client::Answer| {
            let mut body = answer.json();
            body["requestId"] = Value::Null;
            body
        };
        assert_eq!(body(&foreign), body(&unknown), "{name}");
        let names = |answer: &thalweg_client::Answer| {
            let names = answer.headers.keys().map(ToString::to_string);
            names.collect::<BTreeSet<_>>()
        };
        assert_eq!(names(&foreign), names(&unknown), "{name}");
    }
    drop(feed);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}
