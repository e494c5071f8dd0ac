use serde_json::json;
use thalweg_client::Request;
use thalweg_testkit::TestServer;

use super::{told, trail};
use crate::support::jobs::choose;
use crate::support::{ask, problem, soon};

#[tokio::test]
async fn the_trail_is_paged_and_searched_newest_first() {
    let server = TestServer::builder().guests().start().await;
    let (owner, guest) = (server.owner().await, server.guest().await);
    for on in [true, false, true] {
        choose(&guest, "clock", json!({ "enabled": on })).await;
        choose(&owner, "calculator", json!({ "enabled": on })).await;
    }
    let all = trail(&owner, "").await;
    let seqs: Vec<_> = all
        .iter()
        .filter_map(|entry| entry["seq"].as_u64())
        .collect();
    assert_eq!(seqs, [8, 7, 6, 5, 4, 3, 2, 1]);
    let (mut pages, mut query) = (Vec::new(), "limit=3".to_owned());
    loop {
        let page = ask(&owner, Request::get(format!("/api/admin/audit?{query}"))).await;
        let page = page.json();
        pages.extend(page["items"].as_array().expect("entries").clone());
        let Some(next) = page["nextCursor"].as_str() else {
            break;
        };
        // What comes meanwhile changes no page.
        choose(&guest, "clock", json!({ "enabled": true })).await;
        query = format!("limit=3&cursor={next}");
    }
    assert_eq!(pages, all);
    let of = async |query: &str| trail(&owner, query).await.len();
    assert_eq!(of("action=tool.changed&actor=owner").await, 3);
    assert_eq!(of("action=tool&q=CALCULATOR").await, 3);
    assert_eq!(of("action=owner").await, 1);
    assert_eq!(of("action=own").await, 0);
    assert_eq!(of("q=no+such+thing").await, 0);
    let began = trail(&owner, "actor=server").await;
    assert_eq!(told(&began), [("audit.began", "", "server")]);
    server.stop().await;
}

#[tokio::test]
async fn bad_questions_are_told_what_is_wrong() {
    let server = TestServer::start().await;
    let client = server.client();
    let long = format!("q={}", "x".repeat(201));
    for (query, code) in [
        ("limit=0", "malformed"),
        ("limit=201", "malformed"),
        ("q=a&q=b", "malformed"),
        (long.as_str(), "malformed"),
        ("cursor=x", "malformed_page"),
        // A place of another log.
        ("cursor=1zzzzzzzzzzzzzzzzzzzz", "malformed_page"),
    ] {
        let answer = ask(&client, Request::get(format!("/api/admin/audit?{query}"))).await;
        problem(&answer, 400, code);
    }
    server.stop().await;
}

#[tokio::test]
async fn nobody_follows_the_trail_as_a_channel() {
    let server = TestServer::start().await;
    let client = server.owner().await;
    choose(&client, "clock", json!({ "enabled": true })).await;
    let answer = ask(&client, Request::get("/api/events?channel=system:audit")).await;
    problem(&answer, 404, "not_found");
    let (mut socket, _) = crate::support::sockets::connect(&client).await;
    let subscribe = json!({ "type": "subscribe", "id": "s", "channel": "system:audit" });
    soon(socket.send(&subscribe)).await.expect("sent");
    let refused = crate::support::sockets::frame(&mut socket).await;
    assert_eq!(refused["code"], "not_found", "{refused}");
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn a_server_without_deeds_writes_nothing() {
    let server = TestServer::start().await;
    let client = server.client();
    assert_eq!(trail(&client, "").await, Vec::<serde_json::Value>::new());
    let events = server.app().hub.counters().view().events;
    assert_eq!(events, 0);
    server.stop().await;
}
