use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use thalweg_log::{AppendError, Appended, Batch, Clock, CommitQueue, StoreError, Timestamp};
use tokio::sync::{Notify, mpsc, oneshot};

use crate::Counters;
use crate::tails::Tails;

/// The most batches of one commit. More wait for the next, so that no commit takes long.
const GROUP: usize = 4_096;

type Reply = oneshot::Sender<Result<Appended, AppendError>>;

/// A batch and who waits for it.
pub(crate) struct Waiting {
    pub(crate) batch: Batch,
    pub(crate) reply: Reply,
}

/// Gives the store what came while the last commit ran; makes visible what was committed, wakes,
/// answers. Commits clock themselves: there is no fixed wait.
pub(crate) struct Writer {
    queue: Mutex<mpsc::Receiver<Waiting>>,
    /// Whether the store is at work on the queue.
    draining: AtomicBool,
    /// Told when it is not any more.
    idle: Notify,
    group: Mutex<Group>,
    tails: Arc<Tails>,
    counters: Arc<Counters>,
    clock: Arc<dyn Clock>,
}

/// What the store is committing.
#[derive(Default)]
struct Group {
    replies: Vec<Reply>,
    at: Timestamp,
}

impl Writer {
    pub(crate) fn new(
        queue: mpsc::Receiver<Waiting>,
        tails: Arc<Tails>,
        counters: Arc<Counters>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            queue: Mutex::new(queue),
            draining: AtomicBool::new(false),
            idle: Notify::new(),
            group: Mutex::default(),
            tails,
            counters,
            clock,
        }
    }

    /// To be called when something was put into the queue: whether the store is to be told.
    pub(crate) fn wakes(&self) -> bool {
        !self.draining.swap(true, Ordering::SeqCst)
    }

    /// Waits until nothing waits. Nothing may be put into the queue meanwhile.
    pub(crate) async fn idle(&self) {
        loop {
            let idle = self.idle.notified();
            if !self.draining.load(Ordering::SeqCst) {
                return;
            }
            idle.await;
        }
    }

    /// What waits, at most [`GROUP`].
    fn take(&self) -> Option<(Vec<Batch>, Vec<Reply>)> {
        let mut queue = self.queue.lock();
        loop {
            let waiting = std::iter::from_fn(|| queue.try_recv().ok()).take(GROUP);
            let (batches, replies): (Vec<_>, Vec<_>) = waiting
                .map(|Waiting { batch, reply }| (batch, reply))
                .unzip();
            if !batches.is_empty() {
                return Some((batches, replies));
            }
            self.draining.store(false, Ordering::SeqCst);
            // Whoever came right before that found the store at work, and told nobody.
            if queue.is_empty() || !self.wakes() {
                return None;
            }
        }
    }
}

impl CommitQueue for Writer {
    fn next(&self) -> Option<(Vec<Batch>, Timestamp)> {
        let Some((batches, replies)) = self.take() else {
            self.idle.notify_waiters();
            return None;
        };
        let at = self.clock.now();
        *self.group.lock() = Group { replies, at };
        Some((batches, at))
    }

    fn committed(&self, results: Result<Vec<Result<Appended, AppendError>>, StoreError>) {
        let Group { replies, at } = std::mem::take(&mut *self.group.lock());
        let counters = &self.counters;
        counters.failing.store(results.is_err(), Ordering::Relaxed);
        match results {
            Ok(results) => {
                let accepted = results.iter().flatten();
                Counters::add(&counters.commits, 1);
                Counters::add(&counters.appends, accepted.clone().count() as u64);
                Counters::add(
                    &counters.events,
                    accepted.clone().map(|a| a.events.len() as u64).sum(),
                );
                self.tails
                    .publish(accepted.flat_map(|a| a.events.iter().cloned()), at);
                for (reply, result) in replies.into_iter().zip(results) {
                    // Whoever asked may have gone; the batch is in the log all the same.
                    let _ = reply.send(result);
                }
            }
            Err(error) => {
                tracing::error!(error = %error, batches = replies.len(), "a commit failed");
                for reply in replies {
                    let _ = reply.send(Err(AppendError::Store(error.clone())));
                }
            }
        }
    }
}
