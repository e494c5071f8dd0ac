mod accounts;
mod append;
mod archive;
mod at_rest;
mod branch;
mod chat;
mod check;
mod checkpoint;
mod codec;
mod conn;
mod drafts;
mod events;
mod fold;
mod folder;
mod forget;
mod index;
mod jobs;
mod keys;
mod layout;
mod layouts;
mod lists;
mod logins;
mod made;
mod open;
mod query;
mod read;
mod readers;
mod rows;
mod search;
mod service_keys;
mod snapshot;
mod sources;
mod spent;
mod templates;
mod trim;
mod upkeep;
mod view;
mod waiting;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use async_trait::async_trait;
use thalweg_log::{
    AppendError, Appended, Batch, ChannelKind, ChannelName, CommitQueue, Event, Fence,
    IdempotencyRecord, Lineage, LogStore, Maintenance, Page, Position, PrincipalId, ReadLimit, Seq,
    Snapshots, StoreError, Timestamp,
};

pub use self::at_rest::read_at_rest;
use self::index::Index;
use self::readers::Readers;
use self::upkeep::Upkeep;
use self::view::{View, ViewError};
use self::writer::WriterHandle;
use crate::SqliteConfig;

/// A store in one folder: SQLite with a write-ahead log, one writer on a thread of its own, a few
/// readers beside it. Must be used within a runtime.
///
/// New events go to a journal in the order of arrival, one row for each commit; upkeep moves them
/// in bulk to an archive that is clustered by channel.
pub struct SqliteStore {
    shared: Arc<Shared>,
    writer: WriterHandle,
    readers: Arc<Readers>,
    upkeep: tokio::sync::Mutex<Upkeep>,
    database: PathBuf,
}

/// What the writer and the readers have in common.
struct Shared {
    lineage: Lineage,
    index: Index,
    head: AtomicU64,
    /// How many pages the write-ahead log holds.
    wal_pages: AtomicU32,
    /// Whether the search has something to learn.
    words_wait: AtomicBool,
    config: SqliteConfig,
}

impl Shared {
    fn words_wait(&self) -> bool {
        self.words_wait.load(Ordering::Acquire)
    }

    fn set_words_wait(&self, wait: bool) {
        self.words_wait.store(wait, Ordering::Release);
    }

    fn head(&self) -> Position {
        Position::new(self.head.load(Ordering::Acquire))
    }
}

impl SqliteStore {
    /// Reads in one transaction.
    async fn view<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&View<'_>) -> Result<T, ViewError> + Send + 'static,
    {
        let shared = Arc::clone(&self.shared);
        self.readers
            .run(move |conn| View::with(conn, &shared, &read))
            .await
    }
}

#[async_trait]
impl LogStore for SqliteStore {
    fn lineage(&self) -> &Lineage {
        &self.shared.lineage
    }

    fn head(&self) -> Position {
        self.shared.head()
    }

    async fn append(
        &self,
        batches: Vec<Batch>,
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, AppendError>>, StoreError> {
        self.writer
            .run(move |writer| writer.append(batches, at))
            .await
    }

    fn drain(self: Arc<Self>, queue: Arc<dyn CommitQueue>) {
        self.writer.drain(queue);
    }

    async fn read(
        &self,
        channels: &[ChannelName],
        after: Position,
        limit: ReadLimit,
    ) -> Result<Page, StoreError> {
        self.read_page(channels, after, limit).await
    }

    async fn read_back(
        &self,
        channel: &ChannelName,
        before: Option<Position>,
        most: usize,
    ) -> Result<Vec<Event>, StoreError> {
        self.read_before(channel, before, most).await
    }

    async fn snapshot(&self, channels: &[ChannelName]) -> Result<Snapshots, StoreError> {
        self.read_snapshots(channels).await
    }

    async fn last_seq(&self, channel: &ChannelName) -> Result<Seq, StoreError> {
        self.read_last_seq(channel).await
    }

    async fn channels(&self, kind: ChannelKind) -> Result<Vec<ChannelName>, StoreError> {
        self.read_channels(kind).await
    }

    async fn trim(&self, channel: &ChannelName, up_to: Seq) -> Result<u64, StoreError> {
        Self::trim(self, channel, up_to).await
    }

    async fn recall(
        &self,
        principal: &PrincipalId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        self.read_key(principal, key, now).await
    }

    async fn fences(&self) -> Result<Vec<Fence>, StoreError> {
        self.read_fences().await
    }

    async fn maintain(&self, now: Timestamp) -> Result<Maintenance, StoreError> {
        self.keep_up(now).await
    }

    async fn close(&self) {
        self.readers.close();
        // The connection that closes last copies the write-ahead log; that should be the writer's.
        *self.upkeep.lock().await = Upkeep::default();
        if let Some(thread) = self.writer.close() {
            let joined = tokio::task::spawn_blocking(move || thread.join().is_ok()).await;
            if !joined.unwrap_or(false) {
                tracing::error!("the store's writer ended unexpectedly");
            }
        }
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        // Waited for, so that the folder is free when the store is gone.
        if let Some(thread) = self.writer.close()
            && thread.join().is_err()
        {
            tracing::error!("the store's writer ended unexpectedly");
        }
    }
}
