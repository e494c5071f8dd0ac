//! How fast and how dear durable appends are.
//!
//! `cargo run --profile fast -p thalweg-store --example append_bench -- [seconds] [journal seconds]`
//!
//! 500 channels get tokens of about 120 bytes, each an append of its own. One task takes all that
//! waits and appends it as one group, as the hub does. First 25,000 appends a second, counted from
//! the moment each was due; then as many as 64 producers get in, each with one append under way;
//! then a start on the journal that this left.

#![expect(clippy::print_stdout, reason = "it is a report")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use thalweg_log::{
    Batch, ChannelName, Clock, EventClass, LogStore, NewEvent, OsEntropy, Position, ReadLimit,
    SystemClock,
};
use thalweg_store::{SqliteConfig, SqliteStore};
use thalweg_wire::kind;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

const CHANNELS: usize = 500;
const RATE: u64 = 25_000;
const PRODUCERS: usize = 64;
/// How many appends a producer of the second part has under way.
const WINDOW: usize = 64;

struct Waiting {
    batch: Batch,
    due: Instant,
    done: Option<oneshot::Sender<()>>,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let argument = |n, default: u64| {
        std::env::args()
            .nth(n)
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let length = Duration::from_secs(argument(1, 10));
    let folder = std::env::temp_dir().join(format!("thalweg-bench-{}", std::process::id()));
    let mut config = SqliteConfig::new(&folder);
    config.journal_age = Duration::from_secs(argument(2, 60));
    let store = open(config.clone());
    println!("idle: {} KiB resident", resident());

    let (cpu, begun) = (cpu_seconds(), Instant::now());
    let (queue, waiting) = mpsc::channel(65_536);
    let writer = spawn(write(Arc::clone(&store), waiting));
    let upkeep = spawn(keep_up(Arc::clone(&store)));
    produce(queue, length).await;
    let report = writer.await.expect("the writer ends");
    let cores = (cpu_seconds() - cpu) / begun.elapsed().as_secs_f64();
    report.print(
        &format!("{RATE}/s over {CHANNELS} channels"),
        begun.elapsed(),
    );
    println!(
        "  {cores:.2} cores, producer included; {} KiB resident",
        resident()
    );

    let begun = Instant::now();
    let (queue, waiting) = mpsc::channel(65_536);
    let writer = spawn(write(Arc::clone(&store), waiting));
    let producers: Vec<_> = (0..PRODUCERS)
        .map(|n| spawn(flood(queue.clone(), n, length.min(Duration::from_secs(5)))))
        .collect();
    drop(queue);
    for producer in producers {
        producer.await.expect("a producer ends");
    }
    let report = writer.await.expect("the writer ends");
    report.print("as many as get in", begun.elapsed());
    upkeep.abort();

    store.close().await;
    drop(store);
    let begun = Instant::now();
    let store = open(config);
    let opened = begun.elapsed();
    let channels = [name(7)];
    let page = store
        .read(&channels, Position::ZERO, ReadLimit::default())
        .await
        .expect("readable");
    println!(
        "start: opened in {opened:.1?}, first {} events after {:.1?}, head {}",
        page.events.len(),
        begun.elapsed(),
        store.head()
    );
    store.close().await;
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}

#[expect(
    clippy::disallowed_methods,
    reason = "every task is awaited or aborted in `main`"
)]
fn spawn<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    tokio::spawn(task)
}

fn open(config: SqliteConfig) -> Arc<SqliteStore> {
    Arc::new(SqliteStore::open(config, Arc::new(OsEntropy)).expect("opened"))
}

/// The latencies of a run, in the order of their end.
#[derive(Default)]
struct Report {
    commits: Vec<Duration>,
    appends: Vec<Duration>,
}

