use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use thalweg_chat::ChatStore;
use thalweg_log::{ChannelName, LogStore, OsEntropy, Position, ReadLimit};
use thalweg_probe::crash::{Host, Stored, StoredEvent};
use thalweg_store::{SqliteConfig, SqliteStore};

use crate::Process;

/// How long a server may take from SIGTERM to its exit.
const EXIT: Duration = Duration::from_secs(30);

/// The real binary over a folder, for rounds of crashes.
#[derive(Debug)]
pub struct BinaryHost {
    binary: PathBuf,
    folder: PathBuf,
    arguments: Vec<String>,
    process: Option<Process>,
}

impl BinaryHost {
    /// Nothing runs yet.
    pub fn new(binary: &Path, folder: &Path, arguments: &[&str]) -> Self {
        Self {
            binary: binary.into(),
            folder: folder.into(),
            arguments: arguments.iter().map(|&argument| argument.into()).collect(),
            process: None,
        }
    }

    /// The process that runs.
    pub const fn process(&self) -> Option<&Process> {
        self.process.as_ref()
    }
}

impl Host for BinaryHost {
    async fn start(&mut self) -> anyhow::Result<SocketAddr> {
        let arguments: Vec<_> = self.arguments.iter().map(String::as_str).collect();
        let process = Process::start(&self.binary, &self.folder, &arguments).await?;
        let address = process.address();
        self.process = Some(process);
        Ok(address)
    }

    async fn kill(&mut self) -> anyhow::Result<()> {
        self.process.take().context("a server runs")?.kill().await
    }

    async fn terminate(&mut self) -> anyhow::Result<()> {
        let process = self.process.take().context("a server runs")?;
        let status = process.terminate(EXIT).await?;
        ensure!(status.success(), "it ended with {status}");
        Ok(())
    }

    async fn look(&mut self, channels: &[String]) -> anyhow::Result<Stored> {
        look(&self.folder, channels).await
    }
}

/// What the store in `folder` says of `channels`, and whether its rows follow from its log.
///
/// # Errors
/// If it cannot be opened or read.
pub async fn look(folder: &Path, channels: &[String]) -> anyhow::Result<Stored> {
    let store = SqliteStore::open(SqliteConfig::new(folder), Arc::new(OsEntropy))?;
    let mut stored = Stored {
        differences: store.check_rows().await?,
        ..Stored::default()
    };
    for name in channels {
        let channel: ChannelName = name.parse()?;
        let mut after = Position::ZERO;
        let events = stored.channels.entry(name.clone()).or_default();
        loop {
            let channel = std::slice::from_ref(&channel);
            let page = store.read(channel, after, ReadLimit::default()).await?;
            ensure!(page.trimmed.is_empty(), "`{name}` was trimmed");
            after = page.up_to;
            if page.events.is_empty() {
                break;
            }
            for event in page.events {
                events.push(StoredEvent {
                    seq: event.seq.get(),
                    id: event.cursor.to_string(),
                    kind: event.kind.as_str().into(),
                    data: String::from_utf8(event.data.into()).context("data is text")?,
                });
            }
        }
    }
    store.close().await;
    Ok(stored)
}
