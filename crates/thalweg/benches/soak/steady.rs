use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::ensure;
use serde_json::json;
use tempfile::TempDir;
use thalweg_client::{Client, Request};
use thalweg_probe::load::Usage;
use thalweg_testkit::Process;
use tokio::task::JoinSet;

/// Conversations at once.
const LANES: usize = 30;
/// What memory may grow by from the second third to the last, in KiB.
const GROWTH: u64 = 8 * 1024;

/// Conversations one after the other for so many seconds on one server, each read to its end.
pub(crate) async fn run(seconds: u64) -> anyhow::Result<()> {
    let folder = TempDir::new()?;
    let server = Process::start(&std::env::current_exe()?, folder.path(), &[]).await?;
    let (client, process) = (server.client(), server.id().unwrap_or_default());
    let (time, begun, runs) = (Duration::from_secs(seconds), Instant::now(), Arc::default());
    let mut lanes = JoinSet::new();
    for _ in 0..LANES {
        lanes.spawn(converse(client.clone(), begun, time, Arc::clone(&runs)));
    }
    let mut memory = Vec::new();
    while begun.elapsed() < time {
        tokio::time::sleep(Duration::from_millis(500)).await;
        memory.push(Usage::of(process)?.resident_kib);
    }
    while let Some(lane) = lanes.join_next().await {
        lane??;
    }
    let third = memory.len() / 3;
    let most = |part: &[u64]| part.iter().copied().max().unwrap_or_default();
    let (first, second, last) = (
        most(&memory[..third]),
        most(&memory[third..2 * third]),
        most(&memory[2 * third..]),
    );
    println!(
        "steady for {seconds} s: {} runs, most memory in each third {first}, {second}, {last} KiB",
        runs.load(Ordering::Relaxed)
    );
    ensure!(last <= second + GROWTH, "memory grows");
    let status = server.terminate(Duration::from_secs(30)).await?;
    ensure!(status.success(), "it ended with {status}");
    Ok(())
}

async fn converse(
    client: Client,
    begun: Instant,
    time: Duration,
    runs: Arc<AtomicU64>,
) -> anyhow::Result<()> {
    while begun.elapsed() < time {
        let ask = json!({ "prompt": "stream fast, write 200 words" });
        let stream = client.stream(Request::post("/api/realtime", &ask)).await?;
        let events = stream.collect().await?;
        let last = events.last().map(|event| event.kind.as_str());
        ensure!(last == Some("done"), "a run's stream ended with {last:?}");
        runs.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}
