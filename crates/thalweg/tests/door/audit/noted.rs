use std::sync::Arc;

use serde_json::json;
use thalweg_access::TrustedProxies;
use thalweg_client::{Client, Request};
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;
use thalweg_wire::Registration;

use super::{told, trail};
use crate::support::jobs::{begin, choose, job, stop};
use crate::support::people;
use crate::support::sockets::{call, connect, frame, frames_to, say};
use crate::support::{Act, acting, ask, new_conversation, problem, start_run, text_of, until};

/// Does something that must be done.
async fn done(client: &Client, request: Request) {
    let name = format!("{} {}", request.method, request.target);
    let answer = ask(client, request).await;
    assert!((200..300).contains(&answer.status), "{name}");
}

#[tokio::test]
async fn what_was_done_is_in_the_trail_with_who_and_to_what() {
    let server = acting([Act::hang()])
        .models(Arc::new(FakeProvider::new()))
        .guests()
        .start()
        .await;
    let (owner, guest) = (server.owner().await, server.guest().await);
    let conversation = new_conversation(&guest).await;
    let body = json!({ "prompt": "hello", "conversationId": conversation });
    let run = text_of(&start_run(&guest, &body).await, "runId");
    done(&guest, Request::delete(format!("/api/realtime/{run}"))).await;
    let hanging = begin(&guest, "hang", json!({})).await;
    stop(&guest, &hanging).await;
    choose(&guest, "hang", json!({ "permission": "ask" })).await;
    let waiting = begin(&guest, "hang", json!({})).await;
    let approval = text_of(&job(&guest, &waiting).await["approval"], "id");
    let decision = json!({ "decision": "deny", "reason": "a secret of mine" });
    let decide = Request::post(format!("/api/approvals/{approval}"), &decision);
    done(&guest, decide).await;
    let target = format!("/api/conversations/{conversation}");
    done(&guest, Request::get(format!("{target}/export"))).await;
    done(&guest, Request::delete(&target)).await;
    done(
        &guest,
        Request::post(format!("{target}/restore"), &json!({})),
    )
    .await;
    let tool = json!({
        "name": "asks_nobody",
        "description": "Asks nobody",
        "inputSchema": { "type": "object" },
        "method": "GET",
        "url": "http://127.0.0.1:9/",
    });
    done(&owner, Request::post("/api/http-tools", &tool)).await;
    let patch = json!({ "description": "Asks nobody at all" });
    done(
        &owner,
        Request::patch("/api/http-tools/asks_nobody", &patch),
    )
    .await;
    done(&owner, Request::delete("/api/http-tools/asks_nobody")).await;
    let entries = trail(&owner, "limit=200").await;
    let (jobs, conversations) = (
        |id: &str| format!("jobs/{id}"),
        format!("conversations/{conversation}"),
    );
    let wanted = [
        ("audit.began", "", "server"),
        ("owner.claimed", "", "owner"),
        ("run.stopped", &*format!("realtime/{run}"), "guest"),
        ("job.stopped", &jobs(&hanging), "guest"),
        ("tool.changed", "tools/hang", "guest"),
        (
            "approval.decided",
            &format!("approvals/{approval}"),
            "guest",
        ),
        ("conversation.exported", &conversations, "guest"),
        ("conversation.deleted", &conversations, "guest"),
        ("conversation.restored", &conversations, "guest"),
        ("source.made", "http-tools/asks_nobody", "owner"),
        ("source.changed", "http-tools/asks_nobody", "owner"),
        ("source.deleted", "http-tools/asks_nobody", "owner"),
    ];
    assert_eq!(told(&entries), wanted);
    let details: Vec<_> = entries
        .iter()
        .filter_map(|entry| entry["detail"].as_str())
        .collect();
    assert_eq!(details[..2], ["deny", "permission ask, enabled true"]);
    let text = serde_json::to_string(&entries).expect("JSON");
    assert!(!text.contains("secret"), "no words of people: {text}");
    assert!(entries.iter().all(|entry| entry["outcome"] == "ok"));
    for entry in &entries[..entries.len() - 1] {
        assert_eq!(entry["address"], "127.0.0.1", "{entry}");
        assert!(entry["requestId"].is_string(), "{entry}");
    }
    until(async || server.app().chat.jobs_in_progress() == 0).await;
    until(async || server.app().chat.runs_in_progress() == 0).await;
    server.stop().await;
}

#[tokio::test]
async fn a_call_that_is_stopped_over_a_websocket_is_noted() {
    let server = acting([Act::hang()]).start().await;
    let client = server.client();
    let (mut socket, _) = connect(&client).await;
    call(&mut socket, "a", "hang", json!({})).await;
    let begun = frame(&mut socket).await;
    say(&mut socket, json!({ "type": "cancel_tool", "id": "a" })).await;
    frames_to(&mut socket, "ok").await;
    let target = format!("jobs/{}", text_of(&begun, "jobId"));
    let entries = trail(&client, "").await;
    assert_eq!(told(&entries)[1], ("job.stopped", target.as_str(), "owner"));
    assert_eq!(entries[0]["address"], "127.0.0.1");
    drop(socket);
    until(async || server.app().chat.jobs_in_progress() == 0).await;
    server.stop().await;
}

