//! The server under load: the library with the parts of the real binary, and a model whose pieces say
//! when they were said. What it counted lies in its folder once it has ended.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use anyhow::Context as _;
use async_trait::async_trait;
use futures_util::stream;
use serde::{Deserialize, Serialize};
use thalweg::{Parts, Settings, start};
use thalweg_chat::{
    DeltaKind, ModelDelta, ModelError, ModelProvider, ModelRequest, ModelStream, Tool, Toolbox,
};
use thalweg_log::{OsEntropy, SystemClock};
use thalweg_providers::{
    BaseUrl, DemoModel, Providers, Upstream, UpstreamConfig, UpstreamKind, UpstreamPatience,
};
use thalweg_testkit::Process;
use thalweg_tools::Calculator;
use thalweg_wire::Model;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{Instant, sleep_until};

use crate::store::open;
use crate::ticker::Ticker;

/// The model whose pieces are times: 50 a second, each the nanoseconds of the system's clock, which
/// all processes of a machine share.
pub(crate) const STAMP: &str = "stamp";
/// Models of the upstream that say one piece and end: at once; when 20 ms are over since the piece; with a
/// piece that takes 20 ms; and as the second, with the connection's end.
pub(crate) const REPLAYING: &str = "replaying";
pub(crate) const BRIEF: &str = "brief";
pub(crate) const THINKING: &str = "thinking";
pub(crate) const CLOSING: &str = "closing";
const BETWEEN: Duration = Duration::from_millis(20);

/// What a server counted in its life.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Counted {
    pub(crate) events: u64,
    pub(crate) encodings: u64,
    pub(crate) store_reads: u64,
    pub(crate) resets: u64,
    /// By prompt, when the call of the stamping model was dropped.
    pub(crate) dropped: HashMap<String, u64>,
}

/// Nanoseconds of the system's clock.
pub(crate) fn stamp() -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one clock that processes share"
    )]
    let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
}

/// Starts this program anew as a server over `folder`.
pub(crate) async fn spawn(folder: &Path, more: &[&str]) -> anyhow::Result<Process> {
    Process::start(&std::env::current_exe()?, folder, more).await
}

/// Ends a server that [`spawn`] started and answers what it counted.
pub(crate) async fn end(server: Process, folder: &Path) -> anyhow::Result<Counted> {
    server.terminate(Duration::from_secs(30)).await?;
    let text = std::fs::read_to_string(counted(folder)).context("what was counted")?;
    Ok(serde_json::from_str(&text)?)
}

fn counted(folder: &Path) -> PathBuf {
    folder.join("counted.json")
}

/// Serves until SIGTERM.
pub(crate) async fn serve(
    listen: SocketAddr,
    data: &Path,
    change: impl FnOnce(&mut Settings),
    upstream: Option<&str>,
) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let (entropy, dropped) = (Arc::new(OsEntropy), Arc::default());
    let stamping = Stamping {
        dropped: Arc::clone(&dropped),
    };
    let store = open(data)?;
    let mut models: Vec<Arc<dyn ModelProvider>> = vec![Arc::new(DemoModel), Arc::new(stamping)];
    if let Some(url) = upstream {
        models.push(Arc::new(Upstream::new(UpstreamConfig {
            name: "up".into(),
            kind: UpstreamKind::OpenAi,
            base_url: BaseUrl::parse(url)?,
            key: None,
            models: [STAMP, REPLAYING, BRIEF, THINKING, CLOSING]
                .map(Into::into)
                .into(),
            only_these: false,
            patience: UpstreamPatience::default(),
        })?));
    }
    let tools: [Arc<dyn Tool>; 2] = [Arc::new(Calculator::default()), Arc::new(Ticker::new()?)];
    let parts = Parts {
        log: store.clone(),
        rows: store.clone(),
        accounts: store,
        models: Arc::new(Providers::new(models)),
        tools: Arc::new(Toolbox::new(tools)),
        clock: Arc::new(SystemClock),
        entropy,
    };
    let mut settings = Settings::local(listen);
    settings.streams_per_principal = 10_000;
    settings.limits.principal = thalweg_access::Rates::OFF;
    settings.drain_timeout = Duration::from_secs(4);
    // They would be asked of the model between two measurements.
    settings.chat.titles = upstream.is_none();
    change(&mut settings);
    let running = start(&settings, parts).await?;
    println!("listening on http://{}", running.address);
    terminate.recv().await;
    let view = running.app.hub.counters().view();
    let dropped = dropped
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    running.stop().await;
    let figures = Counted {
        events: view.events,
        encodings: view.encodings,
        store_reads: view.store_reads,
        resets: view.resets,
        dropped,
    };
    std::fs::write(counted(data), serde_json::to_vec(&figures)?).context("what was counted")
}

type Dropped = Arc<Mutex<HashMap<String, u64>>>;

/// See [`STAMP`].
struct Stamping {
    dropped: Dropped,
}

struct Call {
    due: Instant,
    prompt: String,
    dropped: Dropped,
}

impl Drop for Call {
    fn drop(&mut self) {
        let mut dropped = self.dropped.lock().unwrap_or_else(PoisonError::into_inner);
        dropped.insert(std::mem::take(&mut self.prompt), stamp());
    }
}

#[async_trait]
impl ModelProvider for Stamping {
    fn models(&self) -> Vec<Model> {
        vec![Model {
            id: STAMP.into(),
            name: STAMP.into(),
            default: false,
            context_tokens: None,
            description: None,
            provider: None,
            problem: None,
        }]
    }

    async fn stream(&self, request: &ModelRequest) -> Result<ModelStream, ModelError> {
        let call = Call {
            due: Instant::now(),
            prompt: request
                .turns
                .last()
                .map(|turn| turn.text.clone())
                .unwrap_or_default(),
            dropped: Arc::clone(&self.dropped),
        };
        Ok(Box::pin(stream::unfold(call, |mut call| async move {
            sleep_until(call.due).await;
            call.due += BETWEEN;
            let piece = ModelDelta::Piece {
                kind: DeltaKind::Text,
                text: format!("{} ", stamp()),
            };
            Some((Ok(piece), call))
        })))
    }

    fn makes_titles(&self, _model: &str) -> bool {
        false
    }
}
