use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::json;
use thalweg_client::{Client, Request};
use thalweg_probe::load::{Quantiles, Usage};
use thalweg_wire::{StartedRun, Token};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::counting_server::{end, spawn, stamp};
use crate::report::{Report, cores, ms};

/// How many first tokens are compared, one after the other.
const PAIRS: usize = 500;
const RUNS: usize = 500;
/// The pieces of a run: 50 a second.
const BETWEEN: Duration = Duration::from_millis(20);
const WARM: Duration = Duration::from_secs(3);

/// What the server adds to a model's server on this machine, which streams 50 pieces a second.
pub(crate) async fn measure(report: &mut Report, seconds: u64) -> anyhow::Result<()> {
    report.section("A model's server: what is added to it");
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let mut serving = JoinSet::new();
    serving.spawn(accept(listener));
    let url = format!("http://{address}/v1");
    let [half, nine] = first_tokens(report, address, &url, &std::env::temp_dir()).await?;
    let (one, five) = (Duration::from_millis(1), Duration::from_millis(5));
    report.goal(
        "request → first token, added by the server, p50",
        "≤ 1 ms",
        ms(half),
        half <= one,
    );
    report.goal("the same, p99", "≤ 5 ms", ms(nine), nine <= five);
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        let [half, nine] = first_tokens(report, address, &url, memory).await?;
        report.note("the same with the folder in memory, p50", ms(half));
        report.note("the same with the folder in memory, p99", ms(nine));
    }
    chunks(report, &url, seconds).await?;
    runs(report, &url, seconds).await?;
    serving.abort_all();
    Ok(())
}

/// From the request to the first token, at the model's server itself and through this one by turns:
/// how much more it is at p50 and p99.
async fn first_tokens(
    report: &mut Report,
    bare: SocketAddr,
    url: &str,
    place: &Path,
) -> anyhow::Result<[Duration; 2]> {
    let folder = tempfile::tempdir_in(place)?;
    let server = spawn(folder.path(), &["--upstream", url]).await?;
    let client = server.client();
    let (mut direct, mut through) = (Vec::new(), Vec::new());
    for n in 0..PAIRS + 20 {
        let asked = Instant::now();
        let first = first_of_bare(bare).await?;
        let one = first - asked;
        let asked = Instant::now();
        let two = first_of_run(&client).await? - asked;
        if n >= 20 {
            direct.push(one);
            through.push(two);
        }
    }
    end(server, folder.path()).await?;
    let (direct, through): (Quantiles, Quantiles) =
        (direct.into_iter().collect(), through.into_iter().collect());
    let added = |at| through.at(at).saturating_sub(direct.at(at));
    report.note("request → first token, bare, p50", ms(direct.at(500)));
    Ok([added(500), added(990)])
}

/// From the moment that the model's server sent a piece to the moment that a reader has it, each
/// piece by itself.
async fn chunks(report: &mut Report, url: &str, seconds: u64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let server = spawn(folder.path(), &["--upstream", url, "--no-joining"]).await?;
    let client = server.client();
    let mut readers = JoinSet::new();
    for _ in 0..20 {
        let client = client.clone();
        readers.spawn(async move { pieces(&client, Duration::from_secs(seconds)).await });
        tokio::time::sleep(BETWEEN / 20).await;
    }
    let mut times = Vec::new();
    while let Some(read) = readers.join_next().await {
        times.extend(read??);
    }
    end(server, folder.path()).await?;
    let times: Quantiles = times.into_iter().collect();
    let limit = Duration::from_millis(2);
    report.note(
        "piece sent → bytes read, beyond the joining window, p50",
        ms(times.at(500)),
    );
    report.goal(
        "the same, p99",
        "≤ 2 ms",
        ms(times.at(990)),
        times.at(990) <= limit,
    );
    Ok(())
}

