//! What a frame costs that goes to 5,000 WebSockets, beside the least that it can cost: the same bytes
//! at the same times from a bare loop, by turns in one run.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::json;
use thalweg_client::{Client, Request};
use thalweg_probe::load::Usage;
use thalweg_testkit::{Process, Socket};
use thalweg_transports::ws::text_frame;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{interval, timeout};

use crate::counting_server::{end, spawn};
use crate::report::Report;
use crate::sockets::{frame, open};

const SOCKETS: usize = 5_000;
/// Each of the two has so many turns.
const TURNS: usize = 4;
/// Messages a second.
const RATE: u32 = 10;

/// Connections that are read, and how many bytes came.
struct Readers {
    bytes: Arc<AtomicU64>,
    tasks: JoinSet<()>,
}

impl Readers {
    fn new() -> Self {
        Self {
            bytes: Arc::default(),
            tasks: JoinSet::new(),
        }
    }

    fn read(&mut self, mut stream: TcpStream) {
        let bytes = Arc::clone(&self.bytes);
        self.tasks.spawn(async move {
            let mut scratch = vec![0; 2048];
            while let Ok(count @ 1..) = stream.read(&mut scratch).await {
                bytes.fetch_add(count as u64, Ordering::Relaxed);
            }
        });
    }

    /// Waits until so many bytes have come since the count was `before`.
    async fn wait(&self, before: u64, count: u64) -> anyhow::Result<()> {
        let all = async {
            while self.bytes.load(Ordering::Relaxed) < before + count {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        timeout(Duration::from_secs(30), all)
            .await
            .context("not all frames came")
    }

    fn count(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// What one commit tells.
struct Told {
    at: String,
    bytes: Vec<u8>,
    frames: usize,
}

/// Processor time for so many frames.
#[derive(Default)]
struct Spent {
    cpu: Duration,
    frames: u64,
}

impl Spent {
    fn each(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.frames as f64
    }
}

pub(crate) async fn measure(report: &mut Report, seconds: u64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    // The readers answer no pings.
    let server = spawn(folder.path(), &["--heartbeat", "600"]).await?;
    let bare = spawn(folder.path(), &["--bare"]).await?;
    let client = server.client();
    let answer = client
        .send(Request::post("/api/conversations", &json!({})))
        .await?;
    let conversation = answer.json()["id"].as_str().context("an id")?.to_owned();
    let channel = format!("conversation:{conversation}");
    let mut ours = Readers::new();
    for _ in 0..SOCKETS {
        let socket = follow(server.address(), &channel).await?;
        ours.read(socket.into_stream());
    }
    let mut observer = follow(server.address(), &channel).await?;
    let mut master = TcpStream::connect(bare.address()).await?;
    master.set_nodelay(true)?;
    // The loop knows its master by being the first.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut theirs = Readers::new();
    for _ in 0..SOCKETS {
        theirs.read(TcpStream::connect(bare.address()).await?);
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let count = u32::try_from(seconds)? * RATE;
    let (mut own, mut floor) = (Spent::default(), Spent::default());
    let mut size = 0;
    for _ in 0..TURNS {
        let said = say(
            &client,
            &conversation,
            &server,
            &ours,
            &mut observer,
            count,
            &mut own,
        )
        .await?;
        size = said
            .first()
            .map_or(0, |told| told.bytes.len() / told.frames);
        repeat(&mut master, &bare, &theirs, &said, &mut floor).await?;
    }
    bare.kill().await?;
    drop((ours, theirs, observer));
    end(server, folder.path()).await?;
    let (own, floor) = (own.each(), floor.each());
    report.note(
        &format!("processor time of a frame of about {size} B to one of {SOCKETS} WebSockets"),
        format!("{own:.2} µs"),
    );
    report.note(
        "the same from a bare epoll loop, by turns",
        format!("{floor:.2} µs"),
    );
    let ratio = own / floor;
    report.goal(
        "the one to the other",
        "≤ 1.25",
        format!("{ratio:.2}"),
        ratio <= 1.25,
    );
    Ok(())
}

/// A WebSocket that follows the channel.
async fn follow(address: SocketAddr, channel: &str) -> anyhow::Result<Socket> {
    let mut socket = open(address).await?;
    let subscribe = json!({ "type": "subscribe", "id": "s", "channel": channel });
    socket.send(&subscribe).await?;
    let ok = frame(&mut socket).await?;
    ensure!(ok["type"] == "ok", "{ok}");
    Ok(socket)
}

/// Adds messages, and gives the frames that told of them.
async fn say(
    client: &Client,
    conversation: &str,
    server: &Process,
    readers: &Readers,
    observer: &mut Socket,
    count: u32,
    spent: &mut Spent,
) -> anyhow::Result<Vec<Told>> {
    let process = server.id().context("it runs")?;
    let (before, bytes_before) = (Usage::of(process)?.cpu, readers.count());
    let mut beat = interval(Duration::from_secs(1) / RATE);
    let body = json!({ "conversationId": conversation, "content": "a message of some words to all who listen" });
    for _ in 0..count {
        beat.tick().await;
        let answer = client.send(Request::post("/api/messages", &body)).await?;
        ensure!(answer.status == 201, "{:?}", answer.body);
    }
    let mut told: Vec<Told> = Vec::new();
    let quiet = Duration::from_millis(500);
    while let Ok(next) = timeout(quiet, observer.next_raw()).await {
        let (first, payload) = next?.context("it lives")?;
        if first != 0x81 {
            continue;
        }
        let event: serde_json::Value = serde_json::from_slice(&payload)?;
        let at = event["at"].as_str().context("a time")?.to_owned();
        let frame = text_frame(&payload);
        // What one commit tells of a message goes out in one write.
        match told.last_mut().filter(|last| last.at == at) {
            Some(last) => {
                last.bytes.extend_from_slice(&frame);
                last.frames += 1;
            }
            None => told.push(Told {
                at,
                bytes: frame.to_vec(),
                frames: 1,
            }),
        }
    }
    ensure!(told.len() == count as usize, "{} commits", told.len());
    finish(process, before, readers, bytes_before, &told, spent).await?;
    Ok(told)
}

/// Has the bare loop write the same frames at the same rate.
async fn repeat(
    master: &mut TcpStream,
    bare: &Process,
    readers: &Readers,
    told: &[Told],
    spent: &mut Spent,
) -> anyhow::Result<()> {
    let process = bare.id().context("it runs")?;
    let (before, bytes_before) = (Usage::of(process)?.cpu, readers.count());
    let mut beat = interval(Duration::from_secs(1) / RATE);
    for Told { bytes, .. } in told {
        beat.tick().await;
        let mut line = u32::try_from(bytes.len())?.to_be_bytes().to_vec();
        line.extend_from_slice(bytes);
        master.write_all(&line).await?;
    }
    finish(process, before, readers, bytes_before, told, spent).await
}

/// Waits until all readers have everything, and adds what that took.
async fn finish(
    process: u32,
    cpu_before: Duration,
    readers: &Readers,
    bytes_before: u64,
    told: &[Told],
    spent: &mut Spent,
) -> anyhow::Result<()> {
    let bytes: usize = told.iter().map(|told| told.bytes.len()).sum();
    let frames: usize = told.iter().map(|told| told.frames).sum();
    readers.wait(bytes_before, (bytes * SOCKETS) as u64).await?;
    spent.cpu += Usage::of(process)?.cpu - cpu_before;
    spent.frames += (frames * SOCKETS) as u64;
    Ok(())
}
