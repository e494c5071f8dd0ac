//! Every frame of a WebSocket × who sends it.

use std::sync::Arc;

use serde_json::{Value, json};
use thalweg_client::{Client, Request};
use thalweg_log::{Clock as _, ManualClock};
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;
use thalweg_wire::Registration;

use super::verdicts::program;
use super::{Ids, idle, new_resource};
use crate::support::people::{self, invited, me};
use crate::support::sockets::{call, connect, frame, headers_of, open, say};
use crate::support::{ask, jobs, soon, text_of, until};
use crate::tokens;

/// What is answered: the type of the frame, or the code of an `error`.
const OK: &str = "ok";
const GONE: &str = "not_found";
const FORBIDDEN: &str = "forbidden";

/// What is sent, and what it is answered with: to who only looks, to whose the thing is, to others.
fn rows(ids: &Ids) -> Vec<(Value, [&'static str; 3])> {
    let (conversation, job) = (&ids.conversation, &ids.job);
    let follow = |channel: String| json!({ "type": "subscribe", "id": "f", "channel": channel });
    let all = |answer| [answer; 3];
    let own = [GONE, OK, GONE];
    vec![
        (json!({ "type": "ping", "id": "p" }), all("pong")),
        (follow(format!("conversation:{conversation}")), own),
        (follow(format!("job:{job}")), own),
        (follow("session:0".into()), all(GONE)),
        (follow("user:somebody".into()), all(GONE)),
        (follow("room:nowhere".into()), all(GONE)),
        (
            json!({ "type": "unsubscribe", "id": "u", "channel": "room:a" }),
            all(OK),
        ),
        (json!({ "type": "ack", "seq": 7 }), all("invalid_fields")),
        (
            json!({ "type": "invoke_tool", "id": "i", "name": "clock", "args": {} }),
            [FORBIDDEN, "tool_update", "tool_update"],
        ),
        (
            json!({ "type": "publish", "id": "q", "channel": "room:a", "event": "e", "data": 1 }),
            all("not_supported"),
        ),
        (
            json!({ "type": "presence", "channel": "room:a" }),
            all("not_supported"),
        ),
        (
            json!({ "type": "cancel_tool", "jobId": job }),
            [FORBIDDEN, OK, GONE],
        ),
    ]
}

/// The code of an error, else the type.
fn word(frame: &Value) -> String {
    let name = if frame["type"] == "error" {
        "code"
    } else {
        "type"
    };
    text_of(frame, name)
}

#[tokio::test]
async fn every_frame_answers_everybody_as_it_should() {
    let server = TestServer::builder()
        .guests()
        .accounts(Registration::Invite)
        .models(Arc::new(FakeProvider::new()))
        .start()
        .await;
    let owner = people::owner(&server).await;
    let member = invited(&server, &owner, "member", "member").await;
    let feed = Request::get("/api/events?channel=user:owner");
    let mut feed = soon(owner.stream(feed)).await.expect("a stream");
    let ids = new_resource(&server, &owner, &member, &mut feed).await;
    // A session of the member's that lasts.
    let (mut session, welcome) = connect(&member).await;
    call(&mut session, "s", "clock", json!({})).await;
    let everybody = [
        (
            "viewer",
            0,
            invited(&server, &owner, "viewer", "viewer").await,
        ),
        ("reader", 0, program(&server, &owner, &["read"]).await),
        (
            "another",
            2,
            invited(&server, &owner, "another", "member").await,
        ),
        ("admin", 2, invited(&server, &owner, "admin", "admin").await),
        ("owner", 2, owner.clone()),
        ("guest", 2, server.guest().await),
        (
            "program",
            2,
            program(&server, &owner, &["read", "tools"]).await,
        ),
        // Last: they stop the job.
        ("member", 1, member.clone()),
    ];
    for (who, at, client) in &everybody {
        for (sent, answers) in rows(&ids) {
            // Owner and admins may follow every room.
            let is_room = sent["channel"] == "room:nowhere";
            let wanted = match (*who, is_room) {
                ("owner" | "admin", true) => OK,
                _ => answers[*at],
            };
            let (mut socket, _) = connect(client).await;
            say(&mut socket, sent.clone()).await;
            assert_eq!(word(&frame(&mut socket).await), wanted, "{who}: {sent}");
        }
        if *who == "member" {
            continue;
        }
        // Another's session is an unknown one.
        let (mut socket, _) = connect(client).await;
        let resume = json!({ "type": "resume", "sessionId": welcome["sessionId"], "seq": 0 });
        say(&mut socket, resume).await;
        assert_eq!(frame(&mut socket).await["resumed"], false, "{who}");
        assert_eq!(frame(&mut socket).await["type"], "reset", "{who}");
    }
    // The member's calls wait for leave.
    let list = ask(&member, Request::get("/api/jobs")).await.json();
    for job in list["items"].as_array().expect("jobs") {
        jobs::stop(&member, &text_of(job, "id")).await;
    }
    idle(&server).await;
    drop((feed, session, ids));
    until(async || server.app().chat.jobs_in_progress() == 0).await;
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// Whoever is nobody to a route is nobody to the handshake.
#[tokio::test]
async fn what_does_not_count_opens_no_websocket() {
    let clock = Arc::new(ManualClock::new(1_796_000_000_000));
    let server = TestServer::builder()
        .accounts(Registration::Invite)
        .clock(clock.clone())
        .settings(|settings| settings.tokens = Some(tokens::settings(tokens::secret())))
        .start()
        .await;
    let owner = people::owner(&server).await;
    let good = tokens::signed("ada", "thalweg", clock.now());
    let by = |token: String| server.client().with_bearer(token);
    let over = people::again(&server, "owner").await;
    let out = ask(&over, Request::post("/api/auth/logout", &json!({}))).await;
    assert_eq!(out.status, 204);
    let unscoped = program(&server, &owner, &["room:a=subscribe"]).await;
    let refused: [(&str, Client, u16); 5] = [
        ("nobody", server.client(), 401),
        ("signed out", over, 401),
        (
            "another audience",
            by(tokens::signed("ada", "mail", clock.now())),
            401,
        ),
        (
            "alg none",
            by(tokens::with_head(&good, tokens::NONE, "")),
            401,
        ),
        ("without a scope", unscoped, 403),
    ];
    for (who, client, status) in refused {
        let answer = open(&client, &headers_of(&client)).await;
        assert_eq!(
            answer.err().map(|refused| refused.status),
            Some(status),
            "{who}"
        );
    }
    let (socket, _) = connect(&by(good)).await;
    drop(socket);
    assert_eq!(me(&owner).await["principal"]["role"], "owner");
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}
