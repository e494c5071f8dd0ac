use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use tempfile::TempDir;
use thalweg::{Parts, Running, Settings, start};
use thalweg_chat::{ModelProvider, Toolbox};
use thalweg_client::Client;
use thalweg_log::{
    AppendError, Appended, Batch, ChannelName, IdempotencyRecord, LogStore, OsEntropy, Page,
    Position, PrincipalId, ReadLimit, Seq, Snapshots, StoreError, SystemClock, Timestamp,
};
use thalweg_providers::FakeProvider;
use thalweg_store::suite::{StoreTwin, Twinned};
use thalweg_store::{SqliteConfig, SqliteStore};

use super::rows::Rows;

/// A store that fails when a test says how.
pub(crate) struct Twin {
    inner: Arc<SqliteStore>,
    fault: Mutex<Fault>,
    pub(crate) rows: Arc<Rows>,
    /// What was committed, batch by batch.
    written: Mutex<Vec<Batch>>,
    /// How many commits are let through before all fail, if that is counted.
    left: Mutex<Option<usize>>,
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

    /// Lets `commits` through and fails all that follow, as a crash would.
    pub(crate) fn fail_after(&self, commits: usize) {
        *self.left.lock() = Some(commits);
    }

    /// What was committed so far, batch by batch.
    pub(crate) fn written(&self) -> Vec<Batch> {
        self.written.lock().clone()
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
    let model = Arc::new(FakeProvider::new());
    serve_tools_over(model, Toolbox::default(), change).await
}

/// The same with that model and these tools.
pub(crate) async fn serve_tools_over(
    models: Arc<dyn ModelProvider>,
    tools: Toolbox,
    change: impl FnOnce(&mut Settings),
) -> (Running, Client, Arc<Twin>, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let entropy = Arc::new(OsEntropy);
    let store = SqliteStore::open(SqliteConfig::new(folder.path()), entropy.clone());
    let store = Arc::new(store.expect("a store"));
    let twin = Arc::new(Twin {
        inner: Arc::clone(&store),
        rows: Arc::new(Rows::new(Arc::clone(&store))),
        fault: Mutex::default(),
        written: Mutex::default(),
        left: Mutex::default(),
    });
    let parts = Parts {
        log: Arc::new(Twinned(twin.clone())),
        rows: twin.rows.clone(),
        accounts: store,
        models,
        tools: Arc::new(tools),
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
        if let Some(left) = &mut *self.left.lock() {
            *left = left
                .checked_sub(1)
                .ok_or_else(|| StoreError::Failed("the test says so".into()))?;
        }
        let results = self.inner.append(batches.clone(), at).await?;
        let taken = batches.into_iter().zip(&results);
        let taken = taken.filter(|(_, result)| result.is_ok());
        self.written.lock().extend(taken.map(|(batch, _)| batch));
        Ok(results)
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
