//! Runs that call tools while the server is killed.

use serde_json::{Value, json};
use tempfile::TempDir;
use thalweg_client::{Client, Request, SseEvent};

use crate::server::{ask, ask_before, data, follow, get, next, post, serve};

const PROMPT: &str = "stream fast: what is 6*7 and what time is it and count down from 600";

/// The run's answer as it can be read.
async fn answer(client: &Client, run: &Value) -> Value {
    let id = run["conversationId"].as_str().expect("an id");
    let page = get(client, &format!("/api/messages?conversationId={id}")).await;
    page["items"][0].clone()
}

fn words(calls: &Value, field: &str) -> Vec<Option<String>> {
    let calls = calls.as_array().expect("calls").iter();
    calls
        .map(|call| call[field].as_str().map(Into::into))
        .collect()
}

/// `kill -9` while one call runs, one waits for leave and one has ended: the run is `interrupted`
/// before the next server listens, each call has exactly one end, and the conversation goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_in_mid_call_leaves_each_call_with_one_end() {
    let folder = TempDir::new().expect("a folder");
    let server = serve(folder.path(), &[]).await;
    let client = server.client();
    ask_before(&client, "clock").await;
    let run = ask(&client, PROMPT).await;
    let mut stream = follow(&client, &run).await;
    let mut before: Vec<SseEvent> = Vec::new();
    let told = |events: &[SseEvent], id: &str, status: &str| {
        let mut of = events
            .iter()
            .filter(|event| event.kind == "tool-status")
            .map(data);
        of.any(|told| told["id"] == id && told["status"] == status)
    };
    while !(told(&before, "demo-1", "done") && told(&before, "demo-3", "running")) {
        before.push(next(&mut stream).await);
    }
    let seen = before
        .last()
        .and_then(|event| event.id.clone())
        .expect("a cursor");
    let calls = answer(&client, &run).await["toolCalls"].clone();
    assert_eq!(words(&calls, "status")[0].as_deref(), Some("done"));
    server.kill().await.expect("it runs");

    let server = serve(folder.path(), &[]).await;
    let client = server.client();
    let after = answer(&client, &run).await;
    assert_eq!(after["status"], "interrupted");
    let ends = ["done", "interrupted", "interrupted"].map(|word| Some(word.to_owned()));
    assert_eq!(words(&after["toolCalls"], "status"), ends);
    assert_eq!(after["toolCalls"][0]["output"]["result"], "42");
    for call in after["toolCalls"].as_array().expect("calls") {
        let id = call["jobId"].as_str().expect("a job");
        let job = get(&client, &format!("/api/jobs/{id}")).await;
        assert_eq!(
            job["status"], call["status"],
            "the job and the message agree"
        );
    }
    // Who comes back is told of each open call once, and that nobody can decide any more.
    let id = run["runId"].as_str().expect("an id");
    let rest = client
        .stream(Request::get(format!("/api/realtime/{id}?cursor={seen}")))
        .await;
    let rest = rest
        .expect("a stream")
        .collect()
        .await
        .expect("a clean end");
    for open in ["demo-2", "demo-3"] {
        let ends = rest
            .iter()
            .filter(|event| event.kind == "tool-status")
            .map(data);
        let of = |told: &Value| told["id"] == open && told["status"] == "interrupted";
        assert_eq!(ends.filter(of).count(), 1, "{open}");
    }
    let approvals: Vec<_> = rest
        .iter()
        .filter(|event| event.kind == "approval")
        .map(data)
        .collect();
    let decided: Vec<_> = approvals
        .iter()
        .map(|told| told["decision"].as_str())
        .collect();
    assert_eq!(decided.last(), Some(&Some("cancelled")), "{approvals:?}");
    assert_eq!(rest.last().map(|event| event.kind.as_str()), Some("done"));

    // The answer is written on, from what its calls came to.
    let more = post(&client, &format!("/api/realtime/{id}/continue"), &json!({})).await;
    assert_eq!(more.status, 202, "{:?}", more.body);
    let mut stream = follow(&client, &more.json()).await;
    while next(&mut stream).await.kind != "done" {}
    let whole = answer(&client, &run).await;
    assert_eq!(whole["status"], "complete");
    let content = whole["content"].as_str().expect("a text");
    assert!(content.contains("6*7 is **42**"), "{content}");
    assert!(content.contains("`countdown` gave no result"), "{content}");
    server.kill().await.expect("it runs");
}
