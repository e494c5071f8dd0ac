use std::sync::Arc;
use std::time::Duration;

use http::Method;
use serde_json::json;
use thalweg_client::{Client, Request};
use thalweg_log::ManualClock;
use thalweg_testkit::TestServer;

use crate::support::{
    ask, data, kinds, problem, soon, spoken, start_run, text_of, texts_of, until,
};

fn more(run: &str) -> Request {
    Request::post(format!("/api/realtime/{run}/continue"), &json!({}))
}

async fn page(client: &Client, conversation: &str) -> serde_json::Value {
    let target = format!("/api/messages?conversationId={conversation}");
    ask(client, Request::get(target)).await.json()
}

/// A reader of the conversation, one of the run, one who loads in the middle, and one from the
/// beginning after folding agree on the text.
#[tokio::test]
async fn all_readers_of_a_continued_answer_agree() {
    let clock = Arc::new(ManualClock::new(1_795_167_000_000));
    let (puppet, builder) = spoken();
    let server = builder
        .clock(clock.clone())
        .settings(|settings| {
            settings.chat.join_window = Duration::ZERO;
            settings.hub.upkeep = Duration::from_millis(1);
        })
        .start()
        .await;
    let client = server.client();
    let first = start_run(&client, &json!({ "prompt": "go" })).await;
    let (run, conversation) = (text_of(&first, "runId"), text_of(&first, "conversationId"));
    let cursor = text_of(&first, "cursor");
    let voice = puppet.voice().await;
    voice.say("one");
    let text_is =
        async |text: &str| page(&client, &conversation).await["items"][0]["content"] == text;
    until(async || text_is("one").await).await;
    problem(&ask(&client, more(&run)).await, 409, "run_in_progress");
    let stop = Request::new(Method::DELETE, format!("/api/realtime/{run}"));
    assert_eq!(ask(&client, stop).await.status, 200);

    let stream = soon(client.stream(more(&run))).await.expect("a stream");
    let voice = puppet.voice().await;
    voice.say(" two");
    until(async || text_is("one two").await).await;
    // Of what is folded only the tokens of the run that ended are gone.
    clock.advance(Duration::from_secs(61));
    let events = format!("/api/conversations/{conversation}/events?cursor={cursor}");
    let from_start = soon(client.stream(Request::get(events)))
        .await
        .expect("a stream");
    let middle = page(&client, &conversation).await;
    assert_eq!(middle["items"][0]["status"], "streaming");
    voice.say(" three");
    voice.finish();
    let heard = soon(stream.collect()).await.expect("a clean end");
    assert_eq!(kinds(&heard)[..2], ["welcome", "run"]);
    assert_eq!(data(&heard[1])["continues"], run.as_str());
    assert_eq!(texts_of(&heard), " two three");
    let last = &heard[heard.len() - 2..];
    assert_eq!(kinds(last), ["message", "done"]);
    assert_eq!(data(&last[0])["content"], "one two three");
    assert_eq!(data(&last[0])["parts"].as_array().map(Vec::len), Some(1));
    assert_eq!(data(&last[0])["status"], "complete");
    let second = text_of(&data(&last[1]), "runId");
    assert_ne!(second, run);

    let mut from_start = from_start;
    let mut seen = Vec::new();
    while seen.last() != last.last() {
        seen.push(
            soon(from_start.next())
                .await
                .expect("alive")
                .expect("an event"),
        );
    }
    let finals: Vec<_> = seen
        .iter()
        .filter(|event| event.kind == "message")
        .collect();
    assert_eq!(data(finals[1])["content"], "one");
    assert_eq!(finals[2], &last[0]);
    drop(from_start);
    let whole = page(&client, &conversation).await;
    assert_eq!(whole["items"][0], data(&last[0]));
    problem(&ask(&client, more(&run)).await, 422, "not_continuable");
    problem(&ask(&client, more(&second)).await, 422, "not_continuable");
    server.stop().await;
}

/// What a restart leaves of a continued answer is all of it.
#[tokio::test]
async fn a_continuation_that_a_restart_interrupts_keeps_all_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let (puppet, builder) = spoken();
    let server = builder
        .folder(folder.path())
        .settings(|settings| settings.drain_timeout = Duration::from_secs(3))
        .start()
        .await;
    let client = server.client();
    let first = start_run(&client, &json!({ "prompt": "go" })).await;
    let (run, conversation) = (text_of(&first, "runId"), text_of(&first, "conversationId"));
    let text_is =
        async |text: &str| page(&client, &conversation).await["items"][0]["content"] == text;
    let voice = puppet.voice().await;
    voice.say("one");
    until(async || text_is("one").await).await;
    drop(voice);
    until(async || page(&client, &conversation).await["items"][0]["status"] == "interrupted").await;
    let second = ask(&client, more(&run)).await;
    assert_eq!(second.status, 202);
    let voice = puppet.voice().await;
    voice.say(" two");
    until(async || text_is("one two").await).await;
    soon(server.stop()).await;

    let server = TestServer::builder().folder(folder.path()).start().await;
    let client = server.client();
    let answer = page(&client, &conversation).await["items"][0].clone();
    assert_eq!(answer["content"], "one two");
    assert_eq!(answer["status"], "interrupted");
    let again = ask(&client, more(&text_of(&second.json(), "runId"))).await;
    assert_eq!(again.status, 202);
    until(async || page(&client, &conversation).await["items"][0]["status"] == "complete").await;
    server.stop().await;
}
