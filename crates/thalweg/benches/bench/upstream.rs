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

use crate::counting_server::{BRIEF, CLOSING, REPLAYING, THINKING, end, spawn, stamp};
use crate::report::{Report, cores, ms};

/// How many first tokens are compared, one after the other.
const PAIRS: usize = 500;
const RUNS: usize = 500;
/// The pieces of a run: 50 a second.
const BETWEEN: Duration = Duration::from_millis(20);
const WARM: Duration = Duration::from_secs(3);
const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// What the server adds to a model's server on this machine, which streams 50 pieces a second.
pub(crate) async fn measure(report: &mut Report, seconds: u64) -> anyhow::Result<()> {
    report.section("A model's server: what is added to it");
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let mut serving = JoinSet::new();
    serving.spawn(accept(listener));
    let url = format!("http://{address}/v1");
    let disk = std::env::temp_dir();
    let [half, nine] = first_tokens(report, address, &url, &disk, REPLAYING).await?;
    let (one, five) = (Duration::from_millis(1), Duration::from_millis(5));
    report.goal(
        "request → first token, added by the server, p50",
        "≤ 1 ms",
        ms(half),
        half <= one,
    );
    report.goal("the same, p99", "≤ 5 ms", ms(nine), nine <= five);
    let others = [
        (BRIEF, "the same, each after 20 ms of rest"),
        (THINKING, "the same with a model that takes 20 ms to answer"),
    ];
    for (model, what) in others {
        let [half, nine] = first_tokens(report, address, &url, &disk, model).await?;
        report.note(&format!("{what}, p50"), ms(half));
        report.note("the same, p99", ms(nine));
    }
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        let [half, nine] = first_tokens(report, address, &url, memory, BRIEF).await?;
        report.note(
            "the same, each after 20 ms of rest, with the folder in memory, p50",
            ms(half),
        );
        report.note("the same, p99", ms(nine));
    }
    let [half, nine] = first_tokens(report, address, &url, &disk, CLOSING).await?;
    report.note(
        "the same with new connections for each request, p50",
        ms(half),
    );
    report.note(
        "the same with new connections for each request, p99",
        ms(nine),
    );
    chunks(report, &url, seconds).await?;
    runs(report, &url, seconds).await?;
    serving.abort_all();
    Ok(())
}

/// From the request to the first token, at the model's server itself and through this one by turns:
/// how much more it is at p50 and p99. Connections are kept, as browsers and servers do, or all of
/// them are new: to the server, and from there to the model's.
async fn first_tokens(
    report: &mut Report,
    bare: SocketAddr,
    url: &str,
    place: &Path,
    model: &str,
) -> anyhow::Result<[Duration; 2]> {
    let kept = model != CLOSING;
    let folder = tempfile::tempdir_in(place)?;
    let server = spawn(folder.path(), &["--upstream", url]).await?;
    let asked = format!("{{\"model\":\"{model}\"}}");
    let bare_request = post(&bare, "/v1/chat/completions", &asked);
    let address = server.client().address();
    let asked = json!({ "prompt": "go", "model": format!("up/{model}") }).to_string();
    let request = post(&address, "/api/realtime", &asked);
    let (mut to_bare, mut to_server) = (Peer::new(bare, kept), Peer::new(address, kept));
    let (mut direct, mut through) = (Vec::new(), Vec::new());
    for n in 0..PAIRS + 20 {
        let one = to_bare.first(&bare_request, b"content\":").await?;
        let two = to_server.first(&request, b"event: token").await?;
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

fn post(to: &SocketAddr, path: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: {to}\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Who asks one question after the other, and does nothing else with what comes.
struct Peer {
    address: SocketAddr,
    kept: Option<TcpStream>,
    keeps: bool,
}

impl Peer {
    const fn new(address: SocketAddr, keeps: bool) -> Self {
        Self {
            address,
            kept: None,
            keeps,
        }
    }

    /// How long it takes from the request, or from the connection if it is new, until `mark` is
    /// there. The answer is read to its end.
    async fn first(&mut self, request: &str, mark: &[u8]) -> anyhow::Result<Duration> {
        let asked = Instant::now();
        let mut peer = match self.kept.take() {
            Some(peer) => peer,
            None => TcpStream::connect(self.address).await?,
        };
        peer.set_nodelay(true)?;
        peer.write_all(request.as_bytes()).await?;
        let mut read = Vec::new();
        until(&mut peer, &mut read, mark).await?;
        let first = asked.elapsed();
        until(&mut peer, &mut read, LAST_CHUNK).await?;
        if self.keeps {
            self.kept = Some(peer);
        }
        Ok(first)
    }
}

async fn until(peer: &mut TcpStream, read: &mut Vec<u8>, mark: &[u8]) -> anyhow::Result<()> {
    while !read.windows(mark.len()).any(|part| part == mark) {
        let came = peer.read_buf(read).await?;
        let so_far = String::from_utf8_lossy(read);
        ensure!(came > 0, "it ended: {so_far}");
    }
    Ok(())
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

/// Answers requests that come one after the other. Whoever is none of the models that say one piece and
/// end never ends.
async fn answer(mut peer: TcpStream) -> anyhow::Result<()> {
    peer.set_nodelay(true)?;
    loop {
        let mut asked = Vec::new();
        until(&mut peer, &mut asked, b"\r\n\r\n").await?;
        if asked.starts_with(b"GET") {
            peer.write_all(b"HTTP/1.1 404 None\r\ncontent-length: 0\r\n\r\n")
                .await?;
            continue;
        }
        read_body(&mut peer, &mut asked).await?;
        let asked = String::from_utf8_lossy(&asked);
        let names = |model: &str| asked.contains(&format!("\"{model}\""));
        let (replaying, thinking, closing) = (names(REPLAYING), names(THINKING), names(CLOSING));
        let brief = replaying || thinking || names(BRIEF);
        let ends = if closing { "connection: close\r\n" } else { "" };
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n{ends}\r\n"
        );
        peer.write_all(head.as_bytes()).await?;
        if brief || closing {
            if thinking {
                tokio::time::sleep(BETWEEN).await;
            }
            say(&mut peer, "hello", "null").await?;
            if !replaying && !thinking {
                tokio::time::sleep(BETWEEN).await;
            }
            say(&mut peer, "", "\"stop\"").await?;
            peer.write_all(LAST_CHUNK).await?;
        } else {
            let mut due = Instant::now();
            loop {
                say(&mut peer, &format!("{} ", stamp()), "null").await?;
                due += BETWEEN;
                tokio::time::sleep_until(due).await;
            }
        }
        if closing {
            return Ok(());
        }
    }
}

/// Reads the body of a request whose head is there.
async fn read_body(peer: &mut TcpStream, asked: &mut Vec<u8>) -> anyhow::Result<()> {
    let text = String::from_utf8_lossy(asked).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").context("a head")?;
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.context("a length")?.parse()?;
    let mut rest = vec![0; length.saturating_sub(body.len())];
    peer.read_exact(&mut rest).await?;
    asked.extend(rest);
    Ok(())
}

/// One chunk of an answer: its text, and how it finished as JSON.
async fn say(peer: &mut TcpStream, text: &str, finish: &str) -> anyhow::Result<()> {
    let piece = format!(
        "data: {{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stamp\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":{finish}}}]}}\n\n"
    );
    let chunk = format!("{:x}\r\n{piece}\r\n", piece.len());
    Ok(peer.write_all(chunk.as_bytes()).await?)
}
