//! Service keys: programs that ask in their own name.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thalweg_client::{Client, Request};
use thalweg_log::{Clock as _, ManualClock};
use thalweg_testkit::TestServer;
use thalweg_wire::Time;

use crate::support::sockets::{closed, connect, frame, say};
use crate::support::{ask, data, problem, soon, text_of, until};

async fn make(by: &Client, scopes: &[&str]) -> Value {
    let body = json!({ "name": "a program", "scopes": scopes });
    let made = ask(by, Request::post("/api/admin/keys", &body)).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    made.json()
}

fn holder(server: &TestServer, key: &Value) -> Client {
    server.client().with_bearer(text_of(key, "key"))
}

async fn status(client: &Client, request: Request) -> u16 {
    ask(client, request).await.status
}

#[tokio::test]
async fn a_program_asks_in_its_own_name_within_its_scopes() {
    let server = TestServer::builder().guests().start().await;
    let owner = server.owner().await;
    let key = make(&owner, &["read", "chat"]).await;
    let secret = text_of(&key, "key");
    assert!(secret.starts_with("tlk_") && secret.starts_with(&text_of(&key, "prefix")));
    let program = holder(&server, &key);
    let me = ask(&program, Request::get("/api/me")).await.json();
    assert_eq!(me["principal"]["role"], "service");
    assert!(text_of(&me["principal"], "id").starts_with("key-"));
    let made = ask(&program, Request::post("/api/conversations", &json!({}))).await;
    assert_eq!(made.status, 201);
    let own = format!("/api/conversations/{}", text_of(&made.json(), "id"));
    assert_eq!(
        status(&owner, Request::get(&own)).await,
        404,
        "it is the program's"
    );
    let call = Request::post("/api/tools/clock", &json!({ "args": {} }));
    let refused = ask(&program, call.clone()).await;
    let detail = text_of(&problem(&refused, 403, "forbidden"), "detail");
    assert!(detail.contains("`tools`"), "{detail}");
    for other in ["/api/admin/keys", "/api/admin/audit", "/api/http-tools"] {
        assert_eq!(status(&program, Request::get(other)).await, 404, "{other}");
    }
    let tools = holder(&server, &make(&owner, &["tools"]).await);
    assert_eq!(status(&tools, call).await, 202);
    assert_eq!(
        status(&tools, Request::get("/api/me")).await,
        403,
        "it may not read"
    );
    // The list never shows a key again.
    let list = ask(&owner, Request::get("/api/admin/keys")).await.json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
    assert!(!list.to_string().contains(&secret));
    assert!(list["items"][1]["lastUsedAt"].is_string());
    until(async || server.app().chat.jobs_in_progress() == 0).await;
    server.stop().await;
}

#[tokio::test]
async fn scopes_of_channels_are_grants_and_frames_need_theirs() {
    let server = TestServer::builder().guests().start().await;
    let owner = server.owner().await;
    let program = holder(
        &server,
        &make(&owner, &["read", "room:a-*=subscribe"]).await,
    );
    let (mut socket, _) = connect(&program).await;
    for (channel, kind) in [("room:a-1", "ok"), ("room:b", "error")] {
        say(
            &mut socket,
            json!({ "type": "subscribe", "id": channel, "channel": channel }),
        )
        .await;
        assert_eq!(frame(&mut socket).await["type"], kind, "{channel}");
    }
    say(
        &mut socket,
        json!({ "type": "invoke_tool", "id": "c", "name": "clock", "args": {} }),
    )
    .await;
    assert_eq!(frame(&mut socket).await["code"], "forbidden");
    drop(socket);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn a_key_that_is_deleted_or_over_counts_no_more_and_its_streams_end() {
    let clock = Arc::new(ManualClock::new(1_796_000_000_000));
    let server = TestServer::builder()
        .guests()
        .clock(clock.clone())
        .start()
        .await;
    let owner = server.owner().await;
    let key = make(&owner, &["read"]).await;
    let program = holder(&server, &key);
    let me = ask(&program, Request::get("/api/me")).await.json();
    let feed = format!(
        "/api/events?channel=user:{}",
        text_of(&me["principal"], "id")
    );
    let mut stream = soon(program.stream(Request::get(&feed)))
        .await
        .expect("a stream");
    let welcome = soon(stream.next())
        .await
        .expect("not broken off")
        .expect("welcome");
    assert!(data(&welcome)["expiresAt"].is_null());
    let (mut socket, _) = connect(&program).await;
    let target = format!("/api/admin/keys/{}", text_of(&key, "id"));
    assert_eq!(status(&owner, Request::delete(&target)).await, 204);
    let last = soon(stream.next())
        .await
        .expect("not broken off")
        .expect("expired");
    assert_eq!(last.kind, "expired");
    assert_eq!(soon(stream.next()).await.expect("a clean end"), None);
    assert_eq!(closed(&mut socket).await, 4401);
    problem(
        &ask(&program, Request::get("/api/me")).await,
        401,
        "unauthorized",
    );
    assert_eq!(status(&owner, Request::delete(&target)).await, 404);

    let end = Time(clock.now().plus(Duration::from_secs(60)));
    let body = json!({ "name": "short", "scopes": ["read"], "expiresAt": end });
    let made = ask(&owner, Request::post("/api/admin/keys", &body))
        .await
        .json();
    let short = holder(&server, &made);
    assert_eq!(status(&short, Request::get("/api/me")).await, 200);
    clock.advance(Duration::from_secs(60));
    assert_eq!(status(&short, Request::get("/api/me")).await, 401);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn keys_are_kept_over_a_restart_and_what_is_wrong_is_told_at_its_field() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = TestServer::builder()
        .guests()
        .folder(folder.path())
        .start()
        .await;
    let owner = server.owner().await;
    let key = make(&owner, &["read"]).await;
    for (body, path) in [
        (json!({ "name": " ", "scopes": ["read"] }), "name"),
        (
            json!({ "name": "x".repeat(81), "scopes": ["read"] }),
            "name",
        ),
        (json!({ "name": "a", "scopes": [] }), "scopes"),
        (
            json!({ "name": "a", "scopes": ["read", "write"] }),
            "scopes[1]",
        ),
        (
            json!({ "name": "a", "scopes": ["room:a b=publish"] }),
            "scopes[0]",
        ),
        (
            json!({ "name": "a", "scopes": ["read"], "expiresAt": "2020-01-01T00:00:00.000Z" }),
            "expiresAt",
        ),
    ] {
        let refused = ask(&owner, Request::post("/api/admin/keys", &body)).await;
        let said = problem(&refused, 422, "invalid_fields");
        assert_eq!(said["errors"][0]["path"], path, "{said}");
    }
    server.stop().await;
    let server = TestServer::builder()
        .guests()
        .folder(folder.path())
        .start()
        .await;
    let program = holder(&server, &key);
    assert_eq!(status(&program, Request::get("/api/me")).await, 200);
    server.stop().await;
}

#[tokio::test]
async fn where_everyone_is_the_owner_a_key_needs_the_owners_link() {
    let server = TestServer::start().await;
    let body = json!({ "name": "a", "scopes": ["read"] });
    let make = Request::post("/api/admin/keys", &body);
    let refused = ask(&server.client(), make.clone()).await;
    problem(&refused, 403, "owner_link_required");
    assert_eq!(ask(&server.owner().await, make).await.status, 201);
    server.stop().await;
}
