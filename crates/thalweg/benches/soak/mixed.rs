mod script;
mod server;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use tempfile::TempDir;
use thalweg_client::{Client, Request};
use thalweg_probe::load::Usage;
use thalweg_probe::mixed::{Flat, Step, Tally, User};
use thalweg_testkit::{FakeUpstream, Process, look};
use tokio::task::JoinSet;

use self::script::script;
use self::server::{Figures, JOURNAL, TAILS};
pub(crate) use self::server::{Twin, serve};

/// People at once.
const USERS: u64 = 50;
/// What each does in a minute: something every 20 seconds.
const TURNS: u64 = 3;
/// How long a server may take to come to rest after a minute.
const REST: Duration = Duration::from_secs(40);
/// What the allocator may keep more of in the last quarter than in the one before, in KiB. It keeps
/// pages of its own for each thread and size, so this is reached late.
const KEPT: u64 = 32 * 1024;
/// How long idle tails and what is archived are still in memory.
const SETTLE: Duration = Duration::from_millis(1_500);

/// So many minutes of what people do, one after the other without a pause.
pub(crate) async fn run(seed: u64, minutes: u64, twin: Option<Twin>) -> anyhow::Result<()> {
    println!("seed {seed}: cargo xtask soak -- --mixed --minutes {minutes} --seed {seed}");
    let (folder, begun) = (TempDir::new()?, Instant::now());
    let played = play(seed, minutes, twin, folder.path()).await;
    if let Err(error) = played {
        let kept = folder.keep();
        bail!(
            "{error:#}\nseed {seed}; its folder is kept at {}",
            kept.display()
        );
    }
    println!(
        "{minutes} minutes' worth in {:.0} s without a finding",
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

async fn play(seed: u64, minutes: u64, twin: Option<Twin>, folder: &Path) -> anyhow::Result<()> {
    let upstream = FakeUpstream::responding(script).await;
    let url = upstream.url();
    let mut more = vec!["--upstream".to_owned(), url];
    more.extend(twin.map(|twin| format!("--twin={twin:?}").to_lowercase()));
    let more: Vec<_> = more.iter().map(String::as_str).collect();
    let server = Process::start(&std::env::current_exe()?, folder, &more).await?;
    let process = server.id().context("a process")?;
    let mut users = Vec::new();
    for _ in 0..USERS {
        users.push(User::new(guest(&server.client()).await?).await?);
    }
    let start = State::quiet(process, folder).await?;
    let (mut flat, mut resident, mut findings) = (Flat::default(), Vec::new(), Vec::new());
    for minute in 0..minutes {
        users = minute_of(seed, minute, users, &mut findings).await?;
        let now = rest(process, folder, &upstream, start).await;
        match now {
            Ok(now) => {
                flat.push(now.figures.live / 1024);
                resident.push(now.memory_kib);
                if minute % 5 == 4 || minute + 1 == minutes {
                    println!(
                        "minute {:>2}: {} KiB allocated, {} KiB resident, {} KiB allocated at most, {} events",
                        minute + 1,
                        now.figures.live / 1024,
                        now.memory_kib,
                        now.figures.most / 1024,
                        now.figures.events
                    );
                }
            }
            Err(left) => findings.push(format!("minute {minute}: {left:#}")),
        }
        told(&findings)?;
    }
    let mut tally = Tally::default();
    for user in &mut users {
        if let Err(error) = user.leave().await {
            findings.push(format!("at the end: {error:#}"));
        }
        tally.add(&user.tally);
    }
    let end = rest(process, folder, &upstream, start).await?;
    println!(
        "{tally}; {} events, {} reads of the store",
        end.figures.events, end.figures.store_reads
    );
    if end.figures.resets > 0 {
        findings.push(format!("{} readers were told `reset`", end.figures.resets));
    }
    let status = server.terminate(Duration::from_secs(30)).await?;
    ensure!(status.success(), "it ended with {status}");
    findings.extend(look(folder, &[]).await?.differences);
    memory(&flat, &resident, &mut findings);
    told(&findings)
}

/// One minute of everybody.
async fn minute_of(
    seed: u64,
    minute: u64,
    users: Vec<User>,
    findings: &mut Vec<String>,
) -> anyhow::Result<Vec<User>> {
    let mut playing = JoinSet::new();
    for (number, mut user) in (0_u64..).zip(users) {
        playing.spawn(async move {
            let mut found = Vec::new();
            for turn in 0..TURNS {
                let step = Step {
                    minute,
                    user: number,
                    turn,
                };
                if let Err(error) = user.play(seed, step).await {
                    found.push(format!("{error:#}"));
                }
            }
            (number, user, found)
        });
    }
    let mut users = Vec::new();
    while let Some(played) = playing.join_next().await {
        let (number, user, found) = played?;
        users.push((number, user));
        findings.extend(found);
    }
    users.sort_by_key(|(number, _)| *number);
    Ok(users.into_iter().map(|(_, user)| user).collect())
}

/// A server at one moment, from inside and from outside.
#[derive(Debug, Clone, Copy)]
struct State {
    figures: Figures,
    sockets: usize,
    memory_kib: u64,
}

impl State {
    async fn of(process: u32, folder: &Path) -> anyhow::Result<Self> {
        let figures = Figures::of(folder).await?;
        let usage = Usage::of(process)?;
        Ok(Self {
            figures,
            sockets: usage.sockets,
            memory_kib: usage.anonymous_kib,
        })
    }
}

impl State {
    /// That of a server that has only just been asked something: the least of what it has to do
    /// within a moment.
    async fn quiet(process: u32, folder: &Path) -> anyhow::Result<Self> {
        let mut least = Self::of(process, folder).await?;
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let now = Self::of(process, folder).await?;
            least.figures.tasks = least.figures.tasks.min(now.figures.tasks);
            least.sockets = least.sockets.min(now.sockets);
        }
        Ok(least)
    }
}

/// Waits until nothing goes on any more, and no task and no connection is left that was not there at
/// the start.
async fn rest(
    process: u32,
    folder: &Path,
    upstream: &FakeUpstream,
    start: State,
) -> anyhow::Result<State> {
    let begun = Instant::now();
    loop {
        let (now, playing) = (State::of(process, folder).await?, upstream.playing());
        let Figures {
            runs,
            streams,
            tasks,
            ..
        } = now.figures;
        let left = tasks.saturating_sub(start.figures.tasks);
        let sockets = now.sockets.saturating_sub(start.sockets);
        if runs + streams + left + sockets + playing == 0 {
            tokio::time::sleep(SETTLE).await;
            return State::of(process, folder).await;
        }
        ensure!(
            begun.elapsed() < REST,
            "{runs} runs, {streams} streams, {left} tasks, {sockets} connections and {playing} calls of \
             models are left"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Judges memory.
///
/// What is allocated at rest is counted to the byte, so the slightest leak adds up. What may differ
/// between two minutes is what is kept on purpose within a limit: the hot tails and the index of the
/// journal, which is less than its events. The journal itself and the archive lie on the disk.
///
/// What is resident is more: the allocator keeps what was allocated once, for each thread and size, so
/// that it grows for a while and then no more. Pages of files do not count.
fn memory(flat: &Flat, resident: &[u64], findings: &mut Vec<String>) {
    let most = u32::try_from((TAILS as u64 + JOURNAL) / 1024).unwrap_or(u32::MAX);
    let quarter = resident.len() / 4;
    let most_of = |part: &[u64]| part.iter().copied().max().unwrap_or_default();
    let (before, last) = resident.split_at(resident.len() - quarter);
    let (before, last) = (most_of(&before[before.len() - quarter..]), most_of(last));
    println!("resident: {before} KiB in the third quarter at most, {last} KiB in the last");
    if quarter >= 3 && last > before + KEPT {
        findings.push(format!(
            "resident memory grows: {before} KiB, then {last} KiB"
        ));
    }
    match flat.growth() {
        None => println!("growth is not judged: too few minutes"),
        Some(growth) => {
            println!("{growth}; {most} KiB are allowed");
            if !growth.is_within(most) {
                findings.push(format!("memory grows: {growth}, {most} KiB are allowed"));
            }
        }
    }
}

fn told(findings: &[String]) -> anyhow::Result<()> {
    for finding in findings.iter().take(10) {
        println!("  {finding}");
    }
    ensure!(findings.is_empty(), "{} findings", findings.len());
    Ok(())
}

/// A browser of its own.
async fn guest(client: &Client) -> anyhow::Result<Client> {
    let answer = client.send(Request::get("/api/me")).await?;
    let cookie = answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap_or_default();
    ensure!(!cookie.is_empty(), "a new guest is given a cookie");
    Ok(client.clone().with_cookie(cookie))
}
