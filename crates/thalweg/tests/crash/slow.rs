use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use thalweg_client::Request;
use thalweg_probe::load::Usage;

use crate::server::{data, get, next, post, serve};

/// The longest message there may be. Its event holds it twice: as content, and as its one part.
const CHARACTERS: usize = 32_000;
/// Together 51 MB of events, which is less than the journal holds.
const MESSAGES: usize = 800;
/// After so many, everything that a server at work holds is there.
const WARM: usize = 160;
/// What the server's memory may change by while the reader does not read, in KiB.
const CHANGE: u64 = 5 * 1024;
/// Shorter than events stay in the journal: moving them takes memory of its own, reader or not.
const UNDISTURBED: Duration = Duration::from_secs(50);

fn content(n: usize) -> String {
    let head = format!("{n:08} ");
    let rest = "x".repeat(CHARACTERS - head.len());
    head + &rest
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_reads_nothing_costs_nothing_and_loses_nothing() {
    let folder = TempDir::new().expect("a folder");
    let server = serve(folder.path(), &[]).await;
    let client = server.client();
    let pid = server.id().expect("it runs");
    let made = post(&client, "/api/conversations", &json!({})).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let as_of = get(&client, &format!("/api/conversations/{id}")).await["asOf"].clone();
    let cursor = as_of.as_str().expect("a place");
    let target = format!("/api/conversations/{id}/events?type=message&cursor={cursor}");
    let mut reader = client.stream(Request::get(target)).await.expect("a stream");

    let memory = || Usage::of(pid).expect("its figures").resident_kib;
    let begun = Instant::now();
    let (mut warm, mut least, mut most) = (0, u64::MAX, 0);
    for n in 0..MESSAGES {
        let message = json!({ "conversationId": id, "content": content(n) });
        let answer = post(&client, "/api/messages", &message).await;
        assert_eq!(answer.status, 201, "{:?}", answer.body);
        if n == WARM {
            warm = memory();
        }
        if n > WARM {
            least = least.min(memory());
            most = most.max(memory());
        }
    }
    println!("{warm} KiB with a reader behind, then {least} to {most} KiB");
    if begun.elapsed() < UNDISTURBED {
        let change = most.abs_diff(warm).max(least.abs_diff(warm));
        assert!(change <= CHANGE, "{warm} KiB became {least} to {most} KiB");
    } else {
        println!("SKIPPED the memory: this machine is too slow to tell the reader's from upkeep's");
    }

    assert_eq!(next(&mut reader).await.kind, "welcome");
    for n in 0..MESSAGES {
        let event = next(&mut reader).await;
        assert_eq!(event.kind, "message");
        assert!(
            data(&event)["content"] == content(n),
            "message {n} is whole"
        );
    }
    println!("{} KiB after it caught up", memory());
}
