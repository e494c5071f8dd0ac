//! Those who flood, in a process of their own.

use std::fmt;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::ValueEnum;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use thalweg_client::{Client, EventStream, Request};
use thalweg_testkit::{Said, Socket, handshake};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

/// Slow senders, and how long each waits between two bytes.
const SLOW: usize = 2_000;
const TRICKLE: Duration = Duration::from_millis(500);
const HALF_OPEN: usize = 5_000;
const COMING_BACK: usize = 5_000;
/// The longest body of all.
const BODY: u64 = 1 << 30;
/// Of zeros; a frame may hold 256 KiB.
const BOMB: usize = 200 << 20;
/// Between two bombs of a client, of which there are four.
const BETWEEN: Duration = Duration::from_millis(40);
/// Longer than a head may take.
const LONG: Duration = Duration::from_secs(15);
const SHORT: Duration = Duration::from_secs(8);

/// How a server is flooded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Attack {
    SlowHeads,
    HalfOpen,
    LongBodies,
    Bombs,
    Storm,
}

/// What came of an attack.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Told {
    /// Connections that were made.
    connections: u64,
    /// Of these, what the attacker wanted to see happen: refusals, or readers that got all.
    counted: u64,
    /// What was counted.
    what: String,
    /// What went otherwise than an attacker expects, and the last of it.
    failed: u64,
    failure: String,
}

impl Told {
    /// What went otherwise, if anything did.
    pub(crate) fn failures(&self) -> Option<String> {
        (self.failed > 0).then(|| format!("{} times: {}", self.failed, self.failure))
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} connections, {} {}",
            self.connections, self.counted, self.what
        )
    }
}

#[derive(Clone)]
struct Flood {
    server: SocketAddr,
    until: Instant,
    connections: Arc<AtomicU64>,
    counted: Arc<AtomicU64>,
    failed: Arc<Mutex<(u64, String)>>,
}

impl Attack {
    pub(crate) const ALL: [Self; 5] = [
        Self::SlowHeads,
        Self::HalfOpen,
        Self::LongBodies,
        Self::Bombs,
        Self::Storm,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SlowHeads => "2,000 slow heads",
            Self::HalfOpen => "5,000 half-open connections",
            Self::LongBodies => "bodies of 1 GiB",
            Self::Bombs => "compressed bombs",
            Self::Storm => "5,000 readers come back at once",
        }
    }

    pub(crate) const fn name_of_argument(self) -> &'static str {
        match self {
            Self::SlowHeads => "slow-heads",
            Self::HalfOpen => "half-open",
            Self::LongBodies => "long-bodies",
            Self::Bombs => "bombs",
            Self::Storm => "storm",
        }
    }

    /// Does it, and says on standard output what came of it.
    pub(crate) async fn run(self, server: SocketAddr, feed: &str) -> anyhow::Result<()> {
        let time = match self {
            Self::LongBodies | Self::Bombs => SHORT,
            _ => LONG,
        };
        let flood = Flood {
            server,
            until: Instant::now() + time,
            connections: Arc::default(),
            counted: Arc::default(),
            failed: Arc::default(),
        };
        let what = match self {
            Self::SlowHeads => flood.many(SLOW, |flood, _| flood.slow_head()).await?,
            Self::HalfOpen => flood.many(HALF_OPEN, Flood::half_open).await?,
            Self::LongBodies => flood.many(2, Flood::long_body).await?,
            Self::Bombs => {
                flood.gzip().await?;
                let bomb = bomb()?;
                flood
                    .many(4, move |flood, _| flood.bomb(bomb.clone()))
                    .await?
            }
            Self::Storm => flood.storm(feed).await?,
        };
        let get = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let (failed, failure) = flood.failed.lock().clone();
        let told = Told {
            failed,
            failure,
            connections: get(&flood.connections),
            counted: get(&flood.counted),
            what: what.into(),
        };
        writeln!(std::io::stdout(), "{}", serde_json::to_string(&told)?)?;
        Ok(())
    }
}

