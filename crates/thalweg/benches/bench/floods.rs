//! What people notice who have a run before them while somebody floods the server.

pub(crate) mod attack;

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde_json::json;
use thalweg_client::{Client, EventStream, Request};
use thalweg_probe::load::Quantiles;
use thalweg_testkit::Process;
use thalweg_wire::{StartedRun, Token};
use tokio::process::Command;
use tokio::task::JoinSet;

use self::attack::{Attack, Told};
use crate::counting_server::{STAMP, end, spawn, stamp};
use crate::report::{Report, ms};

/// Runs of 50 pieces a second, each with a reader.
const RUNS: usize = 50;
/// Before anything is measured, so that what is made once is.
const WARM: Duration = Duration::from_secs(5);
const QUIET: Duration = Duration::from_secs(10);
/// Between two floods.
const REST: Duration = Duration::from_secs(2);
/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// How many messages those who come back find.
const MESSAGES: usize = 30;
/// Open files that server and attackers need each.
const FILES: u64 = 8_000;

/// When something was, by the clock that processes share, and the most memory meanwhile.
struct Span {
    from: u64,
    until: u64,
    most_kib: u64,
}

/// A piece: when it was said, and how long it took to its reader.
type Piece = (u64, Duration);

/// 50 runs of 50 pieces a second with a reader each: first alone, then under each flood in turn.
pub(crate) async fn measure(report: &mut Report) -> anyhow::Result<()> {
    report.section("Floods, beside 50 runs of 50 pieces a second with a reader each");
    enough_files()?;
    let folder = tempfile::tempdir()?;
    let server = spawn(folder.path(), &[]).await?;
    let client = server.client();
    let feed = feed(&client).await?;
    let (mut runs, mut readers) = (Vec::new(), JoinSet::new());
    for n in 0..RUNS {
        let body = json!({ "prompt": format!("run {n}"), "model": STAMP });
        let answer = client.send(Request::post("/api/realtime", &body)).await?;
        ensure!(answer.status == 202, "{:?}", answer.body);
        let run: StartedRun = serde_json::from_slice(&answer.body)?;
        let target = format!("/api/realtime/{}", run.run_id);
        let stream = client.stream(Request::get(&target)).await?;
        readers.spawn(read(stream));
        runs.push(target);
    }
    tokio::time::sleep(WARM).await;
    let quiet = watch(&server, tokio::time::sleep(QUIET)).await?.1;
    let mut spans = Vec::new();
    for attack in Attack::ALL {
        tokio::time::sleep(REST).await;
        let flood = flood(&server, attack, &feed);
        let (told, span) = watch(&server, flood).await?;
        spans.push((attack, told?, span));
        if let Some(broken) = readers.try_join_next() {
            let _ = broken??;
            bail!("a run ended while {} went on", attack.name());
        }
    }
    tokio::time::sleep(REST).await;
    for target in &runs {
        let stop = Request::new("DELETE".parse()?, target);
        let answer = client.send(stop).await?;
        ensure!(answer.status == 200, "a stop answered {}", answer.status);
    }
    let (mut pieces, mut lost) = (Vec::new(), 0);
    while let Some(read) = readers.join_next().await {
        let (read, missing) = read??;
        pieces.extend(read);
        lost += missing;
    }
    end(server, folder.path()).await?;
    tell(report, &quiet, &spans, &pieces);
    report.goal(
        "pieces that a reader did not get",
        "0",
        lost.to_string(),
        lost == 0,
    );
    Ok(())
}

fn tell(report: &mut Report, quiet: &Span, spans: &[(Attack, Told, Span)], pieces: &[Piece]) {
    let lag = |span: &Span| -> Quantiles {
        let within = |said: u64| (span.from..span.until).contains(&said);
        pieces
            .iter()
            .filter(|(said, _)| within(*said))
            .map(|(_, lag)| *lag)
            .collect()
    };
    let alone = lag(quiet).at(990);
    report.note(
        "piece said → bytes read, quiet, p50",
        ms(lag(quiet).at(500)),
    );
    report.note("the same, p99", ms(alone));
    let mut grown = 0;
    for (attack, told, span) in spans {
        let under = lag(span).at(990);
        let ratio = under.as_secs_f64() / alone.as_secs_f64();
        report.goal(
            &format!("{}: p99", attack.name()),
            "≤ 3 × quiet",
            format!("{} ({ratio:.2} ×)", ms(under)),
            ratio <= 3.0,
        );
        report.note(
            &format!("{}: what came of it", attack.name()),
            told.to_string(),
        );
        if let Some(failures) = told.failures() {
            report.goal("what should not have happened", "nothing", failures, false);
        }
        let more = span.most_kib.saturating_sub(quiet.most_kib);
        report.note(
            &format!("{}: memory beyond quiet", attack.name()),
            mib(more),
        );
        grown = grown.max(more);
    }
    report.goal(
        "the most memory beyond quiet",
        "≤ 100 MiB",
        mib(grown),
        grown <= 100 * 1024,
    );
}

