use std::path::Path;
use std::process::Output;
use std::time::Duration;

use serde_json::{Value, json};
use thalweg_client::{Answer, Client, EventStream, Request, SseEvent};
use thalweg_testkit::Process;
use tokio::process::Command;

/// How long anything that happens soon may take on a busy machine.
pub(crate) const SOON: Duration = Duration::from_secs(20);

pub(crate) fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_thalweg"))
}

/// A server over `folder`.
pub(crate) async fn serve(folder: &Path, more: &[&str]) -> Process {
    Process::start(binary(), folder, more)
        .await
        .expect("the server starts")
}

/// Runs the binary, which is expected to end by itself, in a working folder.
pub(crate) async fn run(here: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(binary())
        .args(arguments)
        .current_dir(here)
        .kill_on_drop(true)
        .output();
    tokio::time::timeout(SOON, output)
        .await
        .expect("it ends by itself")
        .expect("it runs")
}

/// The answer to a `POST` of JSON.
pub(crate) async fn post(client: &Client, target: &str, body: &Value) -> Answer {
    let request = Request::post(target, body);
    client.send(request).await.expect("an answer")
}

/// From now on a call of `tool` waits for leave.
pub(crate) async fn ask_before(client: &Client, tool: &str) {
    let patch = Request::patch(
        format!("/api/tools/{tool}"),
        &json!({ "permission": "ask" }),
    );
    assert_eq!(client.send(patch).await.expect("an answer").status, 200);
}

/// The answer to a `GET`, as JSON.
pub(crate) async fn get(client: &Client, target: &str) -> Value {
    let answer = client.send(Request::get(target)).await.expect("an answer");
    assert_eq!(answer.status, 200, "GET {target}: {:?}", answer.body);
    answer.json()
}

/// Starts a run and answers its ids.
pub(crate) async fn ask(client: &Client, prompt: &str) -> Value {
    let answer = post(client, "/api/realtime", &json!({ "prompt": prompt })).await;
    assert_eq!(answer.status, 202, "{:?}", answer.body);
    answer.json()
}

/// The stream of the conversation in which `run` was started, from the run's start.
pub(crate) async fn follow(client: &Client, run: &Value) -> EventStream {
    let id = run["conversationId"].as_str().expect("an id");
    let cursor = run["cursor"].as_str().expect("a cursor");
    let target = format!("/api/conversations/{id}/events?cursor={cursor}");
    let request = Request::get(target);
    client.stream(request).await.expect("a stream")
}

/// The next event; fails if the stream ends or is silent.
pub(crate) async fn next(stream: &mut EventStream) -> SseEvent {
    let event = tokio::time::timeout(SOON, stream.next()).await;
    let event = event.expect("an event in time").expect("the stream lives");
    event.expect("the stream goes on")
}

/// The data of an event.
pub(crate) fn data(event: &SseEvent) -> Value {
    serde_json::from_str(&event.data).expect("data is JSON")
}