impl Flood {
    /// Does something again and again, so many at a time, until the time is over.
    async fn many<F, Fut>(&self, count: usize, each: F) -> anyhow::Result<&'static str>
    where
        F: Fn(Self, usize) -> Fut + Clone + Send + 'static,
        Fut: Future<Output = anyhow::Result<&'static str>> + Send + 'static,
    {
        let mut tasks = JoinSet::new();
        for n in 0..count {
            let (flood, each) = (self.clone(), each.clone());
            tasks.spawn(async move {
                let mut what = "";
                while let Ok(done) = timeout_at(flood.until, each(flood.clone(), n)).await {
                    match done {
                        Ok(done) => what = done,
                        Err(error) => flood.fail(&error).await,
                    }
                }
                what
            });
        }
        let mut what = "";
        while let Some(done) = tasks.join_next().await {
            what = what.max(done?);
        }
        Ok(what)
    }

    async fn connect(&self) -> anyhow::Result<TcpStream> {
        let socket = TcpStream::connect(self.server).await?;
        self.connections.fetch_add(1, Ordering::Relaxed);
        Ok(socket)
    }

    /// Notes it, and lets some time go before it is tried again.
    async fn fail(&self, error: &anyhow::Error) {
        {
            let mut failed = self.failed.lock();
            *failed = (failed.0 + 1, format!("{error:#}"));
        }
        sleep(Duration::from_millis(100)).await;
    }

    fn count(&self) {
        self.counted.fetch_add(1, Ordering::Relaxed);
    }