/// The processor time of 500 runs.
async fn runs(report: &mut Report, url: &str, seconds: u64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let server = spawn(folder.path(), &["--upstream", url]).await?;
    let (client, process) = (server.client(), server.id().unwrap_or_default());
    let mut ids = Vec::new();
    for _ in 0..RUNS {
        let answer = client.send(ask()).await?;
        ensure!(answer.status == 202, "{:?}", answer.body);
        let run: StartedRun = serde_json::from_slice(&answer.body)?;
        ids.push(run.run_id);
        tokio::time::sleep(BETWEEN / 10).await;
    }
    tokio::time::sleep(WARM).await;
    let (begun, before) = (Instant::now(), Usage::of(process)?);
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let (over, after) = (begun.elapsed(), Usage::of(process)?);
    let share = cores(after.cpu - before.cpu, over);
    report.goal(
        "cores of the server for 500 runs",
        "≤ 1",
        format!("{share:.2}"),
        share <= 1.0,
    );
    for id in ids {
        let stop = Request::new("DELETE".parse()?, format!("/api/realtime/{id}"));
        let answer = client.send(stop).await?;
        ensure!(
            answer.json()["ended"] == "stopped",
            "a run ended by itself: {:?}",
            answer.body
        );
    }
    end(server, folder.path()).await?;
    Ok(())
}

fn ask() -> Request {
    Request::post(
        "/api/realtime",
        &json!({ "prompt": "go", "model": "up/stamp" }),
    )
}

async fn first_of_bare(address: SocketAddr) -> anyhow::Result<Instant> {
    let mut peer = TcpStream::connect(address).await?;
    peer.set_nodelay(true)?;
    let request = "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}";
    peer.write_all(request.as_bytes()).await?;
    let mut read = Vec::new();
    while !read.windows(7).any(|seven| seven == b"content") {
        ensure!(peer.read_buf(&mut read).await? > 0, "it ended");
    }
    Ok(Instant::now())
}

async fn first_of_run(client: &Client) -> anyhow::Result<Instant> {
    let mut stream = client.stream(ask()).await?;
    let (mut run, mut first) = (None, None);
    while first.is_none() {
        let event = stream.next().await?.context("a token")?;
        match event.kind.as_str() {
            "run" => run = serde_json::from_str::<thalweg_wire::Run>(&event.data).ok(),
            "token" => first = Some(Instant::now()),
            _ => {}
        }
    }
    let run = run.context("a run")?.id;
    let stop = Request::new("DELETE".parse()?, format!("/api/realtime/{run}"));
    client.send(stop).await?;
    first.context("a token")
}

async fn pieces(client: &Client, time: Duration) -> anyhow::Result<Vec<Duration>> {
    let mut stream = client.stream(ask()).await?;
    let (begun, mut times) = (Instant::now(), Vec::new());
    while begun.elapsed() < time {
        let event = stream.next().await?.context("a piece")?;
        let now = stamp();
        if event.kind == "token" {
            let token: Token = serde_json::from_str(&event.data)?;
            for said in token.text.split_whitespace() {
                times.push(Duration::from_nanos(now.saturating_sub(said.parse()?)));
            }
        }
    }
    Ok(times)
}

/// A model's server whose pieces are the times at which they were sent.
async fn accept(listener: TcpListener) {
    let mut peers = JoinSet::new();
    while let Ok((peer, _)) = listener.accept().await {
        peers.spawn(answer(peer));
        while peers.try_join_next().is_some() {}
    }
}

async fn answer(mut peer: TcpStream) -> std::io::Result<()> {
    peer.set_nodelay(true)?;
    let mut asked = Vec::new();
    // The body comes with the head or right after it; it is not looked at.
    while !asked.windows(4).any(|four| four == b"\r\n\r\n") {
        if peer.read_buf(&mut asked).await? == 0 {
            return Ok(());
        }
    }
    if asked.starts_with(b"GET") {
        return peer
            .write_all(b"HTTP/1.1 404 None\r\ncontent-length: 0\r\n\r\n")
            .await;
    }
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    peer.write_all(head.as_bytes()).await?;
    let mut due = Instant::now();
    loop {
        let piece = format!(
            "data: {{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stamp\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{} \"}},\"finish_reason\":null}}]}}\n\n",
            stamp()
        );
        peer.write_all(piece.as_bytes()).await?;
        due += BETWEEN;
        tokio::time::sleep_until(due).await;
    }
}
