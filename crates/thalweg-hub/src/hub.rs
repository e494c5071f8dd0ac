use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use parking_lot::Mutex;
use thalweg_log::{
    AppendError, Appended, Batch, ChannelName, Clock, CommitQueue, Cursor, LogStore, Position, Seq,
    Standing, StoreError,
};
use thalweg_wire::ResetReason;
use tokio::sync::{mpsc, oneshot};

use crate::tails::Tails;
use crate::writer::{Waiting, Writer};
use crate::{Counters, Reader, Start, Tasks};

/// Limits of the hot tails.
#[derive(Debug, Clone)]
pub struct HubConfig {
    /// The most events of one channel that stay in memory. Default: 512.
    pub tail_events: usize,
    /// The most bytes of one channel that stay in memory. Default: 256 KiB.
    pub tail_bytes: usize,
    /// The most bytes of all channels together; beyond it a channel that is written to keeps half.
    /// Default: 64 MiB.
    pub total_bytes: usize,
    /// How long a channel stays in memory that nobody reads or writes. Default: 60 s.
    pub tail_idle: Duration,
    /// How many batches may wait for a commit; when full, appends wait. Default: 8,192.
    pub queue: usize,
    /// How often upkeep of the store is asked for when there is none waiting. Default: 1 s.
    pub upkeep: Duration,
}

impl Default for HubConfig {
    fn default() -> Self {
        Self {
            tail_events: 512,
            tail_bytes: 256 * 1024,
            total_bytes: 64 * 1024 * 1024,
            tail_idle: Duration::from_secs(60),
            queue: 8_192,
            upkeep: Duration::from_secs(1),
        }
    }
}

/// A batch that was handed in. It is committed at the latest when this is waited for or dropped.
#[must_use = "whether it was appended is not known before it is waited for"]
pub struct Submitted {
    answer: oneshot::Receiver<Result<Appended, AppendError>>,
    wakes: Wakes,
}

