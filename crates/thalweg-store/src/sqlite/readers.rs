use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::Connection;
use thalweg_log::StoreError;
use tokio::sync::Semaphore;

use super::conn;
use crate::error::store_error;

/// A few connections that read, opened when they are first needed. When all are busy, reads wait.
#[derive(Debug)]
pub(super) struct Readers {
    database: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(database: PathBuf, count: usize) -> Self {
        Self {
            database,
            idle: Mutex::new(Vec::new()),
            permits: Arc::new(Semaphore::new(count.max(1))),
        }
    }

    /// Runs `read` on a thread for blocking work.
    pub(super) async fn run<T, F>(self: &Arc<Self>, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| StoreError::Closed)?;
        let readers = Arc::clone(self);
        let (result, _permit) = blocking(move || {
            let idle = readers.idle.lock().pop();
            let conn = match idle {
                Some(conn) => conn,
                None => conn::reader(&readers.database).map_err(store_error)?,
            };
            let result = read(&conn);
            // One that could not end its transaction cannot begin another.
            if conn.is_autocommit() && !readers.permits.is_closed() {
                readers.idle.lock().push(conn);
            }
            // Given back by whoever waits, when the thread is free again: else the next read would find
            // none idle and start one more, again and again. It is dropped here if nobody waits.
            Ok((result, permit))
        })
        .await?;
        result
    }

    /// Ends reading; reads that run end by themselves.
    pub(super) fn close(&self) {
        self.permits.close();
        self.idle.lock().clear();
    }
}

/// Does work on a thread for blocking work.
pub(super) async fn blocking<T, F>(work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, StoreError> + Send + 'static,
{
    let ended = tokio::task::spawn_blocking(work).await;
    ended.map_err(|error| StoreError::Failed(format!("work ended early: {error}")))?
}