impl Report {
    fn print(mut self, what: &str, took: Duration) {
        self.commits.sort_unstable();
        self.appends.sort_unstable();
        let at = |sorted: &[Duration], percent: usize| {
            let place = sorted.len() * percent / 100;
            let last = sorted.len().saturating_sub(1);
            sorted.get(place.min(last)).copied().unwrap_or_default()
        };
        println!(
            "{what}: {} appends in {} commits, {:.0}/s",
            self.appends.len(),
            self.commits.len(),
            self.appends.len() as f64 / took.as_secs_f64()
        );
        for (what, sorted) in [("commit", &self.commits), ("due to durable", &self.appends)] {
            let [p50, p99, max] = [50, 99, 100].map(|percent| at(sorted, percent));
            println!("  {what}: p50 {p50:.2?}, p99 {p99:.2?}, max {max:.2?}");
        }
    }
}

async fn write(store: Arc<SqliteStore>, mut waiting: mpsc::Receiver<Waiting>) -> Report {
    let (mut report, mut group) = (Report::default(), Vec::new());
    while waiting.recv_many(&mut group, 4_096).await > 0 {
        let (mut batches, mut who) = (Vec::new(), Vec::new());
        for Waiting { batch, due, done } in group.drain(..) {
            batches.push(batch);
            who.push((due, done));
        }
        let begun = Instant::now();
        let results = store
            .append(batches, SystemClock.now())
            .await
            .expect("written");
        assert!(results.iter().all(Result::is_ok), "all are accepted");
        report.commits.push(begun.elapsed());
        for (due, done) in who {
            report.appends.push(due.elapsed());
            if let Some(done) = done {
                let _ = done.send(());
            }
        }
    }
    report
}

/// Sends appends when they are due, however the store fares.
async fn produce(queue: mpsc::Sender<Waiting>, length: Duration) {
    let begun = Instant::now();
    let mut sent = 0_u64;
    while begun.elapsed() < length {
        let due = u64::try_from(begun.elapsed().as_micros()).expect("short") * RATE / 1_000_000;
        while sent < due {
            let due = begun + Duration::from_micros(sent * 1_000_000 / RATE);
            let batch = batch(usize::try_from(sent).expect("short") % CHANNELS);
            let waiting = Waiting {
                batch,
                due,
                done: None,
            };
            queue.send(waiting).await.expect("the writer runs");
            sent += 1;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn flood(queue: mpsc::Sender<Waiting>, n: usize, length: Duration) {
    let begun = Instant::now();
    let mut turn = n;
    while begun.elapsed() < length {
        let mut answers = Vec::with_capacity(WINDOW);
        for _ in 0..WINDOW {
            let (done, answer) = oneshot::channel();
            turn += 1;
            let waiting = Waiting {
                batch: batch(turn * 7 % CHANNELS),
                due: Instant::now(),
                done: Some(done),
            };
            queue.send(waiting).await.expect("the writer runs");
            answers.push(answer);
        }
        for answer in answers {
            answer.await.expect("answered");
        }
    }
}

async fn keep_up(store: Arc<SqliteStore>) {
    loop {
        let done = store
            .maintain(SystemClock.now())
            .await
            .expect("the store works");
        let wait = if done.more { 2 } else { 1_000 };
        tokio::time::sleep(Duration::from_millis(wait)).await;
    }
}

fn name(channel: usize) -> ChannelName {
    format!("stream:bench-{channel}")
        .parse()
        .expect("a good name")
}

fn batch(channel: usize) -> Batch {
    thread_local! {
        static NAMES: Vec<ChannelName> = (0..CHANNELS).map(name).collect();
    }
    const DATA: &[u8] = br#"{"id":"0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b","partId":"text-1","text":"and so the river runs on beneath the ice"}"#;
    let channel = NAMES.with(|names| names[channel].clone());
    let event = NewEvent::new(channel, kind::TOKEN, Bytes::from_static(DATA));
    Batch::of(vec![event.class(EventClass::Transient)])
}

fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name before it may hold anything; times are in hundredths of a second.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.unwrap_or("?").trim().trim_end_matches(" kB").into()
}
