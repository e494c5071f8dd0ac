//! Jobs while the server is killed.

use serde_json::{Value, json};
use tempfile::TempDir;
use thalweg_client::{Client, Request};

use crate::server::{ask_before, data, get, next, post, serve};

async fn begin(client: &Client, tool: &str, args: Value) -> String {
    let body = json!({ "args": args });
    let answer = post(client, &format!("/api/tools/{tool}"), &body).await;
    assert_eq!(answer.status, 202, "{:?}", answer.body);
    let id = answer.json()["jobId"].as_str().map(ToOwned::to_owned);
    id.expect("an id")
}

/// `kill -9` in mid-job: what ran and what waited for leave is `interrupted` before the next server
/// listens, a reader who comes back with its cursor is told, and what had ended stays as it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_in_mid_job_leaves_it_interrupted_and_told() {
    let folder = TempDir::new().expect("a folder");
    let server = serve(folder.path(), &[]).await;
    let client = server.client();
    ask_before(&client, "clock").await;
    let done = begin(&client, "calculator", json!({ "expression": "6 * 7" })).await;
    let runs = begin(&client, "countdown", json!({ "seconds": 60 })).await;
    let waits = begin(&client, "clock", json!({})).await;
    let target = format!("/api/jobs/{runs}/events");
    let stream = client.stream(Request::get(&target)).await;
    let mut stream = stream.expect("a stream");
    let seen = loop {
        let event = next(&mut stream).await;
        if event.kind == "job-progress" {
            break event.id.expect("a cursor");
        }
    };
    // It ended before the kill: its end is on the disk.
    while get(&client, &format!("/api/jobs/{done}")).await["status"] != "done" {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    server.kill().await.expect("it runs");

    let server = serve(folder.path(), &[]).await;
    let client = server.client();
    for id in [&runs, &waits] {
        let job = get(&client, &format!("/api/jobs/{id}")).await;
        assert_eq!(job["status"], "interrupted");
        let words = job["error"].as_str().expect("words");
        assert!(words.contains("can be called again"), "{words}");
    }
    let job = get(&client, &format!("/api/jobs/{waits}")).await;
    let approval = job["approval"]["id"].as_str().expect("an id").to_owned();
    let (decides, allow) = (
        format!("/api/approvals/{approval}"),
        json!({ "decision": "allow" }),
    );
    let late = post(&client, &decides, &allow);
    assert_eq!(late.await.status, 409);
    let job = get(&client, &format!("/api/jobs/{done}")).await;
    assert_eq!(job["output"]["result"], "42");

    let rest = client
        .stream(Request::get(format!("{target}?cursor={seen}")))
        .await;
    let rest = rest
        .expect("a stream")
        .collect()
        .await
        .expect("a clean end");
    let last = rest.last().expect("an end");
    assert_eq!(last.kind, "job");
    assert_eq!(data(last)["status"], "interrupted");
    assert_eq!(rest.iter().filter(|event| event.kind == "job").count(), 1);
    server.kill().await.expect("it runs");
}