/// What fails for what was asked is not of the trail; what fails for who asked is.
#[tokio::test]
async fn refusals_are_noted_and_failures_are_not() {
    let server = TestServer::builder()
        .guests()
        .settings(|settings| {
            let proxies = TrustedProxies::parse(["127.0.0.1"]);
            settings.http.trusted_proxies = proxies.expect("an address");
        })
        .start()
        .await;
    let (owner, guest) = (server.owner().await, server.guest().await);
    let from = |request: Request| {
        let request = request.header("x-forwarded-for", "192.0.2.7");
        request.header("x-request-id", "asked-1")
    };
    let refused = [
        (
            Request::get("/api/me").header("host", "evil.example"),
            (403, "foreign_host"),
        ),
        (
            Request::post("/api/conversations", &json!({})).header("origin", "https://a.example"),
            (403, "foreign_origin"),
        ),
        (
            Request::post("/api/auth/owner", &json!({ "token": "guess" })),
            (403, "forbidden"),
        ),
        (Request::get("/api/admin/audit"), (404, "not_found")),
    ];
    for (request, (status, code)) in refused {
        problem(&ask(&guest, from(request)).await, status, code);
    }
    let failed = [
        (Request::get("/api/jobs/none"), (404, "not_found")),
        (
            Request::post("/api/conversations", &json!(7)),
            (422, "invalid_fields"),
        ),
        (
            Request::delete("/api/conversations/none"),
            (404, "not_found"),
        ),
    ];
    for (request, (status, code)) in failed {
        problem(&ask(&guest, from(request)).await, status, code);
    }
    let entries = trail(&owner, "q=192.0.2.7").await;
    let seen: Vec<_> = entries
        .iter()
        .rev()
        .map(|entry| {
            assert_eq!(entry["outcome"], "refused", "{entry}");
            assert_eq!(entry["requestId"], "asked-1", "{entry}");
            let word = |name: &str| text_of(entry, name);
            let role = text_of(&entry["actor"], "role");
            [word("action"), word("target"), word("detail"), role].join(" | ")
        })
        .collect();
    let wanted = [
        "request.refused | GET /api/me | foreign_host | nobody",
        "request.refused | POST /api/conversations | foreign_origin | nobody",
        "owner.claimed | POST /api/auth/owner | forbidden | nobody",
        "request.refused | GET /api/admin/audit | not_found | guest",
    ];
    assert_eq!(seen, wanted);
    server.stop().await;
}

/// Passwords are typed into the wrong field: what was typed is kept only if it is the name of an account.
#[tokio::test]
async fn a_refused_sign_in_names_the_account_that_was_tried_and_nothing_else_that_was_typed() {
    let server = TestServer::builder()
        .accounts(Registration::Invite)
        .start()
        .await;
    let owner = people::owner(&server).await;
    let ann = people::invited(&server, &owner, "Ann", "member").await;
    let nobody = server.client();
    let mut tried = vec!["ANN", "bob", "correct-horse-battery"];
    for name in &tried {
        let answer = people::login(&nobody, name, "a wrong password").await;
        let said = problem(&answer, 401, "unauthorized");
        assert!(!said.to_string().contains("Ann"), "nobody is told");
    }
    let target = format!("/api/admin/users/{}", people::account_id(&ann).await);
    let disable = people::with_body(http::Method::PATCH, &target, &json!({ "disabled": true }));
    assert_eq!(ask(&owner, disable).await.status, 200);
    let disabled = people::login(&nobody, "ann", people::PASSWORD).await;
    problem(&disabled, 401, "unauthorized");
    let entries = trail(&owner, "q=session&limit=200").await;
    let refused: Vec<_> = entries
        .iter()
        .rev()
        .filter(|entry| entry["outcome"] == "refused")
        .map(|entry| {
            assert_eq!(entry["action"], "session.opened", "{entry}");
            text_of(entry, "detail")
        })
        .collect();
    let named = "unauthorized, as Ann";
    let wanted = [named, "unauthorized", "unauthorized", named];
    assert_eq!(refused, wanted);
    let all = serde_json::to_string(&trail(&owner, "limit=200").await).expect("JSON");
    tried.extend(["a wrong password", people::PASSWORD]);
    for typed in tried {
        assert!(!all.contains(typed), "{typed}");
    }
    server.stop().await;
}

/// Whoever knocks without end must not fill the disk.
#[tokio::test]
async fn a_flood_of_refusals_is_written_in_part_and_counted() {
    let clock = Arc::new(thalweg_log::ManualClock::new(1_795_167_000_000));
    let server = TestServer::builder().clock(clock.clone()).start().await;
    let client = server.client();
    let knock = || Request::get("/healthz").header("host", "evil.example");
    for _ in 0..130 {
        problem(&ask(&client, knock()).await, 403, "foreign_host");
    }
    assert_eq!(trail(&client, "limit=200").await.len(), 101);
    clock.advance(std::time::Duration::from_secs(6));
    problem(&ask(&client, knock()).await, 403, "foreign_host");
    let entries = trail(&client, "limit=200").await;
    assert_eq!(entries.len(), 102);
    assert_eq!(
        entries[0]["detail"],
        "foreign_host; 30 more were not written"
    );
    server.stop().await;
}
