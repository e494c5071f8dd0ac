use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use clap::ValueEnum;
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use thalweg::{Parts, Settings, Upstreams, start};
use thalweg_access::Mode;
use thalweg_chat::{ModelDelta, ModelError, ModelProvider, ModelRequest, ModelStream};
use thalweg_hub::Tasks;
use thalweg_log::{OsEntropy, SystemClock};
use thalweg_providers::{BaseUrl, UpstreamConfig, UpstreamKind, UpstreamPatience};
use thalweg_store::{SqliteConfig, SqliteStore};
use thalweg_wire::Model;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};

use crate::counted::Counted;

/// All hot tails together, in bytes.
pub(super) const TAILS: usize = 4 * 1024 * 1024;
/// The journal's events, in bytes.
pub(super) const JOURNAL: u64 = 1024 * 1024;
/// Where the server says where it tells its [`Figures`].
const ADDRESS: &str = "figures.address";

/// A fault to be found, so that it can be seen that it would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Twin {
    /// Each call of the model keeps 16 KiB for ever.
    Leak,
    /// Some calls of the model leave a task behind.
    Task,
    /// Some pieces of answers are lost.
    Lose,
}

/// What a server has to do at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) runs: usize,
    pub(super) streams: usize,
    /// Tasks of the runtime that have not ended.
    pub(super) tasks: usize,
    /// Bytes that are allocated, those of the database left out.
    pub(super) live: u64,
    /// The most of them that ever were.
    pub(super) most: u64,
    /// Events since the start.
    pub(super) events: u64,
    pub(super) store_reads: u64,
    pub(super) resets: u64,
}

impl Figures {
    /// Those of the server over a folder.
    pub(super) async fn of(folder: &Path) -> anyhow::Result<Self> {
        let address = std::fs::read_to_string(folder.join(ADDRESS)).context("an address")?;
        let mut text = Vec::new();
        TcpStream::connect(&address)
            .await?
            .read_to_end(&mut text)
            .await?;
        Ok(serde_json::from_slice(&text)?)
    }
}

/// The real server's parts and a server of models over HTTP, with an hour's upkeep in minutes.
/// Serves guests until SIGTERM.
pub(crate) async fn serve(
    listen: SocketAddr,
    data: &Path,
    upstream: &str,
    twin: Option<Twin>,
) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let entropy = Arc::new(OsEntropy);
    let mut config = SqliteConfig::new(data);
    config.fold_after = Duration::from_secs(20);
    config.journal_age = Duration::from_millis(500);
    config.journal_bytes = JOURNAL;
    config.retention.deleted = Duration::from_secs(30);
    config.retention.every = Duration::from_secs(5);
    for (_, keep) in &mut config.retention.keep {
        keep.events = 200;
    }
    let store = Arc::new(SqliteStore::open(config, entropy.clone())?);
    let upstream = UpstreamConfig {
        name: "up".into(),
        kind: UpstreamKind::OpenAi,
        base_url: BaseUrl::parse(upstream)?,
        key: None,
        models: vec!["m".into()],
        only_these: true,
        patience: UpstreamPatience {
            backoff: Duration::from_millis(1),
            ..UpstreamPatience::default()
        },
    };
    let (upstreams, tending) = (Upstreams::open(&[upstream], None)?, Tasks::new());
    upstreams.tend(&tending).await;
    let mut models = upstreams.models();
    if let Some(twin) = twin {
        models = Arc::new(Faulty { models, twin });
    }
    let parts = Parts {
        log: store.clone(),
        rows: store.clone(),
        accounts: store,
        models,
        tools: Arc::new(thalweg_chat::Toolbox::default()),
        clock: Arc::new(SystemClock),
        entropy,
    };
    let mut settings = Settings::local(listen);
    settings.access.mode = Mode::Guests;
    settings.access.gate.direct_only = false;
    settings.drain_timeout = Duration::from_secs(4);
    settings.limits.principal = thalweg_access::Rates::OFF;
    settings.hub.upkeep = Duration::from_millis(50);
    settings.hub.tail_events = 64;
    settings.hub.total_bytes = TAILS;
    settings.hub.tail_idle = Duration::from_millis(500);
    let figures = TcpListener::bind("127.0.0.1:0").await?;
    std::fs::write(data.join(ADDRESS), figures.local_addr()?.to_string())?;
    let running = start(&settings, parts).await?;
    println!("listening on http://{}", running.address);
    loop {
        let peer = tokio::select! {
            _ = terminate.recv() => break,
            peer = figures.accept() => peer,
        };
        let view = running.app.hub.counters().view();
        let now = Figures {
            runs: running.app.chat.runs_in_progress(),
            streams: running.app.streams.len(),
            tasks: Handle::current().metrics().num_alive_tasks(),
            live: Counted::live(),
            most: Counted::most(),
            events: view.events,
            store_reads: view.store_reads,
            resets: view.resets,
        };
        if let Ok((mut peer, _)) = peer {
            // Whoever asked and went away does not want to know.
            let _ = peer.write_all(&serde_json::to_vec(&now)?).await;
        }
    }
    running.stop().await;
    tending.stop(Duration::from_secs(1)).await;
    Ok(())
}

/// Models with a fault.
struct Faulty {
    models: Arc<dyn ModelProvider>,
    twin: Twin,
}

#[async_trait]
impl ModelProvider for Faulty {
    fn models(&self) -> Vec<Model> {
        self.models.models()
    }

    async fn stream(&self, request: &ModelRequest) -> Result<ModelStream, ModelError> {
        let mut count = request
            .turns
            .iter()
            .map(|turn| turn.text.len())
            .sum::<usize>();
        match self.twin {
            Twin::Leak => std::mem::forget(vec![1_u8; 16 * 1024]),
            Twin::Task if count.is_multiple_of(16) => {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "nobody owns it: that is the fault"
                )]
                tokio::spawn(std::future::pending::<()>());
            }
            _ => {}
        }
        let (said, twin) = (self.models.stream(request).await?, self.twin);
        Ok(Box::pin(said.filter(move |said| {
            count += 1;
            let piece = matches!(said, Ok(ModelDelta::Piece { .. }));
            let lost = piece && twin == Twin::Lose && count.is_multiple_of(512);
            std::future::ready(!lost)
        })))
    }
}
