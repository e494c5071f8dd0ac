//! Calls that are done, and what the model is shown of them.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use thalweg_client::Request;
use thalweg_providers::FakeStep;
use thalweg_wire::{Role, Usage};
use tokio::sync::Barrier;

use super::{all, answer, call, calling, ends, statuses, waits};
use crate::support::jobs::job;
use crate::support::{Act, ask, kinds, run_to_end, say, text_of};

fn doubling() -> Act {
    Act::new("double", |_, args| async move {
        let n = args["n"].as_i64().unwrap_or_default();
        Ok(json!({ "is": 2 * n }))
    })
}

#[tokio::test]
async fn a_call_is_done_and_its_result_goes_back_to_the_model() {
    let (model, builder) = calling([doubling()]);
    let server = builder.start().await;
    let client = server.client();
    let usage = |input_tokens, output_tokens| {
        FakeStep::Usage(Usage {
            input_tokens,
            output_tokens,
        })
    };
    model.script(vec![
        say("let me see"),
        call("c1", "double", r#"{"n":21}"#),
        usage(10, 2),
        waits(),
    ]);
    model.script(vec![say("it is 42"), usage(20, 3), ends()]);
    let events = run_to_end(&client, &json!({ "prompt": "twice 21?" })).await;
    let mut order = kinds(&events);
    order.retain(|kind| !matches!(*kind, "welcome" | "conversation"));
    order.dedup();
    let told = [
        "message",
        "run",
        "token",
        "tool-status",
        "token",
        "message",
        "done",
    ];
    assert_eq!(order, told);
    assert_eq!(statuses(&events), ["c1 running", "c1 done"]);
    let told = all(&events, "tool-status");
    assert_eq!(told[0]["args"], json!({ "n": 21 }));
    assert_eq!(told[1]["output"], json!({ "is": 42 }));
    assert_eq!(
        (&told[0]["name"], &told[1]["args"]),
        (&json!("double"), &json!(null))
    );
    let done = all(&events, "done").remove(0);
    assert_eq!(done["status"], "complete");
    assert_eq!(
        done["usage"],
        json!({ "inputTokens": 30, "outputTokens": 5 })
    );

    let answer = answer(&events);
    assert_eq!(answer["content"], "let me seeit is 42");
    let parts = answer["parts"].as_array().expect("parts");
    let types: Vec<_> = parts.iter().map(|part| text_of(part, "type")).collect();
    assert_eq!(types, ["text", "tool-call", "step", "text"]);
    assert_eq!(parts[1]["id"], told[0]["partId"]);
    assert_eq!(parts[1]["toolCallId"], "c1");
    let kept = &answer["toolCalls"][0];
    assert_eq!(
        (&kept["status"], &kept["output"]),
        (&json!("done"), &json!({ "is": 42 }))
    );
    assert!(kept["startedAt"].is_string() && kept["endedAt"].is_string());

    let job = job(&client, &text_of(kept, "jobId")).await;
    assert_eq!(
        (&job["runId"], &job["toolCallId"]),
        (&done["runId"], &json!("c1"))
    );

    let requests = model.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].tools.len(), 1);
    assert_eq!(requests[0].tools[0].name, "double");
    let last = requests[1].turns.last().expect("a turn");
    assert_eq!(
        (last.role, last.text.as_str()),
        (Role::Assistant, "let me see")
    );
    assert_eq!(last.calls.len(), 1);
    assert_eq!(last.calls[0].result, r#"{"is":42}"#);

    // The next question finds all of it in the history.
    let body = json!({ "prompt": "sure?", "conversationId": answer["conversationId"] });
    run_to_end(&client, &body).await;
    let history = &model.requests()[2].turns;
    assert_eq!(history[1], *last, "as it was in the run");
    assert_eq!(
        (history[2].text.as_str(), history[2].calls.len()),
        ("it is 42", 0)
    );
    server.stop().await;
}

#[tokio::test]
async fn calls_of_one_answer_run_at_the_same_time() {
    let both = Arc::new(Barrier::new(2));
    let meet = |name| {
        let both = Arc::clone(&both);
        Act::new(name, move |_, _| {
            let both = Arc::clone(&both);
            // Neither ends before the other has begun.
            async move {
                both.wait().await;
                Ok(json!(name))
            }
        })
    };
    let (model, builder) = calling([meet("left"), meet("right")]);
    let server = builder.start().await;
    model.script(vec![
        call("l", "left", "{}"),
        call("r", "right", "{}"),
        waits(),
    ]);
    let events = run_to_end(&server.client(), &json!({ "prompt": "both" })).await;
    let told = statuses(&events);
    assert_eq!(told[..2], ["l running", "r running"]);
    assert_eq!(told.len(), 4);
    let last = &model.requests()[1].turns[1];
    let results: Vec<_> = last.calls.iter().map(|call| call.result.as_str()).collect();
    assert_eq!(
        results,
        ["left", "right"],
        "in the order in which they were called"
    );
    let answer = answer(&events);
    let parts = answer["parts"].as_array().expect("parts").iter();
    let types: Vec<_> = parts.map(|part| text_of(part, "type")).collect();
    assert_eq!(types, ["tool-call", "tool-call", "step", "text"]);
    server.stop().await;
}

