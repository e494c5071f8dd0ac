//! What waits while the server is killed.

use serde_json::{Value, json};
use tempfile::TempDir;
use thalweg_client::{Client, SseEvent};

use crate::server::{ask, data, follow, get, next, post, serve};

/// Sends a prompt that waits, and gives the ids of its run.
async fn waits(client: &Client, conversation: &str, prompt: &str) -> Value {
    let body = json!({ "conversationId": conversation, "prompt": prompt, "whenBusy": "queue" });
    let answer = post(client, "/api/realtime", &body).await;
    assert_eq!(answer.status, 202, "{:?}", answer.body);
    answer.json()
}

/// The prompts that wait.
async fn waiting(client: &Client, conversation: &str) -> Vec<String> {
    let queue = get(client, &format!("/api/conversations/{conversation}/queue")).await;
    let items = queue["items"].as_array().expect("a list");
    let words = |item: &Value| item["content"].as_str().expect("a text").to_owned();
    items.iter().map(words).collect()
}

/// Everything of the conversation from the start of `first` to the first event that is so.
async fn until(client: &Client, first: &Value, so: impl Fn(&SseEvent) -> bool) -> Vec<SseEvent> {
    let mut stream = follow(client, first).await;
    let mut events = Vec::new();
    loop {
        events.push(next(&mut stream).await);
        if events.last().is_some_and(&so) {
            return events;
        }
    }
}

/// What `run` says and ends as: once each, or not at all.
fn told(events: &[SseEvent], run: &Value) -> (Vec<String>, Vec<String>) {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |kind, id: &'static str, field: &'static str| {
        let all = events.iter().filter(move |event| event.kind == kind);
        let all = all.map(data).filter(move |data| data[id] == run["runId"]);
        all.map(move |data| word(&data[field])).collect()
    };
    (of("run", "id", "status"), of("done", "runId", "status"))
}

/// `kill -9` while one run goes on and two messages wait, and once more while the first of those
/// is answered: what went on is interrupted, what waited is answered in its order, each once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_loses_nothing_that_waits_and_runs_nothing_twice() {
    let folder = TempDir::new().expect("a folder");
    let server = serve(folder.path(), &[]).await;
    let client = server.client();
    let slow = "stream slowly: write 2000 words";
    let one = ask(&client, slow).await;
    let id = one["conversationId"].as_str().expect("an id").to_owned();
    let two = waits(&client, &id, slow).await;
    let three = waits(&client, &id, "repeat after me: three").await;
    let writes = |run: &Value| {
        let answer = run["assistantMessageId"].clone();
        move |event: &SseEvent| event.kind == "token" && data(event)["id"] == answer
    };
    until(&client, &one, writes(&one)).await;
    assert_eq!(
        waiting(&client, &id).await,
        [slow, "repeat after me: three"]
    );
    server.kill().await.expect("it runs");

    let server = serve(folder.path(), &[]).await;
    let client = server.client();
    until(&client, &one, writes(&two)).await;
    assert_eq!(waiting(&client, &id).await, ["repeat after me: three"]);
    server.kill().await.expect("it runs");

    let server = serve(folder.path(), &[]).await;
    let client = server.client();
    let last = |event: &SseEvent| event.kind == "done" && data(event)["runId"] == three["runId"];
    let events = until(&client, &one, last).await;
    assert!(waiting(&client, &id).await.is_empty());
    let interrupted = vec!["interrupted".to_owned()];
    assert_eq!(
        told(&events, &one),
        (vec!["running".into()], interrupted.clone())
    );
    let both = vec!["queued".to_owned(), "running".to_owned()];
    assert_eq!(told(&events, &two), (both.clone(), interrupted));
    assert_eq!(told(&events, &three), (both, vec!["complete".into()]));

    let page = get(&client, &format!("/api/messages?conversationId={id}")).await;
    let messages = page["items"].as_array().expect("a list");
    let gist = |message: &Value| {
        let text = message["content"].as_str().expect("a text");
        let answer = message["role"] == "assistant" && !text.is_empty();
        let status = message["status"].as_str().expect("a status");
        format!("{status}: {}", if answer { "an answer" } else { text })
    };
    let gist: Vec<_> = messages.iter().rev().map(gist).collect();
    let asked = format!("complete: {slow}");
    let expected = [
        &*asked,
        "interrupted: an answer",
        &*asked,
        "interrupted: an answer",
        "complete: repeat after me: three",
        "complete: an answer",
    ];
    assert_eq!(gist, expected);
    for (run, at) in [(&one, 4), (&two, 2), (&three, 0)] {
        assert_eq!(messages[at]["id"], run["assistantMessageId"]);
    }
    let status = server
        .terminate(crate::server::SOON)
        .await
        .expect("it ends");
    assert!(status.success());
}
