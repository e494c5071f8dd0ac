//! Every route × who asks and from where. A route without a row fails.

use std::collections::BTreeSet;
use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};
use thalweg_client::{Client, EventStream, Request};
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;

use crate::support::{ask, data, opened, soon, start_run, state, text_of, until};

/// A status and a code; the code is empty where the answer is no problem.
type Cell = (u16, &'static str);

const GONE: Cell = (404, "not_found");
const FOREIGN_ORIGIN: Cell = (403, "foreign_origin");
const FOREIGN_HOST: Cell = (403, "foreign_host");

/// What a route answers. `{conversation}`, `{run}` and `{stream}` in target and body are a guest's
/// own.
struct Row {
    method: Method,
    route: &'static str,
    target: &'static str,
    body: Option<Value>,
    /// The server's owner, whose the resource is not.
    owner: Cell,
    /// The guest whose it is.
    guest: Cell,
    another_guest: Cell,
}

impl Row {
    fn is_safe(&self) -> bool {
        self.method.is_safe()
    }
}

/// A route whose answer does not depend on who asks.
fn same(method: Method, target: &'static str, body: Option<Value>, cell: Cell) -> Row {
    Row {
        method,
        route: target.split('?').next().unwrap_or(target),
        target,
        body,
        owner: cell,
        guest: cell,
        another_guest: cell,
    }
}

/// A route to what belongs to the guest.
fn own(method: Method, target: &'static str, body: Option<Value>, cell: Cell) -> Row {
    let route = match target {
        t if t.starts_with("/api/conversations/{conversation}") => {
            match t.trim_start_matches("/api/conversations/{conversation}") {
                "/events" => "/api/conversations/{id}/events",
                "/fork" => "/api/conversations/{id}/fork",
                "/queue" => "/api/conversations/{id}/queue",
                t if t.starts_with("/queue/") => "/api/conversations/{id}/queue/{messageId}",
                "/restore" => "/api/conversations/{id}/restore",
                "/export" => "/api/conversations/{id}/export",
                _ => "/api/conversations/{id}",
            }
        }
        t if t.starts_with("/api/templates/") => "/api/templates/{id}",
        t if t.ends_with("/continue") => "/api/realtime/{id}/continue",
        t if t.starts_with("/api/realtime/") => "/api/realtime/{id}",
        t => t.split('?').next().unwrap_or(t),
    };
    Row {
        method,
        route,
        target,
        body,
        owner: GONE,
        guest: cell,
        another_guest: GONE,
    }
}

fn rows() -> Vec<Row> {
    let (get, post) = (|| Method::GET, || Method::POST);
    let in_own = |mut body: Value| {
        body["conversationId"] = json!("{conversation}");
        Some(body)
    };
    let channel = Some(json!({ "channels": ["conversation:{conversation}"] }));
    vec![
        same(get(), "/healthz", None, (200, "")),
        same(get(), "/readyz", None, (200, "")),
        same(get(), "/api/openapi.json", None, (200, "")),
        same(get(), "/api/me", None, (200, "")),
        same(get(), "/api/models", None, (200, "")),
        same(
            post(),
            "/api/auth/owner",
            Some(json!({ "token": "guess" })),
            (403, "forbidden"),
        ),
        same(get(), "/api/conversations", None, (200, "")),
        same(post(), "/api/conversations", Some(json!({})), (201, "")),
        own(get(), "/api/conversations/{conversation}", None, (200, "")),
        own(
            Method::PATCH,
            "/api/conversations/{conversation}",
            Some(json!({ "title": "Renamed" })),
            (200, ""),
        ),
        own(
            Method::DELETE,
            "/api/conversations/{conversation}",
            None,
            (204, ""),
        ),
        own(
            post(),
            "/api/conversations/{conversation}/restore",
            None,
            (200, ""),
        ),
        own(
            get(),
            "/api/conversations/{conversation}/export",
            None,
            (200, ""),
        ),
        same(
            post(),
            "/api/conversations/import",
            Some(json!({
                "format": "thalweg.conversation",
                "version": 1,
                "conversation": {
                    "id": "01a1f91b-f207-7d28-b9b9-9d0d3c14d3e1",
                    "title": "Brought in",
                    "pinned": false,
                    "archived": false,
                    "createdAt": "2026-11-20T09:30:00.000Z",
                    "updatedAt": "2026-11-20T09:30:00.000Z",
                },
                "messages": [],
            })),
            (201, ""),
        ),
        own(
            get(),
            "/api/conversations/{conversation}/events",
            None,
            (200, ""),
        ),
        own(
            get(),
            "/api/conversations/{conversation}/queue",
            None,
            (200, ""),
        ),
        // Nothing waits there, so that nobody can tell it from what is another's.
        own(
            Method::PATCH,
            "/api/conversations/{conversation}/queue/{run}",
            Some(json!({ "position": 0 })),
            GONE,
        ),
        own(
            Method::DELETE,
            "/api/conversations/{conversation}/queue/{run}",
            None,
            GONE,
        ),
        own(
            get(),
            "/api/messages?conversationId={conversation}",
            None,
            (200, ""),
        ),
        own(
            post(),
            "/api/messages",
            in_own(json!({ "content": "more" })),
            (201, ""),
        ),
        same(get(), "/api/search?q=hello", None, (200, "")),
        own(
            get(),
            "/api/events?channel=conversation:{conversation}",
            None,
            (200, ""),
        ),
        own(post(), "/api/events", channel, (200, "")),
        own(
            post(),
            "/api/realtime",
            in_own(json!({ "prompt": "more" })),
            (202, ""),
        ),
        own(
            post(),
            "/api/conversations/{conversation}/fork",
            Some(json!({ "messageId": "{message}" })),
            (201, ""),
        ),
        same(get(), "/api/templates", None, (200, "")),
        same(
            post(),
            "/api/templates",
            Some(json!({ "name": "A", "text": "a" })),
            (201, ""),
        ),
        own(
            Method::PATCH,
            "/api/templates/{template}",
            Some(json!({})),
            (200, ""),
        ),
        own(Method::DELETE, "/api/templates/{template}", None, (204, "")),
        own(get(), "/api/realtime/{run}", None, (200, "")),
        own(
            post(),
            "/api/auth/refresh",
            Some(json!({ "streamId": "{stream}" })),
            (200, ""),
        ),
        own(Method::DELETE, "/api/realtime/{run}", None, (200, "")),
        own(
            post(),
            "/api/realtime/{run}/continue",
            Some(json!({})),
            (422, "not_continuable"),
        ),
    ]
}

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
    for row in rows() {
        let name = format!("{} {}", row.method, row.target);
        let ids = new_resource(&server, &guest).await;
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
            assert_cell(&owner, request(), row.owner, &name_of("owner")).await;
        }
        let after = state(&server, &guest, &ids.conversation).await;
        assert_eq!(before, after, "{name}: those who may not change nothing");
        if row.another_guest != GONE {
            let cell = row.another_guest;
            assert_cell(&another, request(), cell, &name_of("another guest")).await;
            assert_cell(&owner, request(), row.owner, &name_of("owner")).await;
        }
        if row.is_safe() {
            // Reading is free for browsers: without CORS headers no foreign page sees the answer.
            let origin = request().header("origin", "https://evil.example");
            let name = format!("{name}, foreign origin");
            assert_cell(&guest, origin, row.guest, &name).await;
        }
        assert_cell(&guest, request(), row.guest, &name_of("guest")).await;
        idle(&server).await;
    }
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// What belongs to a guest, or ids of nothing.
struct Ids {
    message: String,
    template: String,
    conversation: String,
    run: String,
    stream: String,
    /// Keeps the stream open.
    _open: Option<EventStream>,
}

