use async_trait::async_trait;
use bytes::Bytes;
use thalweg_log::Position;

use super::ChainEnd;

/// Where the trail is kept: the channel `system:audit` of the log. Only ever appended to.
#[async_trait]
pub trait AuditSink: Send + Sync + 'static {
    /// What the trail is told to be of, in its first entry: the log's own name.
    fn instance(&self) -> String;

    /// The last entry that is kept: its number and what is stored of it.
    ///
    /// # Errors
    /// [`SinkFailed`] if it cannot be read.
    async fn last(&self) -> Result<Option<(u64, Bytes)>, SinkFailed>;

    /// Appends entries after the one numbered `after`, all or none. `end` is the chain's end then.
    ///
    /// # Errors
    /// [`SinkFailed`]; with `is_moved` if the last entry is another one than `after`.
    async fn append(
        &self,
        after: u64,
        entries: Vec<Bytes>,
        end: ChainEnd,
    ) -> Result<(), SinkFailed>;

    /// Up to `most` entries before a place in the log, or the last ones, the newest first.
    ///
    /// # Errors
    /// [`SinkFailed`] if they cannot be read.
    async fn before(
        &self,
        place: Option<Position>,
        most: usize,
    ) -> Result<Vec<SunkEntry>, SinkFailed>;
}

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SunkEntry {
    /// Its place in the log.
    pub place: Position,
    /// What is stored.
    pub data: Bytes,
}

/// The trail could not be written or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the audit trail cannot be kept: {cause}")]
pub struct SinkFailed {
    /// Why, for the log.
    pub cause: String,
    /// Somebody else wrote to it.
    pub is_moved: bool,
}