impl Submitted {
    /// Waits for the batch. When this returns it is durable and visible to every reader.
    ///
    /// # Errors
    /// [`AppendError`]: nothing of the batch was written.
    pub async fn appended(self) -> Result<Appended, AppendError> {
        let Self { answer, wakes } = self;
        drop(wakes);
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

/// Has the store look at the queue when it is dropped, if it is not at work on it.
struct Wakes(Arc<Inner>);

impl Drop for Wakes {
    fn drop(&mut self) {
        let Inner { store, writer, .. } = &*self.0;
        if writer.wakes() {
            Arc::clone(store).drain(Arc::clone(writer) as Arc<dyn CommitQueue>);
        }
    }
}

/// The one door to the log: appends go in, readers come out. Cheap to clone.
#[derive(Clone)]
pub struct Hub {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn LogStore>,
    clock: Arc<dyn Clock>,
    tails: Arc<Tails>,
    counters: Arc<Counters>,
    /// `None` once closed.
    queue: Mutex<Option<mpsc::Sender<Waiting>>>,
    writer: Arc<Writer>,
    upkeep: Tasks,
}

impl Hub {
    /// Starts the upkeep over `store`. Must be called within a runtime.
    pub fn open(store: Arc<dyn LogStore>, clock: Arc<dyn Clock>, config: HubConfig) -> Self {
        let (queue, waiting) = mpsc::channel(config.queue);
        let interval = config.upkeep;
        let tails = Arc::new(Tails::new(store.head(), config));
        let counters = Arc::new(Counters::default());
        let writer = Arc::new(Writer::new(
            waiting,
            Arc::clone(&tails),
            Arc::clone(&counters),
            Arc::clone(&clock),
        ));
        let hub = Self {
            inner: Arc::new(Inner {
                store,
                clock,
                tails,
                counters,
                queue: Mutex::new(Some(queue)),
                writer,
                upkeep: Tasks::new(),
            }),
        };
        let weak = Arc::downgrade(&hub.inner);
        hub.inner.upkeep.spawn("upkeep", |stop| async move {
            loop {
                let Some(inner) = weak.upgrade() else { return };
                let wait = if inner.tick().await {
                    Duration::from_millis(2)
                } else {
                    interval
                };
                drop(inner);
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(wait) => {}
                }
            }
        });
        hub
    }

    /// Appends a batch. When this returns it is durable and visible to every reader.
    ///
    /// # Errors
    /// [`AppendError`]: nothing of the batch was written.
    pub async fn append(&self, batch: Batch) -> Result<Appended, AppendError> {
        self.submit(batch).await?.appended().await
    }

    /// Hands a batch in: whatever is appended after this returns lies behind it in the log, and can
    /// have a fence as its condition that the batch opens. The store is not woken for it before it is
    /// waited for: a thread that wakes takes the processor from whoever wakes it, if it comes to the
    /// same one, and who hands in may have more to do.
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub async fn submit(&self, batch: Batch) -> Result<Submitted, StoreError> {
        let queue = self.inner.queue.lock().clone().ok_or(StoreError::Closed)?;
        let (reply, answer) = oneshot::channel();
        let waiting = Waiting { batch, reply };
        queue.send(waiting).await.map_err(|_| StoreError::Closed)?;
        let wakes = Wakes(Arc::clone(&self.inner));
        Ok(Submitted { answer, wakes })
    }

    /// Whether the last commit failed, so that the next one may.
    pub fn is_failing(&self) -> bool {
        self.inner.counters.failing.load(Ordering::Relaxed)
    }

    /// A reader of `channels`, which are told apart and at least one.
    pub fn reader(&self, channels: &[ChannelName], start: Start) -> Reader {
        Reader::new(self.clone(), channels, start)
    }

    /// The seq of a channel's last event; zero if it has none. The store is asked only if memory does
    /// not know.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn last_seq(&self, channel: &ChannelName) -> Result<Seq, StoreError> {
        match self.inner.tails.last_seq(channel) {
            Some(seq) => Ok(seq),
            None => self.inner.store.last_seq(channel).await,
        }
    }

    /// The last place that readers may see.
    pub fn watermark(&self) -> Cursor {
        self.cursor_at(self.inner.tails.watermark())
    }

    /// The cursor that names `position`.
    pub fn cursor_at(&self, position: Position) -> Cursor {
        self.inner.store.lineage().cursor_at(position)
    }

    /// Why a reader cannot go on from `cursor`; nothing if it can.
    pub fn unknown(&self, cursor: Cursor) -> Option<ResetReason> {
        let store = &self.inner.store;
        match store.lineage().standing(cursor, store.head()) {
            Standing::Known => None,
            Standing::EpochChanged => Some(ResetReason::EpochChanged),
            Standing::Unknown => Some(ResetReason::UnknownCursor),
        }
    }

    /// The store behind the hub. Only the hub appends to it.
    pub fn store(&self) -> &Arc<dyn LogStore> {
        &self.inner.store
    }

    /// The clock that times are taken from.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// What the hub did so far.
    pub fn counters(&self) -> &Counters {
        &self.inner.counters
    }

    pub(crate) fn tails(&self) -> &Tails {
        &self.inner.tails
    }

    /// Commits what waits, then closes the store. Later appends answer [`StoreError::Closed`].
    pub async fn close(&self) {
        self.inner.queue.lock().take();
        self.inner.upkeep.stop(Duration::from_secs(10)).await;
        let idle = self.inner.writer.idle();
        let _ = tokio::time::timeout(Duration::from_secs(10), idle).await;
        self.inner.store.close().await;
    }
}

impl Inner {
    /// One bounded piece of upkeep; whether more is waiting.
    async fn tick(&self) -> bool {
        let now = self.clock.now();
        self.tails.evict(now);
        match self.store.maintain(now).await {
            Ok(done) => done.more,
            Err(error) => {
                tracing::error!(error = %error, "upkeep of the store failed");
                false
            }
        }
    }
}
