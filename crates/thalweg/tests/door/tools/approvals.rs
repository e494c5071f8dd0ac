//! Calls that wait for leave.

use std::time::Duration;

use serde_json::json;
use thalweg_client::{Client, Request};
use thalweg_testkit::TestServer;

use crate::support::jobs::{begin, decide, ended, job, stop};
use crate::support::{Act, acting, ask, problem, text_of};

fn asking() -> Act {
    Act::new("act", |_, _| async { Ok(json!("acted")) }).asks()
}

/// A call that waits: its job and its approval.
async fn waiting(client: &Client) -> (String, String) {
    let id = begin(client, "act", json!({})).await;
    let waits = job(client, &id).await;
    assert_eq!(waits["status"], "awaiting-approval");
    (id, text_of(&waits["approval"], "id"))
}

async fn served(time: Duration) -> TestServer {
    let builder = acting([asking()]).guests();
    let builder = builder.settings(|settings| settings.chat.jobs.approval_time = time);
    builder.start().await
}

const LONG: Duration = Duration::from_secs(600);

#[tokio::test]
async fn the_first_decision_counts_and_later_ones_are_told_of_it() {
    let server = served(LONG).await;
    let client = server.guest().await;
    let (id, approval) = waiting(&client).await;
    let decided = decide(&client, &approval, "allow").await;
    assert_eq!(
        (decided.status, &decided.json()["decision"]),
        (200, &json!("allow"))
    );
    let by = text_of(&decided.json(), "by");
    for later in ["deny", "allow", "always"] {
        let late = decide(&client, &approval, later).await;
        let said = problem(&late, 409, "approval_decided");
        assert_eq!(
            (&said["decision"], &said["by"]),
            (&json!("allow"), &json!(by))
        );
    }
    let done = ended(&client, &id).await;
    assert_eq!(
        (&done["status"], &done["output"]),
        (&json!("done"), &json!("acted"))
    );
    let (_, again) = waiting(&client).await;
    let denied = decide(&client, &again, "deny").await;
    assert_eq!(denied.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn of_decisions_at_once_one_counts() {
    let server = served(LONG).await;
    let client = server.guest().await;
    for _ in 0..20 {
        let (id, approval) = waiting(&client).await;
        let racing =
            ["allow", "deny", "allow", "deny"].map(|word| decide(&client, &approval, word));
        let answers = futures_util::future::join_all(racing).await;
        let won: Vec<_> = answers
            .iter()
            .filter(|answer| answer.status == 200)
            .collect();
        assert_eq!(won.len(), 1);
        let decision = won[0].json()["decision"].clone();
        for lost in answers.iter().filter(|answer| answer.status != 200) {
            assert_eq!(problem(lost, 409, "approval_decided")["decision"], decision);
        }
        let status = if decision == "allow" {
            "done"
        } else {
            "denied"
        };
        assert_eq!(ended(&client, &id).await["status"], status);
    }
    server.stop().await;
}

#[tokio::test]
async fn always_is_for_that_tool_and_that_person() {
    let server = served(LONG).await;
    let (ann, bob) = (server.guest().await, server.guest().await);
    let (id, approval) = waiting(&ann).await;
    problem(&decide(&bob, &approval, "always").await, 404, "not_found");
    assert_eq!(decide(&ann, &approval, "always").await.status, 200);
    assert_eq!(ended(&ann, &id).await["status"], "done");
    let tools = ask(&ann, Request::get("/api/tools")).await.json();
    assert_eq!(tools["items"][0]["permission"], "allow");
    let next = begin(&ann, "act", json!({})).await;
    assert_eq!(ended(&ann, &next).await["approval"], json!(null));
    let (waits, _) = waiting(&bob).await;
    stop(&bob, &waits).await;
    server.stop().await;
}

#[tokio::test]
async fn a_denied_call_tells_who_and_why() {
    let server = served(LONG).await;
    let client = server.guest().await;
    let (id, approval) = waiting(&client).await;
    let body = json!({ "decision": "deny", "reason": "not today" });
    let target = format!("/api/approvals/{approval}");
    let decision = || Request::post(&target, &body).header("idempotency-key", "k");
    let first = ask(&client, decision()).await;
    assert_eq!(
        (first.status, &first.json()["reason"]),
        (200, &json!("not today"))
    );
    let again = ask(&client, decision()).await;
    assert_eq!((again.status, again.json()), (200, first.json()));
    let denied = ended(&client, &id).await;
    assert_eq!(
        (&denied["status"], &denied["output"]),
        (&json!("denied"), &json!(null))
    );
    assert_eq!(denied["approval"]["reason"], "not today");
    let long = json!({ "decision": "deny", "reason": "x".repeat(1_001) });
    let long = ask(&client, Request::post(&target, &long)).await;
    problem(&long, 422, "invalid_fields");
    let word = json!({ "decision": "cancelled" });
    problem(
        &ask(&client, Request::post(&target, &word)).await,
        422,
        "invalid_fields",
    );
    server.stop().await;
}

#[tokio::test]
async fn nobody_decides_for_ever() {
    let server = served(Duration::from_millis(50)).await;
    let client = server.guest().await;
    let id = begin(&client, "act", json!({})).await;
    let late = ended(&client, &id).await;
    assert_eq!(late["status"], "denied");
    assert_eq!(late["approval"]["decision"], "expired");
    let approval = text_of(&late["approval"], "id");
    let said = decide(&client, &approval, "allow").await;
    assert_eq!(
        problem(&said, 409, "approval_decided")["decision"],
        "expired"
    );
    server.stop().await;
}

#[tokio::test]
async fn what_waits_can_be_stopped() {
    let server = served(LONG).await;
    let client = server.guest().await;
    let (id, approval) = waiting(&client).await;
    let stopped = stop(&client, &id).await;
    assert_eq!(stopped["status"], "cancelled");
    assert_eq!(stopped["approval"]["decision"], "cancelled");
    let said = decide(&client, &approval, "allow").await;
    assert_eq!(
        problem(&said, 409, "approval_decided")["decision"],
        "cancelled"
    );
    server.stop().await;
}