/// A conversation, its run, which has ended, and an open stream of its own.
async fn new_resource(server: &TestServer, guest: &Client) -> Ids {
    let run = start_run(guest, &json!({ "prompt": "hello" })).await;
    idle(server).await;
    let conversation = text_of(&run, "conversationId");
    let events = Request::get(format!("/api/conversations/{conversation}/events"));
    let mut open = soon(guest.stream(events)).await.expect("a stream");
    let welcome = soon(open.next()).await.expect("alive").expect("an event");
    // Named after what is there once.
    let body = json!({ "name": conversation, "text": "Say {{what}}." });
    let template = ask(guest, Request::post("/api/templates", &body)).await;
    Ids {
        message: text_of(&run, "messageId"),
        template: text_of(&template.json(), "id"),
        conversation,
        run: text_of(&run, "runId"),
        stream: text_of(&data(&welcome), "streamId"),
        _open: Some(open),
    }
}

async fn idle(server: &TestServer) {
    until(async || server.app().chat.runs_in_progress() == 0).await;
}

fn filled(row: &Row, ids: &Ids) -> Request {
    let fill = |text: &str| {
        text.replace("{conversation}", &ids.conversation)
            .replace("{run}", &ids.run)
            .replace("{stream}", &ids.stream)
            .replace("{message}", &ids.message)
            .replace("{template}", &ids.template)
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
    let (guest, another) = (server.guest().await, server.guest().await);
    for row in rows() {
        if row.another_guest != GONE {
            continue;
        }
        let foreign = new_resource(&server, &guest).await;
        let id = || server.app().ids.next().to_string();
        let unknown = Ids {
            message: id(),
            template: id(),
            conversation: id(),
            run: id(),
            stream: id(),
            _open: None,
        };
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
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}
