//! How questions end that nobody answers, and those that are none.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::support::jobs::{begin, decide, ended, invoke, job, stop};
use crate::support::questions::{answer, asked_as, asks, put, question};
use crate::support::{Act, acting, problem, soon, text_of, until};

/// Longer than anything that must come is waited for.
const PATIENCE: Duration = Duration::from_secs(90);

/// The tool has less time than the person: only a question that does not count lets it end well.
#[tokio::test]
async fn nobody_answers_for_ever_and_thinking_is_not_the_tools_time() {
    let act = asks().limit(Duration::from_millis(300));
    let wait = Duration::from_millis(900);
    let server = acting([act]).settings(|settings| settings.chat.jobs.approval_time = wait);
    let server = server.start().await;
    let client = server.client();
    let id = begin(&client, "asks", json!({})).await;
    let done = ended(&client, &id).await;
    assert_eq!(
        (&done["status"], &done["output"]),
        (&json!("done"), &json!("dismissed"))
    );
    let question = &done["questions"][0];
    assert_eq!(
        (&question["decision"], &question["by"]),
        (&json!("expired"), &Value::Null)
    );
    let late = decide(&client, &text_of(question, "id"), "deny").await;
    assert_eq!(
        problem(&late, 409, "approval_decided")["decision"],
        "expired"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_question_ends_with_its_call() {
    let leaves = Act::new("leaves", |context, _| async move {
        let asks = put(&context, question());
        let leaves = tokio::time::timeout(Duration::from_millis(200), asks).await;
        assert!(leaves.is_err(), "nobody answers");
        // It waits for its own question to be taken down, before the next one.
        put(&context, question()).await
    });
    let server = acting([asks(), leaves, returns()]).start().await;
    let client = server.client();
    // Stopped.
    let id = begin(&client, "asks", json!({})).await;
    let question = asked_as(&client, &id).await;
    let stopped = stop(&client, &id).await;
    assert_eq!(
        (&stopped["status"], &stopped["questions"][0]["decision"]),
        (&json!("cancelled"), &json!("cancelled"))
    );
    let late = decide(&client, &question, "deny").await;
    assert_eq!(
        problem(&late, 409, "approval_decided")["decision"],
        "cancelled"
    );
    // Given up, and asked again.
    let id = begin(&client, "leaves", json!({})).await;
    let first = asked_as(&client, &id).await;
    until(async || {
        let questions = job(&client, &id).await["questions"].clone();
        questions
            .as_array()
            .is_some_and(|questions| questions.len() == 2)
    })
    .await;
    let late = decide(&client, &first, "deny").await;
    assert_eq!(
        problem(&late, 409, "approval_decided")["decision"],
        "cancelled"
    );
    let second = asked_as(&client, &id).await;
    assert_eq!(decide(&client, &second, "deny").await.status, 200);
    assert_eq!(ended(&client, &id).await["output"], "declined");
    // The result came first.
    let id = begin(&client, "returns", json!({})).await;
    let done = ended(&client, &id).await;
    assert_eq!(
        (&done["output"], &done["questions"][0]["decision"]),
        (&json!("without it"), &json!("cancelled"))
    );
    server.stop().await;
}

/// A tool that asks and gives its result without waiting for the answer.
fn returns() -> Act {
    Act::new("returns", |context, _| async move {
        let asks = put(&context, question());
        tokio::pin!(asks);
        // It is put up while the tool goes on, as its deadline shows.
        let put_up = async {
            while !context.deadline().is_held() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            answered = &mut asks => answered,
            () = put_up => Ok(json!("without it")),
        }
    })
}

#[tokio::test]
async fn what_is_no_question_or_one_too_many_is_refused_in_words() {
    let rubbish = Act::new("rubbish", |context, _| async move {
        let mut nested = question();
        nested.schema["properties"]["city"] = json!({ "type": "object" });
        let refused = put(&context, nested).await.expect_err("it is none");
        Ok(json!(refused.0))
    });
    let many = Act::new("many", |context, _| async move {
        let all = (0..9).map(|_| put(&context, question()));
        // All at once: they are put up one after the other.
        let all = futures_util::future::join_all(all).await;
        let refused = all.into_iter().filter_map(Result::err);
        Ok(json!(refused.map(|error| error.0).collect::<Vec<_>>()))
    });
    let server = acting([rubbish, many]).start().await;
    let client = server.client();
    let id = begin(&client, "rubbish", json!({})).await;
    let done = ended(&client, &id).await;
    assert!(
        done["output"]
            .as_str()
            .is_some_and(|words| words.contains("`city`")),
        "{done}"
    );
    assert!(done["questions"].is_null());
    let id = begin(&client, "many", json!({})).await;
    let mut last = String::new();
    for _ in 0..8 {
        until(async || {
            let job = job(&client, &id).await;
            let now = job["questions"]
                .as_array()
                .and_then(|all| all.last().cloned());
            now.is_some_and(|now| now["decision"].is_null() && text_of(&now, "id") != last)
        })
        .await;
        last = asked_as(&client, &id).await;
        assert_eq!(decide(&client, &last, "deny").await.status, 200);
    }
    let done = ended(&client, &id).await;
    assert_eq!(done["output"], json!(["a call may ask 8 times"]));
    server.stop().await;
}

#[tokio::test]
async fn nobody_is_asked_any_more_while_the_server_goes_down() {
    let goes_on = Arc::new(Notify::new());
    let waits = Arc::clone(&goes_on);
    let late = Act::new("late", move |context, _| {
        let waits = Arc::clone(&waits);
        async move {
            waits.notified().await;
            let refused = put(&context, question()).await.expect_err("it is too late");
            Ok(json!(refused.0))
        }
    });
    let server = acting([late]).start().await;
    let client = server.client();
    let id = begin(&client, "late", json!({})).await;
    until(async || job(&client, &id).await["status"] == "running").await;
    let drains = server.app().chat.drain_jobs(Instant::now() + PATIENCE);
    let asks = async {
        until(async || invoke(&client, "late", json!({})).await.status == 503).await;
        goes_on.notify_one();
    };
    let (drained, ()) = soon(async { tokio::join!(drains, asks) }).await;
    assert_eq!((drained.finished, drained.interrupted), (1, 0));
    let done = job(&client, &id).await;
    assert_eq!(done["output"], "the server is going down");
    assert!(done["questions"].is_null());
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_goes_down_ends_what_asks() {
    let folder = tempfile::tempdir().expect("a folder");
    // Longer than anything here is waited for: who waits for an answer must not be waited for.
    let start = async || {
        let builder = acting([asks()]).folder(folder.path());
        let builder = builder.settings(|settings| settings.drain_timeout = PATIENCE);
        builder.start().await
    };
    let server = start().await;
    let client = server.client();
    let id = begin(&client, "asks", json!({})).await;
    let question = asked_as(&client, &id).await;
    soon(server.stop()).await;
    let server = start().await;
    let client = server.client();
    let left = job(&client, &id).await;
    assert_eq!(
        (&left["status"], &left["questions"][0]["decision"]),
        (&json!("interrupted"), &json!("cancelled"))
    );
    let body = json!({ "decision": "allow", "content": { "city": "Brest" } });
    let late = answer(&client, &question, body).await;
    assert_eq!(
        problem(&late, 409, "approval_decided")["decision"],
        "cancelled"
    );
    server.stop().await;
}
