//! How long a ticket counts, and what ends with what.

use std::time::Duration;

use serde_json::json;
use thalweg_client::{EventStream, Request};
use thalweg_testkit::TestServer;
use thalweg_wire::Registration;

use super::{
    Bench, PAGE, again_from_page, assert_refused, follow, from_page, next, url, wish, with_page,
};
use crate::support::people::{self, again, me, register, with_body};
use crate::support::{ask, data, new_conversation, problem, soon, text_of, until};

const FIRST_USE: Duration = Duration::from_secs(30);

async fn assert_expires(stream: &mut EventStream) {
    while let Some(event) = next(stream).await {
        assert_ne!(event.kind, "reconnect");
        if event.kind == "expired" {
            assert_eq!(next(stream).await, None, "a clean end");
            return;
        }
    }
    panic!("the stream ended without a word");
}

#[tokio::test]
async fn it_is_used_within_half_a_minute_or_never() {
    let bench = Bench::new().await;
    let page = bench.server.client();
    let (in_time, late) = (bench.ticket().await, bench.ticket().await);
    bench.clock.advance(FIRST_USE - Duration::from_millis(1));
    let (stream, welcome) = follow(&page, from_page(&in_time)).await;
    bench.clock.advance(Duration::from_millis(1));
    assert_refused(&page, from_page(&late), "no such ticket").await;
    let with_place = again_from_page(&late, &welcome);
    assert_refused(&page, with_place, "no such ticket").await;
    drop(stream);
    // Used once, it counts for as long as the session does, from a place.
    bench.clock.advance(Duration::from_secs(24 * 3_600));
    assert_refused(&page, from_page(&in_time), "was used").await;
    let empty = from_page(&in_time).header("last-event-id", "");
    assert_refused(&page, empty, "was used").await;
    let (stream, _) = follow(&page, again_from_page(&in_time, &welcome)).await;
    drop(stream);
    bench.end().await;
}

#[tokio::test]
async fn a_refusal_for_the_moment_uses_nothing_up() {
    let bench = Bench::with(|settings| settings.streams_per_principal = 1).await;
    let page = bench.server.client();
    let own = Request::get(bench.path());
    let (busy, _) = follow(&bench.member, own).await;
    let url = bench.ticket().await;
    let (mut refused, told) = follow(&page, from_page(&url)).await;
    assert_eq!(told.kind, "reconnect");
    assert_eq!(next(&mut refused).await, None);
    drop(busy);
    until(async || bench.server.app().streams.is_empty()).await;
    let (stream, welcome) = follow(&page, from_page(&url)).await;
    assert_eq!(welcome.kind, "welcome");
    drop(stream);
    bench.end().await;
}

#[tokio::test]
async fn it_ends_with_the_session_and_so_does_its_stream() {
    let bench = Bench::new().await;
    let page = bench.server.client();
    let other = again(&bench.server, "member").await;
    let (used, unused) = (
        url(&other, &bench.path()).await,
        url(&other, &bench.path()).await,
    );
    let kept = bench.ticket().await;
    let (mut stream, welcome) = follow(&page, from_page(&used)).await;
    assert!(data(&welcome)["expiresAt"].is_string());
    let out = ask(&other, Request::post("/api/auth/logout", &json!({}))).await;
    assert_eq!(out.status, 204);
    assert_expires(&mut stream).await;
    let again = again_from_page(&used, &welcome);
    assert_refused(&page, again, "no such ticket").await;
    assert_refused(&page, from_page(&unused), "no such ticket").await;
    // Another session of theirs has its own.
    let (mut stream, welcome) = follow(&page, from_page(&kept)).await;
    let id = people::account_id(&bench.member).await;
    let user = format!("/api/admin/users/{id}");
    let disable = with_body(http::Method::PATCH, &user, &json!({ "disabled": true }));
    assert_eq!(ask(&bench.owner, disable).await.status, 200);
    assert_expires(&mut stream).await;
    assert_refused(&page, again_from_page(&kept, &welcome), "no such ticket").await;
    bench.end().await;
}

