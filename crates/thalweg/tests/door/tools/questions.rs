//! Tools that ask a person in the midst of a call.

use std::time::Duration;

use serde_json::{Value, json};
use thalweg_testkit::TestServer;

use crate::support::jobs::{begin, decide, ended, job, told};
use crate::support::questions::{answer, asked, asked_as, asks};
use crate::support::sockets::{call, connect, frame};
use crate::support::{Act, acting, data, problem, text_of};

async fn served(time: Duration, act: Act) -> TestServer {
    let builder = acting([act]).guests();
    let builder = builder.settings(|settings| settings.chat.jobs.approval_time = time);
    builder.start().await
}

const LONG: Duration = Duration::from_secs(600);

#[tokio::test]
async fn a_question_is_put_and_its_answer_goes_to_the_tool() {
    let server = served(LONG, asks()).await;
    let client = server.guest().await;
    let id = begin(&client, "asks", json!({})).await;
    let waits = asked(&client, &id).await;
    let form = &waits["form"];
    assert_eq!(
        (&form["server"], &form["message"]),
        (&json!("shop"), &json!("Where to?"))
    );
    assert_eq!(form["order"], json!(["count", "city"]));
    assert_eq!(form["schema"]["properties"]["city"]["minLength"], 2);
    assert!(waits["expiresAt"].is_string() && waits["decision"].is_null());
    let body = json!({ "decision": "allow", "content": { "city": "Brest", "count": 2 } });
    let given = answer(&client, &text_of(&waits, "id"), body).await;
    assert_eq!(given.status, 200, "{:?}", given.body);
    assert_eq!(
        (&given.json()["decision"], &given.json()["content"]["city"]),
        (&json!("allow"), &json!("Brest"))
    );
    assert!(given.json()["by"].is_string());
    let events = told(&client, &id).await;
    let statuses: Vec<_> = events.iter().filter(|event| event.kind == "job").collect();
    let statuses: Vec<_> = statuses
        .into_iter()
        .map(|event| text_of(&data(event), "status"))
        .collect();
    assert_eq!(
        statuses,
        ["running", "awaiting-approval", "running", "done"]
    );
    let done = job(&client, &id).await;
    assert_eq!(
        done["output"],
        json!({ "given": { "city": "Brest", "count": 2 } })
    );
    assert_eq!(done["questions"][0]["content"]["count"], 2);
    server.stop().await;
}

#[tokio::test]
async fn the_first_answer_counts_and_later_ones_are_told_of_it() {
    let server = served(LONG, asks()).await;
    let (client, other) = (server.guest().await, server.guest().await);
    for _ in 0..20 {
        let id = begin(&client, "asks", json!({})).await;
        let question = asked_as(&client, &id).await;
        problem(&decide(&other, &question, "deny").await, 404, "not_found");
        let racing = ["Brest", "Riga", "", "Graz"].map(|city| {
            let body = match city {
                "" => json!({ "decision": "deny", "reason": "later" }),
                _ => json!({ "decision": "allow", "content": { "city": city } }),
            };
            answer(&client, &question, body)
        });
        let answers = futures_util::future::join_all(racing).await;
        let won: Vec<_> = answers
            .iter()
            .filter(|answer| answer.status == 200)
            .collect();
        assert_eq!(won.len(), 1);
        let (won, done) = (won[0].json(), ended(&client, &id).await);
        for lost in answers.iter().filter(|answer| answer.status != 200) {
            let said = problem(lost, 409, "approval_decided");
            assert_eq!(
                (&said["decision"], &said["by"]),
                (&won["decision"], &won["by"])
            );
        }
        let expected = match won["content"].as_object() {
            Some(content) => json!({ "given": content }),
            None => json!("declined"),
        };
        assert_eq!(done["output"], expected);
    }
    server.stop().await;
}

