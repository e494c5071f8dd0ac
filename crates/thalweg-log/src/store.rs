use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use crate::{
    AppendError, Appended, Batch, ChannelKind, ChannelName, Cursor, Event, Fence,
    IdempotencyRecord, Lineage, Position, PrincipalId, Seq, Timestamp,
};

/// How much a read may return; at least one event comes if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimit {
    /// The most events.
    pub events: usize,
    /// The most bytes of data, the last event included that reaches it.
    pub bytes: usize,
}

impl Default for ReadLimit {
    /// 1,000 events or 256 KiB.
    fn default() -> Self {
        Self {
            events: 1_000,
            bytes: 256 * 1024,
        }
    }
}

/// Events of a channel that can no longer be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trimmed {
    /// The channel.
    pub channel: ChannelName,
    /// The first seq after the reader's place.
    pub lost_from: Seq,
    /// The last seq that is gone.
    pub lost_to: Seq,
    /// The place of the last event that is gone: reading can go on after it.
    pub up_to: Position,
}

/// What a read found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Events of the selection in the order of the log.
    pub events: Vec<Event>,
    /// The reader's new place: the selection holds nothing more between its old place and this one.
    pub up_to: Position,
    /// Channels that lost events after the reader's old place. If this is not empty, `events` is.
    pub trimmed: Vec<Trimmed>,
}

/// The present state of channels, read in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshots {
    /// The place in the log that the state is of.
    pub cursor: Cursor,
    /// One entry for each channel asked for; `None` for channels that have events but no state.
    pub states: Vec<(ChannelName, Option<Bytes>)>,
}

/// What one piece of upkeep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Maintenance {
    /// Events moved from the journal to the archive.
    pub archived: usize,
    /// Transient events folded away.
    pub folded: usize,
    /// Events, keys and channels that were forgotten.
    pub trimmed: usize,
    /// More is waiting; call again soon.
    pub more: bool,
}

/// Why a store cannot serve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk, or the quota, is full. Nothing was written; later appends may succeed.
    #[error("the disk is full")]
    Full,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// Stored data cannot be understood.
    #[error("the store is damaged: {0}")]
    Corrupt(String),
    /// Anything else, in the words of the driver.
    #[error("the store failed: {0}")]
    Failed(String),
}

/// What waits to be committed, as a store that commits sees it.
pub trait CommitQueue: Send + Sync + 'static {
    /// The next group and the time that its events get. After `None` the store is asked anew, by
    /// [`LogStore::drain`], when something waits again.
    fn next(&self) -> Option<(Vec<Batch>, Timestamp)>;

    /// What became of the group that [`CommitQueue::next`] gave last, as [`LogStore::append`] says
    /// it. Called once for each group. Must not block.
    fn committed(&self, results: Result<Vec<Result<Appended, AppendError>>, StoreError>);

    /// Answers all that waits with `error`.
    fn refuse(&self, error: &StoreError) {
        while self.next().is_some() {
            self.committed(Err(error.clone()));
        }
    }
}

/// A log that lasts. `thalweg-hub` is the only one outside tests that appends to it.
#[async_trait]
pub trait LogStore: Send + Sync + 'static {
    /// Epoch and terms; they do not change while the store is open.
    fn lineage(&self) -> &Lineage;

    /// The last committed position.
    fn head(&self) -> Position;

    /// Commits `batches` in one transaction, in order, each of them whole or refused by itself, and
    /// returns one result for each. When this returns, what was accepted survives a crash.
    ///
    /// A batch sees the effects of the accepted batches before it. All events get the time `at`.
    /// Row changes that follow from an event are made in the same transaction.
    ///
    /// # Errors
    /// [`StoreError`] if the transaction failed; then nothing of any batch was written.
    async fn append(
        &self,
        batches: Vec<Batch>,
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, AppendError>>, StoreError>;

    /// Commits group after group of `queue`, as [`LogStore::append`] does, until it has none. It does
    /// so where the store writes, so that nothing else has to wake between two commits.
    ///
    /// Does not wait for it. Asked again only after the queue said that it has none.
    fn drain(self: Arc<Self>, queue: Arc<dyn CommitQueue>);

    /// Reads events of `channels` strictly after `after`, in the order of the log, up to the last
    /// commit that this read's transaction sees. Of no channels it reads nothing, up to the head.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    async fn read(
        &self,
        channels: &[ChannelName],
        after: Position,
        limit: ReadLimit,
    ) -> Result<Page, StoreError>;

    /// Reads up to `most` events of a channel that lie before `before`, or its last ones, the newest
    /// first. What was trimmed is not among them.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    async fn read_back(
        &self,
        channel: &ChannelName,
        before: Option<Position>,
        most: usize,
    ) -> Result<Vec<Event>, StoreError>;

    /// The present state of `channels` and the place in the log that it is of.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    async fn snapshot(&self, channels: &[ChannelName]) -> Result<Snapshots, StoreError>;

    /// The last seq of a channel; [`Seq::ZERO`] for a channel without events.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    async fn last_seq(&self, channel: &ChannelName) -> Result<Seq, StoreError>;

    /// The channels of a kind of which there is something to read, by name.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    async fn channels(&self, kind: ChannelKind) -> Result<Vec<ChannelName>, StoreError>;

    /// Forgets the events of a channel up to `up_to`; readers from before are told. Returns how many
    /// seqs were forgotten, 0 if they were before, or if the channel is not there.
    ///
    /// # Errors
    /// [`StoreError`] if the store failed; then nothing was forgotten.
    async fn trim(&self, channel: &ChannelName, up_to: Seq) -> Result<u64, StoreError>;

    /// The first use of an idempotency key, if it still counts at `now`.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    async fn recall(
        &self,
        principal: &PrincipalId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError>;

    /// All open fences, for recovery before serving.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    async fn fences(&self) -> Result<Vec<Fence>, StoreError>;

    /// Does one bounded piece of upkeep: archive, fold, trim, forget. Appends are not held up by
    /// more than a few milliseconds.
    ///
    /// # Errors
    /// [`StoreError`] if the store failed; the same piece is tried again next time.
    async fn maintain(&self, now: Timestamp) -> Result<Maintenance, StoreError>;

    /// Finishes what was accepted and releases the store. Later calls answer
    /// [`StoreError::Closed`].
    async fn close(&self);
}