#[tokio::test]
async fn it_ends_with_the_key_and_with_a_guest_who_makes_an_account() {
    let server = with_page(TestServer::builder())
        .guests()
        .accounts(Registration::Open)
        .start()
        .await;
    let owner = people::owner(&server).await;
    let page = server.client();
    let key = json!({ "name": "a program", "scopes": ["read"] });
    let key = ask(&owner, Request::post("/api/admin/keys", &key))
        .await
        .json();
    let program = server.client().with_bearer(text_of(&key, "key"));
    let id = text_of(&me(&program).await["principal"], "id");
    let of_key = url(&program, &format!("/api/events?channel=user:{id}")).await;
    let (mut stream, welcome) = follow(&page, from_page(&of_key)).await;
    let delete = Request::delete(format!("/api/admin/keys/{}", text_of(&key, "id")));
    assert_eq!(ask(&owner, delete).await.status, 204);
    assert_expires(&mut stream).await;
    assert_refused(&page, again_from_page(&of_key, &welcome), "no such ticket").await;

    let guest = server.guest().await;
    let conversation = new_conversation(&guest).await;
    let path = format!("/api/conversations/{conversation}/events");
    let of_guest = url(&guest, &path).await;
    let (mut stream, welcome) = follow(&page, from_page(&of_guest)).await;
    assert_eq!(register(&guest, "ann", None).await.status, 201);
    let mut last = None;
    while let Some(event) = next(&mut stream).await {
        last = Some(event.kind);
    }
    assert_eq!(last.as_deref(), Some("reconnect"));
    let again = again_from_page(&of_guest, &welcome);
    assert_refused(&page, again, "no such ticket").await;
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn a_restart_forgets_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let build = || {
        with_page(TestServer::builder())
            .folder(folder.path())
            .guests()
    };
    let server = build().start().await;
    let guest = server.guest().await;
    let path = format!(
        "/api/conversations/{}/events",
        new_conversation(&guest).await
    );
    let url = url(&guest, &path).await;
    let (stream, welcome) = follow(&server.client(), from_page(&url)).await;
    drop(stream);
    server.stop().await;
    let server = build().start().await;
    let again = again_from_page(&url, &welcome);
    assert_refused(&server.client(), again, "no such ticket").await;
    server.stop().await;
}

#[tokio::test]
async fn of_more_than_fifty_the_one_that_was_not_used_for_longest_goes() {
    let bench = Bench::new().await;
    let page = bench.server.client();
    let (first, second) = (bench.ticket().await, bench.ticket().await);
    let (stream, welcome) = follow(&page, from_page(&first)).await;
    let others = ask(&bench.owner, wish("/api/events?channel=room:a")).await;
    assert_eq!(others.status, 201);
    for _ in 0..49 {
        bench.ticket().await;
    }
    assert_refused(&page, from_page(&second), "no such ticket").await;
    let others = text_of(&others.json(), "url");
    let (of_others, _) = follow(&page, from_page(&others)).await;
    drop((stream, of_others));
    let (stream, _) = follow(&page, again_from_page(&first, &welcome)).await;
    drop(stream);
    bench.end().await;
}

#[tokio::test]
async fn where_everyone_is_the_owner_it_is_the_owners() {
    let server = with_page(TestServer::builder()).start().await;
    let client = server.client();
    let body = json!({ "path": "/api/events?channel=user:owner", "origin": PAGE });
    let made = ask(&client, Request::post("/api/auth/ticket", &body)).await;
    let url = text_of(&made.json(), "url");
    let (stream, _) = follow(&client, from_page(&url)).await;
    let used = soon(client.open(from_page(&url))).await.expect("an answer");
    assert_eq!(used.status(), 401);
    problem(&ask(&client, from_page(&url)).await, 401, "unauthorized");
    drop(stream);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}
