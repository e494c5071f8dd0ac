use std::sync::Arc;

use async_trait::async_trait;
use thalweg_log::{
    AppendError, Appended, Batch, ChannelKind, ChannelName, CommitQueue, Event, Fence,
    IdempotencyRecord, Lineage, LogStore, Maintenance, Page, Position, PrincipalId, ReadLimit, Seq,
    Snapshots, StoreError, Timestamp,
};

/// A log that does as another does, but for the methods that a test writes anew, to be slow, to
/// fail or to lie.
#[async_trait]
#[expect(missing_docs, reason = "each method is that of LogStore")]
pub trait StoreTwin: Send + Sync + 'static {
    /// The log that does the work.
    fn inner(&self) -> &dyn LogStore;

    async fn append(
        &self,
        batches: Vec<Batch>,
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, AppendError>>, StoreError> {
        self.inner().append(batches, at).await
    }

    async fn read(
        &self,
        channels: &[ChannelName],
        after: Position,
        limit: ReadLimit,
    ) -> Result<Page, StoreError> {
        self.inner().read(channels, after, limit).await
    }

    async fn snapshot(&self, channels: &[ChannelName]) -> Result<Snapshots, StoreError> {
        self.inner().snapshot(channels).await
    }

    async fn last_seq(&self, channel: &ChannelName) -> Result<Seq, StoreError> {
        self.inner().last_seq(channel).await
    }

    async fn recall(
        &self,
        principal: &PrincipalId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        self.inner().recall(principal, key, now).await
    }
}

/// A [`StoreTwin`] as a log, which the test keeps a handle of.
pub struct Twinned<T>(pub Arc<T>);

#[async_trait]
impl<T: StoreTwin> LogStore for Twinned<T> {
    fn lineage(&self) -> &Lineage {
        self.0.inner().lineage()
    }

    fn head(&self) -> Position {
        self.0.inner().head()
    }

    async fn append(
        &self,
        batches: Vec<Batch>,
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, AppendError>>, StoreError> {
        self.0.append(batches, at).await
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "it ends with the queue, in a test"
    )]
    fn drain(self: Arc<Self>, queue: Arc<dyn CommitQueue>) {
        tokio::spawn(async move {
            while let Some((batches, at)) = queue.next() {
                let results = self.0.append(batches, at).await;
                queue.committed(results);
            }
        });
    }

    async fn read(
        &self,
        channels: &[ChannelName],
        after: Position,
        limit: ReadLimit,
    ) -> Result<Page, StoreError> {
        self.0.read(channels, after, limit).await
    }

    async fn read_back(
        &self,
        channel: &ChannelName,
        before: Option<Position>,
        most: usize,
    ) -> Result<Vec<Event>, StoreError> {
        self.0.inner().read_back(channel, before, most).await
    }

    async fn snapshot(&self, channels: &[ChannelName]) -> Result<Snapshots, StoreError> {
        self.0.snapshot(channels).await
    }

    async fn last_seq(&self, channel: &ChannelName) -> Result<Seq, StoreError> {
        self.0.last_seq(channel).await
    }

    async fn channels(&self, kind: ChannelKind) -> Result<Vec<ChannelName>, StoreError> {
        self.0.inner().channels(kind).await
    }

    async fn trim(&self, channel: &ChannelName, up_to: Seq) -> Result<u64, StoreError> {
        self.0.inner().trim(channel, up_to).await
    }

    async fn recall(
        &self,
        principal: &PrincipalId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        self.0.recall(principal, key, now).await
    }

    async fn fences(&self) -> Result<Vec<Fence>, StoreError> {
        self.0.inner().fences().await
    }

    async fn maintain(&self, now: Timestamp) -> Result<Maintenance, StoreError> {
        self.0.inner().maintain(now).await
    }

    async fn close(&self) {
        self.0.inner().close().await;
    }
}
