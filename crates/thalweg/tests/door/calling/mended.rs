//! Calls that cannot be done as they were asked for: the model is told, and can mend them.

use serde_json::{Value, json};

use super::{all, answer, call, calling, ends, statuses, waits};
use crate::support::{Act, run_to_end, say};

fn act() -> Act {
    Act::new("act", |_, _| async { Ok(json!("acted")) })
}

#[tokio::test]
async fn a_call_that_cannot_be_done_is_answered_with_what_is_wrong() {
    let (model, builder) = calling([act(), Act::new("off", |_, _| async { Ok(json!(1)) })]);
    let server = builder.start().await;
    let client = server.client();
    crate::support::jobs::choose(&client, "off", json!({ "enabled": false })).await;
    model.script(vec![
        call("a", "saw", "{}"),
        call("b", "off", "{}"),
        call("c", "act", r#"{"n":"x"}"#),
        call("d", "act", "[1"),
        call("e", "rm -rf", "{}"),
        call("e", "act", "{}"),
        waits(),
    ]);
    model.script(vec![say("I see"), ends()]);
    let events = run_to_end(&client, &json!({ "prompt": "try" })).await;
    assert_eq!(all(&events, "done")[0]["status"], "complete");
    let calls = model.requests()[1].turns[1].calls.clone();
    let failed: Vec<_> = calls.iter().map(|call| call.failed).collect();
    assert_eq!(failed, [true, true, true, true, true, false]);
    for (at, words) in [
        (0, "there is no such tool; there are: act"),
        (1, "this tool may not be called here; there are: act"),
        (2, "the arguments do not fit: args.n"),
        (3, "the arguments are no JSON object: [1"),
        (4, "there is no such tool"),
        (5, "acted"),
    ] {
        assert!(calls[at].result.starts_with(words), "{}", calls[at].result);
    }
    assert_eq!((&*calls[4].name, &*calls[5].id), ("rm_-rf", "call-1"));
    // Each is shown with the words that the model was told.
    let answer = answer(&events);
    let shown = answer["toolCalls"].as_array().expect("calls");
    for (call, shown) in calls.iter().zip(shown).take(5) {
        assert_eq!(
            (&shown["status"], &shown["error"]),
            (&json!("error"), &json!(call.result))
        );
        assert_eq!(shown["jobId"], Value::Null);
    }
    let told = statuses(&events);
    assert_eq!(told[..2], ["a queued", "b queued"]);
    assert!(told.contains(&"a error".into()));
    server.stop().await;
}

#[tokio::test]
async fn a_tool_that_panics_fails_or_hangs_is_a_result() {
    let hang = Act::hang().limit(std::time::Duration::from_millis(30));
    let fail = Act::new("fail", |_, _| async {
        Err(thalweg_chat::ToolError::new("the river is dry"))
    });
    let panics = Act::new("panic", |_, _| async { panic!("a secret") });
    let (model, builder) = calling([hang, fail, panics]);
    let server = builder.start().await;
    model.script(vec![
        call("h", "hang", "{}"),
        call("f", "fail", "{}"),
        call("p", "panic", "{}"),
        waits(),
    ]);
    let events = run_to_end(&server.client(), &json!({ "prompt": "try" })).await;
    assert_eq!(all(&events, "done")[0]["status"], "complete");
    let calls = model.requests()[1].turns[1].calls.clone();
    let told: Vec<_> = calls
        .iter()
        .map(|call| (call.failed, &*call.result))
        .collect();
    assert_eq!(
        told,
        [
            (true, "it took longer than 0 s and was ended"),
            (true, "the river is dry"),
            (true, "something failed in the server"),
        ]
    );
    server.stop().await;
}

#[tokio::test]
async fn rounds_have_a_limit_which_is_told_and_the_answer_is_given() {
    let (model, builder) = calling([act()]);
    let builder = builder.settings(|settings| settings.chat.rounds = 2);
    let server = builder.start().await;
    for _ in 0..3 {
        model.script(vec![call("c", "act", "{}"), waits()]);
    }
    model.script(vec![say("enough"), ends()]);
    let events = run_to_end(&server.client(), &json!({ "prompt": "on and on" })).await;
    let answer = answer(&events);
    assert_eq!(
        (&answer["status"], &answer["content"]),
        (&json!("complete"), &json!("enough"))
    );
    let calls = answer["toolCalls"].as_array().expect("calls");
    let words: Vec<_> = calls.iter().map(|call| call["status"].as_str()).collect();
    assert_eq!(words, [Some("done"), Some("done"), Some("error")]);
    let told = calls[2]["error"].as_str().unwrap_or_default();
    assert!(told.contains("2 times"), "{told}");
    let requests = model.requests();
    let may: Vec<_> = requests.iter().map(|request| !request.no_calls).collect();
    assert_eq!(may, [true, true, true, false]);
    // Who calls on although it must not is ended.
    for _ in 0..4 {
        model.script(vec![call("c", "act", "{}"), waits()]);
    }
    let events = run_to_end(&server.client(), &json!({ "prompt": "on" })).await;
    assert_eq!(all(&events, "error")[0]["code"], "tool_unavailable");
    assert_eq!(all(&events, "done")[0]["status"], "error");
    server.stop().await;
}

#[tokio::test]
async fn a_long_result_is_kept_whole_and_shown_cut() {
    let act = Act::new("flood", |_, _| async { Ok(json!("river ".repeat(10_000))) });
    let (model, builder) = calling([act]);
    let server = builder
        .settings(|settings| settings.chat.result_bytes = 600)
        .start()
        .await;
    let client = server.client();
    model.script(vec![call("c", "flood", "{}"), waits()]);
    let events = run_to_end(&client, &json!({ "prompt": "flow" })).await;
    let result = model.requests()[1].turns[1].calls[0].result.clone();
    assert!(
        result.len() < 800 && result.starts_with("river river"),
        "{result}"
    );
    assert!(result.contains("first 600 of 60000 bytes"), "{result}");
    let kept = answer(&events)["toolCalls"][0].clone();
    assert_eq!(kept["output"], json!(result), "shown as the model was told");
    let id = kept["jobId"].as_str().expect("a job");
    let job = crate::support::jobs::job(&client, id).await;
    assert_eq!(job["output"].as_str().map(str::len), Some(60_000));
    server.stop().await;
}