#[tokio::test]
async fn what_may_be_called_is_narrowed_by_the_run_and_by_the_person() {
    let (model, builder) = calling([doubling(), Act::new("other", |_, _| async { Ok(json!(1)) })]);
    let server = builder.start().await;
    let client = server.client();
    let names = |at: usize| {
        let tools = model.requests()[at].tools.clone().into_iter();
        tools.map(|tool| tool.name).collect::<Vec<_>>()
    };
    for (number, (body, offered)) in [
        (json!({ "prompt": "a" }), vec!["double", "other"]),
        (json!({ "prompt": "a", "tools": ["other"] }), vec!["other"]),
        (json!({ "prompt": "a", "tools": [] }), vec![]),
    ]
    .into_iter()
    .enumerate()
    {
        run_to_end(&client, &body).await;
        assert_eq!(names(number), offered);
    }
    for (choice, offered) in [
        (json!({ "enabled": false }), vec!["other"]),
        (
            json!({ "enabled": true, "permission": "deny" }),
            vec!["other"],
        ),
        (json!({ "permission": "ask" }), vec!["double", "other"]),
    ] {
        crate::support::jobs::choose(&client, "double", choice).await;
        run_to_end(&client, &json!({ "prompt": "a" })).await;
        assert_eq!(names(model.requests().len() - 1), offered);
    }
    server.stop().await;
}

#[tokio::test]
async fn progress_and_log_of_a_call_are_told_in_the_conversation() {
    let act = Act::new("slow", |context, _| async move {
        context.progress(0.5);
        context.log("half");
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok(json!("whole"))
    });
    let (model, builder) = calling([act]);
    let server = builder.start().await;
    model.script(vec![call("c", "slow", "{}"), waits()]);
    let events = run_to_end(&server.client(), &json!({ "prompt": "go" })).await;
    let told = all(&events, "tool-status");
    let half = told.iter().find(|told| told["progress"] == json!(0.5));
    let half = half.expect("its progress");
    assert_eq!(
        (&half["status"], &half["log"]),
        (&json!("running"), &json!("half\n"))
    );
    assert_eq!(
        told.last().map(|told| &told["output"]),
        Some(&json!("whole"))
    );
    server.stop().await;
}

#[tokio::test]
async fn a_conversation_has_switches_of_its_own() {
    let (model, builder) = calling([doubling(), Act::new("other", |_, _| async { Ok(json!(1)) })]);
    let server = builder.start().await;
    let client = server.client();
    let id = crate::support::new_conversation(&client).await;
    let target = format!("/api/conversations/{id}");
    let patch = |body: serde_json::Value| {
        ask(
            &client,
            Request::new(http::Method::PATCH, &target).body(body.to_string()),
        )
    };
    let names = || {
        let tools = model.requests().pop().expect("a request").tools.into_iter();
        tools.map(|tool| tool.name).collect::<Vec<_>>()
    };
    for (tools, offered) in [
        (json!(["other"]), vec!["other"]),
        (json!([]), vec![]),
        (json!(["*"]), vec!["double", "other"]),
    ] {
        let patched = patch(json!({ "tools": tools })).await;
        assert_eq!(patched.status, 200, "{:?}", patched.body);
        run_to_end(&client, &json!({ "prompt": "a", "conversationId": id })).await;
        assert_eq!(names(), offered);
    }
    let read = ask(&client, Request::get(&target)).await.json();
    assert!(read["tools"].is_null(), "all is told by nothing");
    patch(json!({ "tools": ["double"] })).await;
    // What is renamed keeps them, and a run may say otherwise.
    let renamed = patch(json!({ "title": "new" })).await.json();
    assert_eq!(renamed["tools"], json!(["double"]));
    let body = json!({ "prompt": "a", "conversationId": id, "tools": ["other"] });
    run_to_end(&client, &body).await;
    assert_eq!(names(), ["other"]);
    let wrong = patch(json!({ "tools": ["double", "saw"] })).await;
    let said = crate::support::problem(&wrong, 422, "invalid_fields");
    assert_eq!(said["errors"][0]["path"], "tools.1");
    server.stop().await;
}

#[tokio::test]
async fn files_have_the_calls_and_a_copy_goes_on_with_them() {
    let (model, builder) = calling([doubling()]);
    let server = builder.start().await;
    let client = server.client();
    model.script(vec![
        say("see"),
        call("c1", "double", r#"{"n":21}"#),
        waits(),
    ]);
    model.script(vec![say("it is 42"), ends()]);
    let events = run_to_end(&client, &json!({ "prompt": "twice 21?" })).await;
    let original = answer(&events);
    let id = crate::support::conversation_of(&events);
    let export = |format| format!("/api/conversations/{id}/export?format={format}");
    let text = ask(&client, Request::get(export("md"))).await;
    let text = String::from_utf8_lossy(&text.body).into_owned();
    let order = [
        "see",
        "Tool double: done",
        r#"{"n":21}"#,
        r#"{"is":42}"#,
        "it is 42",
    ];
    let places: Vec<_> = order.iter().map(|words| text.find(words)).collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?} in {text}"
    );
    let file = ask(&client, Request::get(export("json"))).await.json();
    let brought = ask(&client, Request::post("/api/conversations/import", &file)).await;
    assert_eq!(brought.status, 201, "{:?}", brought.body);
    let body = json!({ "messageId": original["id"] });
    let fork = Request::post(format!("/api/conversations/{id}/fork"), &body);
    let fork = ask(&client, fork).await;
    assert_eq!(fork.status, 201, "{:?}", fork.body);
    for copy in [brought.json(), fork.json()] {
        run_to_end(
            &client,
            &json!({ "prompt": "so?", "conversationId": copy["id"] }),
        )
        .await;
        let turns = model.requests().pop().expect("a request").turns;
        assert_eq!(turns.len(), 4);
        assert_eq!(
            (&*turns[1].text, &*turns[1].calls[0].result),
            ("see", r#"{"is":42}"#)
        );
        assert_eq!(turns[2].text, "it is 42");
    }
    server.stop().await;
}
