use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use thalweg_hub::{Hub, HubConfig};
use thalweg_log::{
    Batch, ChannelName, EventClass, EventKind, LogStore, NewEvent, OsEntropy, SystemClock,
    Timestamp,
};
use thalweg_probe::load::{Quantiles, Usage};
use thalweg_store::{SqliteConfig, SqliteStore};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval_at};

use crate::report::{Report, cores, ms};

pub(crate) const CHANNELS: usize = 500;
/// Appends of each channel a second; together 25,000.
const RATE: u64 = 50;
/// Callers that append as fast as they are answered.
const CALLERS: usize = 4_000;
/// Batches of one call, as the hub joins them at most.
const GROUP: usize = 4_096;

/// Durable appends through the hub, as runs do them, and of the store by itself.
pub(crate) async fn measure(report: &mut Report, seconds: u64) -> anyhow::Result<()> {
    report.section("Store: durable appends over 500 channels, no joining, `synchronous=FULL`");
    let time = Duration::from_secs(seconds);
    let disk = disk()?;
    report.note(
        "the disk by itself: `fdatasync` of 8 KiB, p50",
        ms(disk.at(500)),
    );
    report.note("the same, p99", ms(disk.at(990)));
    at_a_rate(report, time).await?;
    ceiling(report, time / 2).await?;
    by_itself(report, time / 2).await
}

/// How long the disk takes for what a small commit asks of it: no append can be faster.
fn disk() -> anyhow::Result<Quantiles> {
    let file = tempfile::tempfile()?;
    let block = [7; 8 * 1_024];
    let mut times = Vec::new();
    for n in 0..1_000 {
        file.write_all_at(&block, n % 500 * block.len() as u64)?;
        let begun = Instant::now();
        file.sync_data()?;
        times.push(begun.elapsed());
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(times.into_iter().collect())
}

pub(crate) fn open(folder: &Path) -> anyhow::Result<Arc<SqliteStore>> {
    let store = SqliteStore::open(SqliteConfig::new(folder), Arc::new(OsEntropy))?;
    Ok(Arc::new(store))
}

pub(crate) fn channel(n: usize) -> ChannelName {
    // The name keeps to the alphabet of names.
    format!("stream:bench-{n}").parse().expect("a valid name")
}

/// A token of the usual size.
pub(crate) fn batch(channel: &ChannelName, n: u64) -> Batch {
    let data = format!("{{\"id\":\"bench\",\"partId\":\"p1\",\"text\":\"{n:>8}\"}}");
    let event = NewEvent::new(channel.clone(), EventKind::of("token"), data.into());
    Batch::of(vec![event.class(EventClass::Transient)])
}

async fn at_a_rate(report: &mut Report, time: Duration) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let hub = Hub::open(
        open(folder.path())?,
        Arc::new(SystemClock),
        HubConfig::default(),
    );
    let (own, begun) = (std::process::id(), Instant::now());
    let (all, writer) = (Usage::of(own)?, Usage::cpu_of_threads(own, "store-writer")?);
    let mut callers = JoinSet::new();
    for n in 0..CHANNELS {
        let hub = hub.clone();
        let period = Duration::from_millis(1_000 / RATE);
        // Spread over the period.
        let first = Instant::now() + period * u32::try_from(n)? / u32::try_from(CHANNELS)?;
        callers.spawn(async move {
            let mut pace = interval_at(first.into(), period);
            pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
            let channel = channel(n);
            let mut taken = Vec::new();
            while begun.elapsed() < time {
                pace.tick().await;
                let batch = batch(&channel, taken.len() as u64);
                let asked = Instant::now();
                hub.append(batch).await?;
                taken.push(asked.elapsed());
            }
            Ok::<_, thalweg_log::AppendError>((n, taken))
        });
    }
    let (mut taken, mut accepted) = (Vec::new(), vec![0; CHANNELS]);
    while let Some(done) = callers.join_next().await {
        let (n, times) = done??;
        accepted[n] = times.len();
        taken.extend(times);
    }
    let over = begun.elapsed();
    let all = Usage::of(own)?.cpu.saturating_sub(all.cpu);
    let writer = Usage::cpu_of_threads(own, "store-writer")?.saturating_sub(writer);
    let commits = hub.counters().view().commits;
    hub.close().await;
    let rate = taken.len() as f64 / over.as_secs_f64();
    let times: Quantiles = taken.into_iter().collect();
    report.goal(
        "appends a second",
        "25,000",
        format!("{rate:.0}"),
        rate > 24_500.0,
    );
    report.note("append called → durable, p50", ms(times.at(500)));
    let p99 = times.at(990);
    report.goal(
        "append called → durable, p99",
        "≤ 10 ms",
        ms(p99),
        p99 <= Duration::from_millis(10),
    );
    report.note("the same, p99.9", ms(times.at(999)));
    report.note(
        "appends in one commit, mean",
        format!("{:.1}", times.len() as f64 / commits as f64),
    );
    let share = cores(writer, over);
    report.goal(
        "cores, the store's writer",
        "≤ 0.3",
        format!("{share:.2}"),
        share <= 0.3,
    );
    let share = cores(all, over);
    report.note("cores, hub and 500 callers included", format!("{share:.2}"));
    let lost = lost(folder.path(), &accepted).await?;
    report.goal("acknowledged and lost", "0", lost.to_string(), lost == 0);
    Ok(())
}

