use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::ensure;
use thalweg_client::Request;
use thalweg_probe::load::{Quantiles, Usage};
use thalweg_testkit::Process;

use crate::report::{Report, ms};
use crate::store::fill;

/// A full journal.
const JOURNAL: usize = 64 * 1024 * 1024;
const STARTS: usize = 9;

pub(crate) fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_thalweg"))
}

/// From the start of the process to the first answer, and memory at rest, of the real binary.
pub(crate) async fn measure(report: &mut Report) -> anyhow::Result<()> {
    report.section("Start and rest of the real binary");
    let empty = tempfile::tempdir()?;
    let (_, server) = start(empty.path()).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let usage = Usage::of(server.id().unwrap_or_default())?;
    server.kill().await?;
    let mib = usage.resident_kib as f64 / 1_024.0;
    report.goal(
        "memory at rest (RSS)",
        "≤ 30 MB",
        format!("{mib:.1} MiB"),
        mib * 1.048_576 <= 30.0,
    );

    let full = tempfile::tempdir()?;
    let events = fill(full.path(), JOURNAL).await?;
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let copy = tempfile::tempdir()?;
        for entry in std::fs::read_dir(full.path())? {
            let entry = entry?;
            std::fs::copy(entry.path(), copy.path().join(entry.file_name()))?;
        }
        let (time, server) = start(copy.path()).await?;
        times.push(time);
        server.kill().await?;
    }
    let times: Quantiles = times.into_iter().collect();
    let what =
        format!("started → first answer, journal of 64 MiB, {events} events, median of {STARTS}");
    let median = times.at(500);
    report.goal(
        &what,
        "≤ 150 ms",
        ms(median),
        median <= Duration::from_millis(150),
    );
    report.note("the slowest of them", ms(times.at(1_000)));
    Ok(())
}

async fn start(folder: &Path) -> anyhow::Result<(Duration, Process)> {
    let begun = Instant::now();
    let server = Process::start(binary(), folder, &[]).await?;
    let answer = server.client().send(Request::get("/readyz")).await?;
    ensure!(answer.status == 200, "it is not ready");
    Ok((begun.elapsed(), server))
}
