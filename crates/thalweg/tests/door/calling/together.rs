//! A run that ends from outside, and what is open in it: both end in one commit.

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use thalweg::Running;
use thalweg_client::{Client, Request};
use thalweg_log::{Batch, ChannelKind, FenceChange};
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;

use super::{call, waits};
use crate::support::jobs::{decide, job};
use crate::support::{Act, Twin, ask, serve_tools_over, soon, start_run, text_of, toolbox, until};

/// A run with a call that runs and one that waits for leave, over a store that is looked at.
struct Open {
    running: Running,
    client: Client,
    twin: Arc<Twin>,
    folder: TempDir,
    run: Value,
}

impl Open {
    async fn new() -> Self {
        let model = FakeProvider::new();
        let works = Act::new("works", |context, _| async move {
            context.progress(0.5);
            std::future::pending().await
        });
        let asks = Act::new("asks", |_, _| async { Ok(json!(1)) }).asks();
        let (running, client, twin, folder) = serve_tools_over(
            Arc::new(model.clone()),
            toolbox([works, asks]),
            |settings| {
                settings.drain_timeout = Duration::from_millis(200);
                settings.chat.patience = Duration::from_millis(300);
            },
        )
        .await;
        model.script(vec![
            call("w", "works", "{}"),
            call("a", "asks", "{}"),
            waits(),
        ]);
        let run = start_run(&client, &json!({ "prompt": "go" })).await;
        let open = Self {
            running,
            client,
            twin,
            folder,
            run,
        };
        until(async || statuses(&open.client, &open.run).await == ["running", "awaiting-approval"])
            .await;
        // What is counted from here on are the commits of what ends it.
        until(async || open.twin.written().iter().any(tells_progress)).await;
        open
    }

    fn stop(&self) -> Request {
        let target = format!("/api/realtime/{}", text_of(&self.run, "runId"));
        Request::new(Method::DELETE, &target)
    }
}

async fn answer(client: &Client, run: &Value) -> Value {
    let id = text_of(run, "conversationId");
    let target = format!("/api/messages?conversationId={id}");
    ask(client, Request::get(target)).await.json()["items"][0].clone()
}

async fn statuses(client: &Client, run: &Value) -> Vec<String> {
    let answer = answer(client, run).await;
    let calls = answer["toolCalls"].as_array().into_iter().flatten();
    calls.map(|call| text_of(call, "status")).collect()
}

/// The statuses of the jobs behind the calls.
async fn jobs(client: &Client, run: &Value) -> Vec<String> {
    let answer = answer(client, run).await;
    let mut statuses = Vec::new();
    for call in answer["toolCalls"].as_array().expect("calls") {
        let job = job(client, &text_of(call, "jobId")).await;
        statuses.push(text_of(&job, "status"));
    }
    statuses
}

/// What a batch says of calls, jobs, leave and the run, in short.
fn told(batch: &Batch) -> Vec<String> {
    let of = batch.events.iter().filter_map(|event| {
        let data: Value = serde_json::from_slice(&event.data).expect("JSON");
        let kind = event.kind.as_str();
        let word = |field: &str| data[field].as_str().unwrap_or_default().to_owned();
        match (event.channel.kind(), kind) {
            (ChannelKind::Job, "job") => Some(format!("job {} {}", word("name"), word("status"))),
            (ChannelKind::Conversation, "tool-status") if data["progress"].is_null() => {
                Some(format!("call {} {}", word("id"), word("status")))
            }
            (ChannelKind::Conversation, "approval") => {
                Some(format!("approval {}", word("decision")))
            }
            (ChannelKind::Conversation, "done") => Some(format!("done {}", word("status"))),
            _ => None,
        }
    });
    of.collect()
}

fn tells_progress(batch: &Batch) -> bool {
    let is_progress =
        |data: &[u8]| serde_json::from_slice(data).is_ok_and(|data: Value| data["progress"] == 0.5);
    batch.events.iter().any(|event| is_progress(&event.data))
}

fn closed_fences(batch: &Batch) -> usize {
    let closes = |change: &&FenceChange| matches!(change, FenceChange::Close { .. });
    batch.fences.iter().filter(closes).count()
}

/// Whether one batch holds all ends, and no other any of them.
fn end_together(written: &[Batch], status: &str, done: &str) {
    let mut wanted = vec![
        format!("job works {status}"),
        format!("job asks {status}"),
        format!("call w {status}"),
        format!("call a {status}"),
        "approval cancelled".to_owned(),
        format!("done {done}"),
    ];
    wanted.sort();
    let is_end = |word: &String| wanted.contains(word);
    let ends: Vec<_> = written
        .iter()
        .filter(|batch| told(batch).iter().any(is_end))
        .collect();
    assert_eq!(ends.len(), 1, "one batch: {:#?}", ends);
    let mut got = told(ends[0]);
    got.sort();
    assert_eq!(got, wanted);
    assert_eq!(closed_fences(ends[0]), 3, "the run's and both jobs'");
}

#[tokio::test]
async fn a_stop_ends_the_run_its_calls_jobs_and_approvals_in_one_commit() {
    let open = Open::new().await;
    let stopped = ask(&open.client, open.stop()).await;
    assert_eq!(stopped.json()["ended"], "stopped", "{:?}", stopped.body);
    end_together(&open.twin.written(), "cancelled", "stopped");
    assert_eq!(
        jobs(&open.client, &open.run).await,
        ["cancelled", "cancelled"]
    );
    let call = answer(&open.client, &open.run).await["toolCalls"][1].clone();
    let job = job(&open.client, &text_of(&call, "jobId")).await;
    assert_eq!(job["approval"]["decision"], "cancelled");
    let late = decide(&open.client, &text_of(&job["approval"], "id"), "allow").await;
    assert_eq!(late.status, 409);
    assert_eq!(open.running.app.chat.jobs_in_progress(), 0);
    soon(open.running.stop()).await;
}

#[tokio::test]
async fn a_server_that_goes_down_ends_a_run_and_what_is_open_in_it_in_one_commit() {
    let open = Open::new().await;
    let twin = Arc::clone(&open.twin);
    soon(open.running.stop()).await;
    end_together(&twin.written(), "interrupted", "interrupted");
}

#[tokio::test]
async fn wherever_the_server_dies_in_a_stop_run_and_calls_end_alike() {
    let mut ends = Vec::new();
    for commits in 0..=3 {
        let open = Open::new().await;
        open.twin.fail_after(commits);
        ask(&open.client, open.stop()).await;
        let (run, folder) = (open.run, open.folder);
        soon(open.running.stop()).await;
        let server = TestServer::builder().folder(folder.path()).start().await;
        let client = server.client();
        let status = text_of(&answer(&client, &run).await, "status");
        let wanted = match status.as_str() {
            "stopped" => "cancelled",
            _ => "interrupted",
        };
        assert_eq!(statuses(&client, &run).await, [wanted; 2], "{commits}");
        assert_eq!(jobs(&client, &run).await, [wanted; 2], "{commits}");
        ends.push(status);
        server.stop().await;
    }
    assert_eq!(ends[0], "interrupted", "nothing of the stop was written");
    assert_eq!(ends[1..], ["stopped"; 3], "one commit is the whole stop");
}
