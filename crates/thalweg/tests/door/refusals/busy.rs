use serde_json::json;
use thalweg_client::Request;

use crate::support::{ask, new_conversation, problem, soon, spoken, start_run, state, until};

#[tokio::test]
async fn of_two_prompts_at_once_exactly_one_runs() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    for _ in 0..20 {
        let body = json!({ "prompt": "go", "conversationId": conversation });
        let request = || Request::post("/api/realtime", &body);
        let asks = (0..3).map(|_| ask(&client, request()));
        let mut answers = soon(futures_util::future::join_all(asks)).await;
        answers.sort_by_key(|answer| answer.status);
        let run = answers.remove(0);
        assert_eq!(run.status, 202);
        for refused in &answers {
            let said = problem(refused, 409, "run_in_progress");
            assert_eq!(said["runId"], run.json()["runId"]);
        }
        let voice = puppet.voice().await;
        let before = state(&server, &client, &conversation).await;
        problem(&ask(&client, request()).await, 409, "run_in_progress");
        assert_eq!(before, state(&server, &client, &conversation).await);
        voice.say("ok");
        voice.finish();
        until(async || server.app().chat.runs_in_progress() == 0).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn when_busy_stop_ends_the_run_in_the_way() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let first = start_run(&client, &json!({ "prompt": "one" })).await;
    let voice = puppet.voice().await;
    let body = json!({
        "prompt": "two", "conversationId": first["conversationId"], "whenBusy": "stop",
    });
    let second = start_run(&client, &body).await;
    voice.dropped().await;
    assert_ne!(first["runId"], second["runId"]);
    let voice = puppet.voice().await;
    voice.say("ok");
    voice.finish();
    until(async || server.app().chat.runs_in_progress() == 0).await;
    server.stop().await;
}
