use std::io::Write as _;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use bytes::Bytes;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use thalweg_access::{AuditSink, ChainEnd, SinkFailed, SunkEntry};
use thalweg_hub::Hub;
use thalweg_log::{
    AppendError, Batch, ChannelKind, ChannelName, Condition, EventKind, InvalidChannel, NewEvent,
    Position, ReadLimit, Seq, StoreError,
};
use tracing::{info, warn};

/// The type of the trail's events.
const KIND: EventKind = EventKind::of("audit");

/// The channel of the trail.
pub(crate) fn channel() -> Result<ChannelName, InvalidChannel> {
    ChannelName::new(ChannelKind::System, "audit")
}

/// The ends of a trail as they are kept beside the log, so that it shows when the log is cut short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ends {
    /// The hash of the first entry.
    pub(crate) first: String,
    /// The number of the last entry.
    pub(crate) seq: u64,
    /// The hash of the last entry.
    pub(crate) last: String,
}

/// Keeps the trail in the log, by way of the hub.
pub(crate) struct HubSink {
    hub: Hub,
    channel: ChannelName,
    /// Where the ends are kept, if anywhere.
    ends: Option<PathBuf>,
    first: Mutex<Option<String>>,
}

impl HubSink {
    pub(crate) fn new(hub: Hub, channel: ChannelName, ends: Option<PathBuf>) -> Self {
        Self {
            hub,
            channel,
            ends,
            first: Mutex::new(None),
        }
    }

    /// Writes the ends to the log of the process: whoever collects it has them elsewhere.
    pub(crate) async fn tell_ends(&self) {
        match self.last().await {
            Ok(None) => self.compare(0),
            Ok(Some((seq, data))) => {
                let hash = ChainEnd::at(seq, &data).hash();
                info!(audit.seq = seq, audit.hash = %hash, "the audit trail ends with entry {seq}");
                self.compare(seq);
            }
            Err(error) => warn!(%error, "the end of the audit trail is not known"),
        }
    }

    /// Says so if the trail had more entries than `seq` before: the next one that is written takes the
    /// place of what is known of them.
    fn compare(&self, seq: u64) {
        let text = self.ends.as_ref().and_then(|path| std::fs::read(path).ok());
        let ends = text.and_then(|text| serde_json::from_slice::<Ends>(&text).ok());
        if let Some(ends) = ends.filter(|ends| ends.seq > seq) {
            warn!(
                audit.seq = ends.seq,
                audit.hash = %ends.last,
                "the audit trail is shorter than it was: {seq} entries are left; if no backup was put \
                 back, somebody cut it"
            );
        }
    }

    async fn first(&self) -> Result<String, SinkFailed> {
        if let Some(first) = self.first.lock().clone() {
            return Ok(first);
        }
        let limit = ReadLimit {
            events: 1,
            bytes: 1,
        };
        let channels = [self.channel.clone()];
        let page = self.hub.store().read(&channels, Position::ZERO, limit);
        let page = page.await.map_err(failed)?;
        let first = page.events.first();
        let first = first.map(|event| ChainEnd::at(event.seq.get(), &event.data).hash());
        let first = first.unwrap_or_default();
        *self.first.lock() = Some(first.clone());
        Ok(first)
    }

    /// Keeps the ends. A failure is told and hinders nothing: the chain itself is in the log.
    async fn keep_ends(&self, end: ChainEnd) {
        let Some(path) = self.ends.clone() else {
            return;
        };
        let written = match self.first().await {
            Ok(first) => {
                let (seq, last) = (end.seq(), end.hash());
                let ends = Ends { first, seq, last };
                let written = tokio::task::spawn_blocking(move || write(&path, &ends)).await;
                written.map_err(std::io::Error::other).and_then(|done| done)
            }
            Err(error) => Err(std::io::Error::other(error)),
        };
        if let Err(error) = written {
            warn!(%error, "the ends of the audit trail cannot be kept beside the log");
        }
    }
}

#[async_trait]
impl AuditSink for HubSink {
    fn instance(&self) -> String {
        let epoch = self.hub.watermark().epoch();
        format!("log {epoch:08x}")
    }

    async fn last(&self) -> Result<Option<(u64, Bytes)>, SinkFailed> {
        let store = self.hub.store();
        let events = store.read_back(&self.channel, None, 1).await;
        let last = events.map_err(failed)?.pop();
        Ok(last.map(|event| (event.seq.get(), event.data)))
    }

    async fn append(
        &self,
        after: u64,
        entries: Vec<Bytes>,
        end: ChainEnd,
    ) -> Result<(), SinkFailed> {
        let event = |data| NewEvent::new(self.channel.clone(), KIND, data);
        let mut batch = Batch::of(entries.into_iter().map(event).collect());
        batch.conditions.push(Condition::ExpectedSeq {
            channel: self.channel.clone(),
            seq: Seq::new(after),
        });
        match self.hub.append(batch).await {
            Ok(_) => {
                self.keep_ends(end).await;
                Ok(())
            }
            Err(error) => Err(SinkFailed {
                is_moved: matches!(error, AppendError::SeqMismatch { .. }),
                cause: error.to_string(),
            }),
        }
    }

    async fn before(
        &self,
        place: Option<Position>,
        most: usize,
    ) -> Result<Vec<SunkEntry>, SinkFailed> {
        let events = self.hub.store().read_back(&self.channel, place, most);
        let events = events.await.map_err(failed)?.into_iter();
        Ok(events
            .map(|event| SunkEntry {
                place: event.position(),
                data: event.data,
            })
            .collect())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn failed(error: StoreError) -> SinkFailed {
    SinkFailed {
        cause: error.to_string(),
        is_moved: false,
    }
}

/// Puts the ends in place of the earlier ones, all at once.
fn write(path: &Path, ends: &Ends) -> std::io::Result<()> {
    let next = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&next)?;
    file.write_all(serde_json::to_string(ends)?.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&next, path)
}