fn mib(kib: u64) -> String {
    format!("{:.0} MiB", kib as f64 / 1_024.0)
}

/// Does something, and looks at the server's memory meanwhile.
async fn watch<T>(server: &Process, work: impl Future<Output = T>) -> anyhow::Result<(T, Span)> {
    let process = server.id().context("the server runs")?;
    let (from, mut most_kib) = (stamp(), 0);
    tokio::pin!(work);
    loop {
        most_kib = most_kib.max(resident_kib(process)?);
        tokio::select! {
            done = &mut work => {
                let span = Span { from, until: stamp(), most_kib };
                return Ok((done, span));
            }
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// The resident memory, without a look at each of thousands of sockets.
fn resident_kib(process: u32) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.context("its memory")?.parse()?)
}

/// Floods from a process of its own, so that readers do not wait for what attackers do; the two share
/// the machine's processors with the server.
async fn flood(server: &Process, attack: Attack, feed: &str) -> anyhow::Result<Told> {
    let flood = Command::new(std::env::current_exe()?)
        .args([
            "flood",
            attack.name_of_argument(),
            "--feed",
            feed,
            "--server",
        ])
        .arg(server.address().to_string())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .output()
        .await?;
    ensure!(
        flood.status.success(),
        "{} ended with {}",
        attack.name(),
        flood.status
    );
    Ok(serde_json::from_slice(&flood.stdout)?)
}

/// A conversation with some messages, and how it is followed from before them.
async fn feed(client: &Client) -> anyhow::Result<String> {
    let made = client
        .send(Request::post("/api/conversations", &json!({})))
        .await?;
    ensure!(made.status == 201, "{:?}", made.body);
    let id = made.json()["id"].as_str().context("an id")?.to_owned();
    let place = format!("/api/messages?conversationId={id}");
    let place = client.send(Request::get(place)).await?;
    let cursor = place.json()["asOf"].as_str().context("a place")?.to_owned();
    for n in 0..MESSAGES {
        let body = json!({ "conversationId": id, "content": format!("message {n}") });
        let added = client.send(Request::post("/api/messages", &body)).await?;
        ensure!(added.status == 201, "{:?}", added.body);
    }
    Ok(format!("/api/conversations/{id}/events?cursor={cursor}"))
}

/// Reads a run to its end: all pieces, and how many of the whole answer did not come.
async fn read(mut stream: EventStream) -> anyhow::Result<(Vec<Piece>, usize)> {
    let (mut pieces, mut text, mut whole) = (Vec::new(), String::new(), None);
    while let Some(event) = stream.next().await? {
        let now = stamp();
        if event.kind == "token" {
            let token: Token = serde_json::from_str(&event.data)?;
            for said in token.text.split_whitespace() {
                let said: u64 = said.parse()?;
                pieces.push((said, Duration::from_nanos(now.saturating_sub(said))));
            }
            text.push_str(&token.text);
        }
        if event.kind == "message" {
            let message: serde_json::Value = serde_json::from_str(&event.data)?;
            if message["role"] == "assistant" {
                let content = message["content"].as_str().context("a content")?;
                whole = Some(content.to_owned());
            }
        }
        if event.kind == "done" {
            let whole = whole.context("a run ended without its message")?;
            let lost = whole.split_whitespace().count().abs_diff(pieces.len());
            ensure!(lost > 0 || whole == text, "pieces came in another order");
            return Ok((pieces, lost));
        }
    }
    bail!("a run's stream ended without its end")
}

fn enough_files() -> anyhow::Result<()> {
    let limits = std::fs::read_to_string(Path::new("/proc/self/limits"))?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().next());
    let soft = soft.context("a limit of open files")?;
    let enough = soft
        .parse()
        .map_or(soft == "unlimited", |soft: u64| soft >= FILES);
    ensure!(enough, "{soft} open files are too few: `ulimit -n {FILES}`");
    Ok(())
}