    /// A head of which a byte comes now and then.
    async fn slow_head(self) -> anyhow::Result<&'static str> {
        let (mut reads, mut writes) = self.connect().await?.into_split();
        writes.write_all(b"GET /api/me HTTP/1.1\r\nx: ").await?;
        let trickle = async {
            while writes.write_all(b"y").await.is_ok() {
                sleep(TRICKLE).await;
            }
        };
        let closed = async { while matches!(reads.read(&mut [0; 512]).await, Ok(1..)) {} };
        tokio::select! {
            () = trickle => {}
            () = closed => {}
        }
        self.count();
        Ok("closed by the server")
    }

    /// Nothing, or half a head, and then silence.
    async fn half_open(self, n: usize) -> anyhow::Result<&'static str> {
        let mut socket = self.connect().await?;
        if n.is_multiple_of(2) {
            socket.write_all(b"GET /api/me HTTP/1.1\r\nhos").await?;
        }
        while matches!(socket.read(&mut [0; 512]).await, Ok(1..)) {}
        self.count();
        Ok("closed by the server")
    }

    /// More than anybody takes: of a length that is told, or in chunks without one.
    async fn long_body(self, n: usize) -> anyhow::Result<&'static str> {
        let (mut reads, mut writes) = self.connect().await?.into_split();
        let chunked = n % 2 == 1;
        let length = if chunked {
            "transfer-encoding: chunked".into()
        } else {
            format!("content-length: {BODY}")
        };
        let head = format!(
            "POST /api/conversations HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n{length}\r\n\r\n",
            self.server
        );
        writes.write_all(head.as_bytes()).await?;
        let block = vec![b' '; 64 * 1024];
        let sends = async {
            for _ in 0..BODY / block.len() as u64 {
                if chunked && writes.write_all(b"10000\r\n").await.is_err()
                    || writes.write_all(&block).await.is_err()
                    || chunked && writes.write_all(b"\r\n").await.is_err()
                {
                    return;
                }
            }
        };
        let answered = async {
            let mut answer = [0; 4096];
            let read = reads.read(&mut answer).await.unwrap_or_default();
            answer[..read].starts_with(b"HTTP/1.1 413 ")
        };
        // Whoever is refused goes on sending.
        let (is_refused, ()) = tokio::join!(answered, sends);
        ensure!(is_refused, "a body of 1 GiB was not refused");
        self.count();
        Ok("refused with 413")
    }

    /// A frame of some KiB that would be 200 MiB.
    async fn bomb(self, frame: Arc<[u8]>) -> anyhow::Result<&'static str> {
        let mut headers = handshake();
        let extension =
            "permessage-deflate; client_no_context_takeover; server_no_context_takeover";
        headers.push(("Sec-WebSocket-Extensions", extension.into()));
        let mut socket = Socket::open_over(self.connect().await?, self.server, &headers).await?;
        let socket = socket
            .as_mut()
            .map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
        socket.send_raw(0xc1, &frame).await?;
        loop {
            match socket.next().await? {
                Said::Close(code, _) => {
                    ensure!(code == 1009, "a bomb was answered with {code}");
                    break;
                }
                Said::Gone => anyhow::bail!("a bomb was answered with nothing"),
                _ => {}
            }
        }
        self.count();
        sleep(BETWEEN).await;
        Ok("closed with 1009")
    }

    /// A body that says of itself that it is compressed is read as what it is: no JSON.
    async fn gzip(&self) -> anyhow::Result<()> {
        let request = Request::post("/api/conversations", &serde_json::json!({}));
        let request = request.header("content-encoding", "gzip");
        let answer = Client::new(self.server)
            .send(request.body(vec![0x1f, 0x8b, 8, 0]))
            .await?;
        ensure!(
            (400..500).contains(&answer.status),
            "gzip: {}",
            answer.status
        );
        Ok(())
    }

    /// Readers that lost their connection all at once and come back with their place.
    async fn storm(&self, feed: &str) -> anyhow::Result<&'static str> {
        let mut tasks = JoinSet::new();
        for _ in 0..COMING_BACK {
            let (flood, feed) = (self.clone(), feed.to_owned());
            tasks.spawn(async move {
                let client = Client::new(flood.server);
                loop {
                    match flood.come_back(&client, &feed).await {
                        Ok(Ok(stream)) => {
                            flood.count();
                            tokio::time::sleep_until(flood.until).await;
                            drop(stream);
                            return;
                        }
                        Ok(Err(wait)) => sleep(wait).await,
                        Err(error) => flood.fail(&error).await,
                    }
                }
            });
        }
        let all = async { while tasks.join_next().await.is_some() {} };
        let limit = self.until + Duration::from_secs(1);
        // Who is not done by then has not got all, which the count tells.
        let _ = timeout_at(limit, all).await;
        Ok("got all that they had missed")
    }

    /// The stream of a reader that has all that it missed, or when it shall come again.
    async fn come_back(
        &self,
        client: &Client,
        feed: &str,
    ) -> anyhow::Result<Result<EventStream, Duration>> {
        self.connections.fetch_add(1, Ordering::Relaxed);
        let mut stream = client.stream(Request::get(feed)).await?;
        let mut came = 0;
        while came < super::MESSAGES {
            let event = stream.next().await?.context("it ended early")?;
            match event.kind.as_str() {
                "reconnect" => {
                    let told: serde_json::Value = serde_json::from_str(&event.data)?;
                    let wait = told["retryMs"].as_u64().context("a time")?;
                    return Ok(Err(Duration::from_millis(wait)));
                }
                "message" => came += 1,
                _ => {}
            }
        }
        Ok(Ok(stream))
    }
}

/// Zeros, compressed as a frame has it.
fn bomb() -> anyhow::Result<Arc<[u8]>> {
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![b'0'; 1 << 20];
    for _ in 0..BOMB / block.len() {
        deflate.write_all(&block)?;
    }
    let bytes = deflate.flush().and_then(|()| deflate.finish())?;
    ensure!(
        bytes.len() < 256 * 1024,
        "{} bytes are no bomb",
        bytes.len()
    );
    Ok(bytes.into())
}
