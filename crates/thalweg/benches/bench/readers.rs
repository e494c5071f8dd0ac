use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::ensure;
use serde_json::json;
use thalweg_client::Request;
use thalweg_probe::load::{Usage, count};
use thalweg_wire::StartedRun;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::counting_server::{end, spawn};
use crate::report::{Report, cores};

const RUNS: usize = 100;
const READERS: usize = 10;
/// Before the figures of a whole minute count. The journal's index and the tails fill for the minute that
/// events stay in the journal; from then on memory must not change.
const WARM: Duration = Duration::from_secs(75);
/// The same for shorter looks, which say nothing of memory.
const SHORT_WARM: Duration = Duration::from_secs(5);

/// 1,000 readers of 100 runs of the demonstration model at its usual pace, 50 pieces a second.
pub(crate) async fn measure(report: &mut Report, seconds: u64) -> anyhow::Result<()> {
    report.section("1,000 readers of 100 runs at 50 pieces a second");
    let folder = tempfile::tempdir()?;
    let server = spawn(folder.path(), &[]).await?;
    let (client, process) = (server.client(), server.id().unwrap_or_default());
    let (events, bytes) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut readers = JoinSet::new();
    for _ in 0..RUNS {
        let body = json!({ "prompt": "write 15000 words" });
        let answer = client.send(Request::post("/api/realtime", &body)).await?;
        ensure!(answer.status == 202, "{:?}", answer.body);
        let run: StartedRun = serde_json::from_slice(&answer.body)?;
        for _ in 0..READERS {
            let (server, events, bytes) =
                (server.address(), Arc::clone(&events), Arc::clone(&bytes));
            let target = format!("/api/realtime/{}", run.run_id);
            readers.spawn(async move {
                let (mut seen, mut read) = (0, 0);
                count(server, &target, |count| {
                    events.fetch_add(count.events - seen, Ordering::Relaxed);
                    bytes.fetch_add(count.bytes - read, Ordering::Relaxed);
                    (seen, read) = (count.events, count.bytes);
                })
                .await
            });
        }
    }
    let whole = seconds >= 60;
    tokio::time::sleep(if whole { WARM } else { SHORT_WARM }).await;
    let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let (begun, before) = (Instant::now(), Usage::of(process)?);
    let (events_before, bytes_before) = (get(&events), get(&bytes));
    let mut memory = Vec::new();
    while begun.elapsed() < Duration::from_secs(seconds) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        memory.push(Usage::of(process)?.resident_kib);
    }
    let (over, after) = (begun.elapsed(), Usage::of(process)?);
    let (events, bytes) = (get(&events) - events_before, get(&bytes) - bytes_before);
    ensure!(readers.try_join_next().is_none(), "a reader ended early");
    readers.abort_all();
    let counted = end(server, folder.path()).await?;

    let share = cores(after.cpu - before.cpu, over);
    report.goal(
        "cores of the server",
        "< 1",
        format!("{share:.2}"),
        share < 1.0,
    );
    report.note(
        "deliveries a second",
        format!("{:.0}", events as f64 / over.as_secs_f64()),
    );
    report.note(
        "bytes a second",
        format!("{:.1} MB", bytes as f64 / over.as_secs_f64() / 1e6),
    );
    let each = (after.cpu - before.cpu).as_secs_f64() * 1e6 / events as f64;
    report.note(
        "processor time for a delivery, appends included",
        format!("{each:.1} µs"),
    );
    let mib = |kib: u64| kib as f64 / 1_024.0;
    // Upkeep takes and gives back memory every few seconds, so whole stretches are compared.
    let stretch = memory.len().div_ceil(6);
    let mean = |part: &[u64]| mib(part.iter().sum::<u64>()) / part.len().max(1) as f64;
    let (first, last) = (
        mean(&memory[..stretch]),
        mean(&memory[memory.len() - stretch..]),
    );
    let text = format!("{first:.0} → {last:.0} MiB");
    if whole {
        let met = last <= first * 1.1;
        report.goal(
            "memory, first and last 10 s of 60",
            "flat (± 10 %)",
            text,
            met,
        );
    } else {
        report.note("memory, still warming up", text);
    }
    let most = mib(memory.iter().copied().max().unwrap_or_default());
    report.note("the most memory in between", format!("{most:.0} MiB"));
    let reads = counted.store_reads.to_string();
    report.goal(
        "store reads by readers at the head",
        "0",
        reads,
        counted.store_reads == 0,
    );
    let ratio = counted.encodings as f64 / counted.events as f64;
    report.goal(
        "encodings for each event",
        "≤ 1",
        format!("{ratio:.3}"),
        ratio <= 1.0,
    );
    ensure!(counted.resets == 0, "a reader was reset");
    Ok(())
}
