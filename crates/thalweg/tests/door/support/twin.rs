use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use tempfile::TempDir;
use thalweg::{Parts, Running, Settings, start};
use thalweg_client::Client;
use thalweg_log::{
    AppendError, Appended, Batch, ChannelName, IdempotencyRecord, LogStore, OsEntropy, Page,
    Position, PrincipalId, ReadLimit, Seq, Snapshots, StoreError, SystemClock, Timestamp,
};
use thalweg_providers::FakeProvider;
use thalweg_store::suite::{StoreTwin, Twinned};
use thalweg_store::{SqliteConfig, SqliteStore};

/// A store that fails when a test says how.
pub(crate) struct Twin {
    inner: Arc<SqliteStore>,
    fault: Mutex<Fault>,
}

/// What every call of the log does from now on.
#[derive(Debug, Clone, Default)]
pub(crate) enum Fault {
    #[default]
    None,
    Fails(StoreError),
    Panics,
}

impl Twin {
    pub(crate) fn fail(&self, error: StoreError) {
        *self.fault.lock() = Fault::Fails(error);
    }

    pub(crate) fn panic(&self) {
        *self.fault.lock() = Fault::Panics;
    }

    pub(crate) fn heal(&self) {
        *self.fault.lock() = Fault::None;
    }

    fn check(&self) -> Result<(), StoreError> {
        let fault = self.fault.lock().clone();
        match fault {
            Fault::None => Ok(()),
            Fault::Fails(error) => Err(error),
            Fault::Panics => panic!("the test says so"),
        }
    }
}

/// A server over a twin. The folder lives as long as what is returned.
pub(crate) async fn serve_over(
    change: impl FnOnce(&mut Settings),
) -> (Running, Client, Arc<Twin>, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let entropy = Arc::new(OsEntropy);
    let store = SqliteStore::open(SqliteConfig::new(folder.path()), entropy.clone());
    let store = Arc::new(store.expect("a store"));
    let twin = Arc::new(Twin {
        inner: Arc::clone(&store),
        fault: Mutex::default(),
    });
    let parts = Parts {
        log: Arc::new(Twinned(twin.clone())),
        rows: store.clone(),
        accounts: store,
        models: Arc::new(FakeProvider::new()),
        tools: Arc::new(thalweg_chat::Toolbox::default()),
        clock: Arc::new(SystemClock),
        entropy,
    };
    let mut settings = Settings::local(([127, 0, 0, 1], 0).into());
    change(&mut settings);
    let running = start(&settings, parts).await.expect("the server starts");
    let client = Client::new(running.address);
    (running, client, twin, folder)
}

#[async_trait]
impl StoreTwin for Twin {
    fn inner(&self) -> &dyn LogStore {
        &*self.inner
    }

    async fn append(
        &self,
        batches: Vec<Batch>,
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, AppendError>>, StoreError> {
        // A panic here would end the hub's writer, which is another failure than a request's.
        if let Fault::Fails(error) = self.fault.lock().clone() {
            return Err(error);
        }
        self.inner.append(batches, at).await
    }

    async fn read(
        &self,
        channels: &[ChannelName],
        after: Position,
        limit: ReadLimit,
    ) -> Result<Page, StoreError> {
        self.check()?;
        self.inner.read(channels, after, limit).await
    }

    async fn snapshot(&self, channels: &[ChannelName]) -> Result<Snapshots, StoreError> {
        self.check()?;
        self.inner.snapshot(channels).await
    }

    async fn last_seq(&self, channel: &ChannelName) -> Result<Seq, StoreError> {
        self.check()?;
        self.inner.last_seq(channel).await
    }

    async fn recall(
        &self,
        principal: &PrincipalId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        self.check()?;
        self.inner.recall(principal, key, now).await
    }
}