/// How many acknowledged appends are missing after the store was opened anew.
async fn lost(folder: &Path, accepted: &[usize]) -> anyhow::Result<usize> {
    let store = open(folder)?;
    let mut lost = 0;
    for (n, accepted) in accepted.iter().enumerate() {
        let kept = usize::try_from(store.last_seq(&channel(n)).await?.get())?;
        lost += accepted.saturating_sub(kept);
    }
    Ok(lost)
}

async fn ceiling(report: &mut Report, time: Duration) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let hub = Hub::open(
        open(folder.path())?,
        Arc::new(SystemClock),
        HubConfig::default(),
    );
    let stop = Arc::new(AtomicBool::new(false));
    let begun = Instant::now();
    let mut callers = JoinSet::new();
    for n in 0..CALLERS {
        let (hub, stop) = (hub.clone(), Arc::clone(&stop));
        callers.spawn(async move {
            let channel = channel(n % CHANNELS);
            let mut count = 0_u64;
            while !stop.load(Ordering::Relaxed) {
                hub.append(batch(&channel, count)).await?;
                count += 1;
            }
            Ok::<_, thalweg_log::AppendError>(count)
        });
    }
    tokio::time::sleep(time).await;
    stop.store(true, Ordering::Relaxed);
    let mut count = 0;
    while let Some(done) = callers.join_next().await {
        count += done??;
    }
    let rate = count as f64 / begun.elapsed().as_secs_f64();
    hub.close().await;
    report.note(
        "ceiling through the hub, 4,000 callers",
        format!("{rate:.0}/s"),
    );
    Ok(())
}

async fn by_itself(report: &mut Report, time: Duration) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let store = open(folder.path())?;
    let channels: Vec<_> = (0..CHANNELS).map(channel).collect();
    let (begun, mut count) = (Instant::now(), 0_u64);
    while begun.elapsed() < time {
        let group = (0..GROUP)
            .map(|n| batch(&channels[n % CHANNELS], count))
            .collect();
        let results = store.append(group, now(begun)).await?;
        ensure!(results.iter().all(Result::is_ok), "an append was refused");
        count += GROUP as u64;
    }
    let rate = count as f64 / begun.elapsed().as_secs_f64();
    store.close().await;
    drop(store);
    let mut expected = vec![0; CHANNELS];
    for n in 0..GROUP {
        expected[n % CHANNELS] += usize::try_from(count)? / GROUP;
    }
    ensure!(
        lost(folder.path(), &expected).await? == 0,
        "the ceiling lost appends"
    );
    let goal = "≥ 300,000/s";
    report.goal(
        "ceiling of the store, groups of 4,096",
        goal,
        format!("{rate:.0}/s"),
        rate >= 300_000.0,
    );
    Ok(())
}

fn now(begun: Instant) -> Timestamp {
    Timestamp::from_millis(u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX))
}

/// Fills a folder with a journal of about so many bytes, in the small commits of many runs at once.
pub(crate) async fn fill(folder: &Path, bytes: usize) -> anyhow::Result<usize> {
    use thalweg_log::Clock as _;

    let store = open(folder)?;
    let channels: Vec<_> = (0..CHANNELS).map(channel).collect();
    let (mut filled, mut n) = (0, 0);
    while filled < bytes {
        let group: Vec<_> = (0..50)
            .map(|at| batch(&channels[(n + at * 7) % CHANNELS], n as u64))
            .collect();
        // What the store keeps besides the data of an event.
        filled += group
            .iter()
            .map(|batch| batch.events[0].data.len() + 8)
            .sum::<usize>();
        n += group.len();
        store.append(group, SystemClock.now()).await?;
    }
    let store = Arc::into_inner(store).context("nobody else holds it")?;
    store.close().await;
    Ok(n)
}
