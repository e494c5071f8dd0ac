use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::{Value, json};
use thalweg_hub::Tasks;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// A server of models that plays scripts, one for each request, byte by byte as they say. It listens
/// on port 0 and ends with the runtime.
#[derive(Clone)]
pub struct FakeUpstream {
    address: SocketAddr,
    state: Arc<State>,
    _tasks: Tasks,
}

/// One step of a [`FakeUpstream`]'s script. After the last one it closes the connection.
#[derive(Debug, Clone)]
pub enum UpstreamStep {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Sends bytes so many times, so far apart.
    Repeat(Vec<u8>, usize, Duration),
    /// Waits.
    Wait(Duration),
    /// Sends nothing any more, until the other side goes.
    Hang,
    /// Breaks the connection off.
    Reset,
}

/// One request that a [`FakeUpstream`] was asked.
#[derive(Debug, Clone)]
pub struct UpstreamAsked {
    /// The line and the headers of the request.
    pub head: String,
    /// Its body.
    pub body: Value,
}

type Respond = Box<dyn Fn(&UpstreamAsked) -> Vec<UpstreamStep> + Send + Sync>;

#[derive(Default)]
struct State {
    /// Makes the script of each request of the request itself; then none is remembered.
    respond: Option<Respond>,
    /// Answers that are being played.
    playing: AtomicUsize,
    scripts: Mutex<VecDeque<Vec<UpstreamStep>>>,
    asked: Mutex<Vec<UpstreamAsked>>,
    list: Mutex<Option<(u16, Value)>>,
    dropped: Mutex<usize>,
    changed: Notify,
}

impl UpstreamStep {
    /// The head of an answer.
    pub fn head(status: u16, headers: &str) -> Self {
        let head = format!("HTTP/1.1 {status} Told\r\nconnection: close\r\n{headers}\r\n");
        Self::Send(head.into())
    }

    /// The head of an event stream.
    pub fn stream() -> Self {
        Self::head(200, "content-type: text/event-stream\r\n")
    }

    /// A whole answer that is no stream.
    pub fn answer(status: u16, headers: &str, body: &str) -> Vec<Self> {
        vec![Self::head(status, headers), Self::Send(body.into())]
    }

    /// An event.
    pub fn event(data: &Value) -> Self {
        Self::Send(format!("data: {data}\n\n").into())
    }

    /// A piece of text, as chat completions have it.
    pub fn say(text: &str) -> Self {
        Self::event(&json!({ "choices": [{ "index": 0, "delta": { "content": text } }] }))
    }

    /// The end of an answer, as chat completions have it.
    pub fn finish() -> Self {
        let end = json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] });
        Self::Send(format!("data: {end}\n\ndata: [DONE]\n\n").into())
    }
}

impl FakeUpstream {
    /// Listens. Requests without a script are answered with `ok`.
    pub async fn start() -> Self {
        Self::listen(State::default()).await
    }

    /// Listens, and makes the script of each request with `respond`. Nothing is remembered of what
    /// was asked, so that it can be asked for as long as you like.
    pub async fn responding(
        respond: impl Fn(&UpstreamAsked) -> Vec<UpstreamStep> + Send + Sync + 'static,
    ) -> Self {
        Self::listen(State {
            respond: Some(Box::new(respond)),
            ..State::default()
        })
        .await
    }

    async fn listen(state: State) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (state, tasks) = (Arc::new(state), Tasks::new());
        let (own, connections) = (Arc::clone(&state), tasks.clone());
        tasks.spawn("upstream", |stop| async move {
            while let Some(Ok((peer, _))) = stop.run_until_cancelled(listener.accept()).await {
                let state = Arc::clone(&own);
                connections.spawn("upstream connection", |_| async move {
                    // Tests look at what came of it, not at how it ended.
                    let _ = serve(peer, &state).await;
                });
            }
        });
        Self {
            address,
            state,
            _tasks: tasks,
        }
    }

    /// Its base URL.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Adds the script for the next request that has none yet.
    pub fn script(&self, steps: Vec<UpstreamStep>) {
        self.state.scripts.lock().push_back(steps);
    }

    /// What it says when it is asked for its models: 404 until this is called.
    pub fn list(&self, status: u16, list: Value) {
        *self.state.list.lock() = Some((status, list));
    }

    /// How many answers are being played now.
    pub fn playing(&self) -> usize {
        self.state.playing.load(Ordering::Relaxed)
    }

    /// What it was asked so far, lists left out.
    pub fn asked(&self) -> Vec<UpstreamAsked> {
        self.state.asked.lock().clone()
    }

    /// Waits until so many connections were given up by the other side in mid-answer.
    pub async fn dropped(&self, count: usize) {
        loop {
            let changed = self.state.changed.notified();
            if *self.state.dropped.lock() >= count {
                return;
            }
            changed.await;
        }
    }
}

async fn serve(mut peer: TcpStream, state: &State) -> std::io::Result<()> {
    peer.set_nodelay(true)?;
    let (head, body) = read(&mut peer).await?;
    if head.starts_with("GET ") {
        let list = state.list.lock().clone();
        let (status, list) = list.unwrap_or((404, Value::Null));
        let body = list.to_string();
        let kind = format!(
            "content-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        );
        let head = format!("HTTP/1.1 {status} Told\r\nconnection: close\r\n{kind}\r\n{body}");
        return peer.write_all(head.as_bytes()).await;
    }
    let body = serde_json::from_slice(&body).unwrap_or_default();
    let asked = UpstreamAsked { head, body };
    let script = if let Some(respond) = &state.respond {
        Some(respond(&asked))
    } else {
        state.asked.lock().push(asked);
        state.scripts.lock().pop_front()
    };
    let usual = || {
        vec![
            UpstreamStep::stream(),
            UpstreamStep::say("ok"),
            UpstreamStep::finish(),
        ]
    };
    state.playing.fetch_add(1, Ordering::Relaxed);
    let played = play(&mut peer, script.unwrap_or_else(usual)).await;
    state.playing.fetch_sub(1, Ordering::Relaxed);
    if played.is_err() {
        *state.dropped.lock() += 1;
        state.changed.notify_waiters();
        return played;
    }
    peer.shutdown().await
}

/// Plays a script. An error says that the other side went.
async fn play(peer: &mut TcpStream, steps: Vec<UpstreamStep>) -> std::io::Result<()> {
    for step in steps {
        match step {
            UpstreamStep::Send(bytes) => peer.write_all(&bytes).await?,
            UpstreamStep::Repeat(bytes, times, apart) => {
                for _ in 0..times {
                    peer.write_all(&bytes).await?;
                    rest(peer, apart).await?;
                }
            }
            UpstreamStep::Wait(time) => rest(peer, time).await?,
            UpstreamStep::Hang => rest(peer, Duration::MAX).await?,
            UpstreamStep::Reset => {
                peer.set_zero_linger()?;
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Waits, unless the other side goes.
async fn rest(peer: &mut TcpStream, time: Duration) -> std::io::Result<()> {
    let mut byte = [0];
    if time.is_zero() {
        return Ok(());
    }
    match tokio::time::timeout(time, peer.read(&mut byte)).await {
        Err(_) => Ok(()),
        Ok(Ok(0)) => Err(std::io::ErrorKind::ConnectionReset.into()),
        Ok(read) => read.map(|_| ()),
    }
}

/// The head and the body of a request.
async fn read(peer: &mut TcpStream) -> std::io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length
                .and_then(|text| text.trim().parse().ok())
                .unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
                return Ok((head, bytes.split_off(end + 4)));
            }
        }
        if peer.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}
