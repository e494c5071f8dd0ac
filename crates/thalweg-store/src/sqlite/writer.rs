use std::collections::HashMap;
use std::sync::Arc;
use std::thread::JoinHandle;

use parking_lot::Mutex;
use rusqlite::Connection;
use thalweg_log::{ChannelName, CommitQueue, Fence, FenceName, Position, Seq, StoreError};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use super::Shared;
use super::folder::Folder;
use crate::error::store_error;

/// How many pieces of work may wait for the writer. When full, callers wait.
const QUEUE: usize = 64;

/// How many channels the writer remembers beyond those in the journal.
const MAX_HEADS: usize = 20_000;

/// What the writer knows besides the database. It changes only after a commit succeeded.
pub(super) struct Writer {
    pub(super) conn: Connection,
    pub(super) shared: Arc<Shared>,
    /// The last position.
    pub(super) head: Position,
    /// Channels that were written to lately; others are looked up.
    pub(super) heads: HashMap<ChannelName, Head>,
    /// All open fences.
    pub(super) fences: HashMap<FenceName, Fence>,
}

/// The number and the last seq of a channel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) id: i64,
    pub(super) seq: Seq,
}

impl Writer {
    /// Runs `work` in a transaction, which is undone if it fails.
    pub(super) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.statement("BEGIN IMMEDIATE")?;
        let result = work(self).and_then(|value| {
            self.statement("COMMIT")?;
            Ok(value)
        });
        // A full disk ends the transaction by itself, other failures do not.
        if result.is_err()
            && !self.conn.is_autocommit()
            && let Err(error) = self.statement("ROLLBACK")
        {
            tracing::error!(error = %error, "a failed transaction could not be undone");
        }
        result
    }

    /// Lets go of channels that were not written to lately, if they are many.
    pub(super) fn forget_heads(&mut self) {
        if self.heads.len() > MAX_HEADS {
            let index = &self.shared.index;
            self.heads
                .retain(|_, head| index.channel_head(head.id).is_some());
        }
    }

    fn work(&mut self, job: Job) {
        job(self);
        self.tell_pages();
    }

    /// Commits the next group of `queue`; whether there was one.
    fn commit_group(&mut self, queue: &dyn CommitQueue) -> bool {
        let Some((batches, at)) = queue.next() else {
            return false;
        };
        let results = self.append(batches, at);
        queue.committed(results);
        self.tell_pages();
        true
    }

    fn statement(&self, sql: &str) -> Result<(), StoreError> {
        let mut statement = self.conn.prepare_cached(sql).map_err(store_error)?;
        statement.execute([]).map(drop).map_err(store_error)
    }
}

type Job = Box<dyn FnOnce(&mut Writer) + Send>;
/// The queue that is to be worked off, until the thread takes it up.
type Draining = Arc<Mutex<Option<Arc<dyn CommitQueue>>>>;

/// A queue that is being worked off. Should the thread panic, whoever waits is told.
struct Taken(Arc<dyn CommitQueue>);

impl Drop for Taken {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let ended = StoreError::Failed("the writer ended unexpectedly".into());
            self.0.committed(Err(ended.clone()));
            self.0.refuse(&ended);
        }
    }
}

/// What the thread is asked for.
struct Inbox {
    jobs: mpsc::Receiver<Job>,
    draining: Draining,
}

impl Drop for Inbox {
    fn drop(&mut self) {
        // Whoever comes from now on is told by the closed channel; a queue that came right before
        // would wait for a thread that does not look any more.
        self.jobs.close();
        let queue = self.draining.lock().take();
        if let Some(queue) = queue {
            queue.refuse(&StoreError::Closed);
        }
    }
}

/// The way to the one thread that writes.
pub(super) struct WriterHandle {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    draining: Draining,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl WriterHandle {
    /// Starts the thread. It holds `folder` until it ends, and ends when it is closed and has done
    /// what was asked before.
    pub(super) fn start(mut writer: Writer, folder: Folder) -> std::io::Result<Self> {
        let (jobs, waiting) = mpsc::channel::<Job>(QUEUE);
        let draining = Draining::default();
        let mut inbox = Inbox {
            jobs: waiting,
            draining: Arc::clone(&draining),
        };
        let body = move || {
            while let Some(job) = inbox.jobs.blocking_recv() {
                writer.work(job);
                let queue = inbox.draining.lock().take();
                let Some(queue) = queue else { continue };
                let taken = Taken(queue);
                while writer.commit_group(&*taken.0) {
                    // Between two groups whoever else waits has a turn.
                    if let Ok(job) = inbox.jobs.try_recv() {
                        writer.work(job);
                    }
                }
            }
            drop(inbox);
            let Writer { conn, .. } = writer;
            if let Err((_, error)) = conn.close() {
                tracing::warn!(error = %error, "the store did not close cleanly");
            }
            // Last, so that nobody opens what is still being written.
            drop(folder);
        };
        let thread = std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(body)?;
        Ok(Self {
            jobs: Mutex::new(Some(jobs)),
            draining,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Has `queue` worked off on the writer's thread.
    pub(super) fn drain(&self, queue: Arc<dyn CommitQueue>) {
        *self.draining.lock() = Some(queue);
        let jobs = self.jobs.lock().clone();
        // A thread that has as much to do as may wait looks for the queue after each of it.
        let nudged = jobs.map(|jobs| jobs.try_send(Box::new(|_| {})));
        if let None | Some(Err(TrySendError::Closed(_))) = nudged
            && let Some(queue) = self.draining.lock().take()
        {
            queue.refuse(&StoreError::Closed);
        }
    }

    /// Does `job` on the writer's thread, after what was asked before.
    pub(super) async fn run<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Writer) -> Result<T, StoreError> + Send + 'static,
    {
        let jobs = self.jobs.lock().clone().ok_or(StoreError::Closed)?;
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |writer| {
            // Whoever asked may have gone; the work is done all the same.
            let _ = reply.send(job(writer));
        });
        jobs.send(job).await.map_err(|_| StoreError::Closed)?;
        drop(jobs);
        let ended = || StoreError::Failed("the writer ended unexpectedly".into());
        answer.await.map_err(|_| ended())?
    }

    /// Takes no more work and gives the thread to wait for.
    pub(super) fn close(&self) -> Option<JoinHandle<()>> {
        self.jobs.lock().take();
        self.thread.lock().take()
    }
}
