use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::json;
use thalweg_client::{Client, EventStream, Request};
use thalweg_probe::load::Quantiles;
use thalweg_wire::{StartedRun, Token};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::counting_server::{STAMP, end, spawn, stamp};
use crate::report::{Report, ms};

const RUNS: usize = 100;
/// Runs begin spread over this time, as people's do.
const SPREAD: Duration = Duration::from_millis(500);

/// From the moment that the model's piece is there to the moment that a reader has its bytes, over
/// loopback, and from a stop to its effect; 100 runs of 50 pieces a second, each with a reader.
pub(crate) async fn measure(report: &mut Report, seconds: u64) -> anyhow::Result<()> {
    report.section("Latency: 100 runs of 50 pieces a second, journal on, a reader of each");
    let time = Duration::from_secs(seconds);
    let disk = std::env::temp_dir();
    let times = pieces(report, time, &disk, &["--no-joining"]).await?;
    let (p50, p99) = (times.at(500), times.at(990));
    let (half, five) = (Duration::from_millis(1), Duration::from_millis(5));
    report.goal(
        "piece said → bytes read, each piece by itself, p50",
        "≤ 1 ms",
        ms(p50),
        p50 <= half,
    );
    report.goal("the same, p99", "≤ 5 ms", ms(p99), p99 <= five);
    report.note("the same, pieces", times.len().to_string());
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        let times = pieces(report, time, memory, &["--no-joining"]).await?;
        report.note("the same with the folder in memory, p50", ms(times.at(500)));
        report.note("the same with the folder in memory, p99", ms(times.at(990)));
    }
    let joined = pieces(report, time, &disk, &[]).await?;
    report.note(
        "piece said → bytes read, joined over 25 ms, p50",
        ms(joined.at(500)),
    );
    report.note("the same, p99", ms(joined.at(990)));
    Ok(())
}

async fn pieces(
    report: &mut Report,
    time: Duration,
    place: &Path,
    more: &[&str],
) -> anyhow::Result<Quantiles> {
    let folder = tempfile::tempdir_in(place)?;
    let server = spawn(folder.path(), more).await?;
    let client = server.client();
    let mut runs = Vec::new();
    for n in 0..RUNS {
        runs.push(ask(&client, n).await?);
        tokio::time::sleep(SPREAD / u32::try_from(RUNS)?).await;
    }
    let until = Instant::now() + time;
    let mut readers = JoinSet::new();
    for run in &runs {
        let stream = client
            .stream(Request::get(format!("/api/realtime/{}", run.run_id)))
            .await?;
        readers.spawn(read(stream, until));
    }
    let mut times = Vec::new();
    while let Some(read) = readers.join_next().await {
        times.extend(read??);
    }
    ensure!(!times.is_empty(), "nothing was read");
    let mut stops = Vec::new();
    for (n, run) in runs.iter().enumerate() {
        let asked = stamp();
        let stop = Request::new("DELETE".parse()?, format!("/api/realtime/{}", run.run_id));
        let answer = client.send(stop).await?;
        ensure!(answer.status == 200, "a stop answered {}", answer.status);
        stops.push((n, asked, stamp()));
    }
    let counted = end(server, folder.path()).await?;
    if more.is_empty() {
        let reached: Quantiles = stops
            .iter()
            .map(|(n, asked, _)| {
                let dropped = counted.dropped.get(&prompt(*n)).context("it was dropped")?;
                Ok(Duration::from_nanos(dropped.saturating_sub(*asked)))
            })
            .collect::<anyhow::Result<Quantiles>>()?;
        let slowest = reached.at(1_000);
        let limit = Duration::from_millis(100);
        report.note(
            "stop asked → model's call dropped, p50",
            ms(reached.at(500)),
        );
        report.goal(
            "the same, the slowest of 100",
            "≤ 100 ms",
            ms(slowest),
            slowest <= limit,
        );
        let answered: Quantiles = stops
            .iter()
            .map(|(_, asked, done)| Duration::from_nanos(done - asked))
            .collect();
        report.note(
            "stop asked → end committed and answered, slowest",
            ms(answered.at(1_000)),
        );
    }
    Ok(times.into_iter().collect())
}

fn prompt(n: usize) -> String {
    format!("run {n}")
}

async fn ask(client: &Client, n: usize) -> anyhow::Result<StartedRun> {
    let body = json!({ "prompt": prompt(n), "model": STAMP });
    let answer = client.send(Request::post("/api/realtime", &body)).await?;
    ensure!(answer.status == 202, "{:?}", answer.body);
    Ok(serde_json::from_slice(&answer.body)?)
}

/// How long each piece took that was said after the reader had come to the head.
async fn read(mut stream: EventStream, until: Instant) -> anyhow::Result<Vec<Duration>> {
    let (from, mut times) = (stamp(), Vec::new());
    while let Ok(event) = timeout_at(until, stream.next()).await {
        let Some(event) = event? else { break };
        let now = stamp();
        if event.kind == "token" {
            let token: Token = serde_json::from_str(&event.data)?;
            for said in token.text.split_whitespace() {
                let said: u64 = said.parse()?;
                if said > from {
                    times.push(Duration::from_nanos(now.saturating_sub(said)));
                }
            }
        }
    }
    Ok(times)
}