#[tokio::test]
async fn an_answer_that_does_not_fit_changes_nothing() {
    let server = served(LONG, asks()).await;
    let client = server.guest().await;
    let id = begin(&client, "asks", json!({})).await;
    let question = asked_as(&client, &id).await;
    let before = job(&client, &id).await;
    for (body, path) in [
        (json!({ "decision": "allow" }), "content"),
        (
            json!({ "decision": "always", "content": { "city": "Brest" } }),
            "decision",
        ),
        (
            json!({ "decision": "allow", "content": {} }),
            "content.city",
        ),
        (
            json!({ "decision": "allow", "content": { "city": "B" } }),
            "content.city",
        ),
        (
            json!({ "decision": "allow", "content": { "city": "Brest", "count": 10 } }),
            "content.count",
        ),
        (
            json!({ "decision": "allow", "content": { "city": "Brest", "x": 1 } }),
            "content",
        ),
        (
            json!({ "decision": "deny", "content": { "city": "Brest" } }),
            "content",
        ),
        (json!({ "decision": "cancel", "content": {} }), "content"),
    ] {
        let said = problem(
            &answer(&client, &question, body.clone()).await,
            422,
            "invalid_fields",
        );
        assert_eq!(said["errors"][0]["path"], path, "{body}: {said}");
        assert_eq!(said["errors"].as_array().map(Vec::len), Some(1));
    }
    let mut after = job(&client, &id).await;
    after["asOf"] = before["asOf"].clone();
    assert_eq!(after, before);
    let body = json!({ "decision": "allow", "content": { "city": "Brest" } });
    assert_eq!(answer(&client, &question, body).await.status, 200);
    ended(&client, &id).await;
    // What does not fit is late all the same.
    let late = answer(&client, &question, json!({ "decision": "allow" })).await;
    problem(&late, 409, "approval_decided");
    server.stop().await;
}

#[tokio::test]
async fn leave_is_no_question_and_both_are_kept() {
    let server = served(LONG, asks().asks()).await;
    let client = server.guest().await;
    let id = begin(&client, "asks", json!({})).await;
    let leave = text_of(&job(&client, &id).await["approval"], "id");
    for (body, path) in [
        (json!({ "decision": "cancel" }), "decision"),
        (json!({ "decision": "allow", "content": {} }), "content"),
    ] {
        let said = problem(&answer(&client, &leave, body).await, 422, "invalid_fields");
        assert_eq!(said["errors"][0]["path"], path);
    }
    assert_eq!(decide(&client, &leave, "allow").await.status, 200);
    let question = asked(&client, &id).await;
    assert!(!question["form"].is_null());
    let question = text_of(&question, "id");
    problem(
        &decide(&client, &leave, "deny").await,
        409,
        "approval_decided",
    );
    assert_eq!(decide(&client, &question, "cancel").await.status, 200);
    let done = ended(&client, &id).await;
    assert_eq!(done["output"], "dismissed");
    assert_eq!(
        (
            &done["approval"]["decision"],
            &done["questions"][0]["decision"]
        ),
        (&json!("allow"), &json!("cancelled"))
    );
    assert!(
        done["questions"][0]["by"].is_string(),
        "a person put it away"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_socket_is_told_of_the_question() {
    let server = acting([asks()]).start().await;
    let client = server.client();
    let (mut socket, _) = connect(&client).await;
    call(&mut socket, "c1", "asks", json!({})).await;
    let mut seen = Vec::new();
    loop {
        let told = frame(&mut socket).await;
        if told["status"] == "awaiting-approval" {
            let question = text_of(&told, "approvalId");
            assert_eq!(decide(&client, &question, "deny").await.status, 200);
        }
        let ends = told["type"] == "complete";
        seen.push((told["status"].clone(), told["approvalId"].is_string()));
        if ends {
            break;
        }
    }
    let expected = [
        (json!("running"), false),
        (json!("awaiting-approval"), true),
        (json!("running"), false),
        (Value::Null, false),
    ];
    assert_eq!(seen, expected);
    drop(socket);
    server.stop().await;
}
