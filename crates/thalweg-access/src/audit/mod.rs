//! The trail of what was done: noted where it happens, written by one task, chained by hashes.

mod chain;
mod note;
mod search;
mod sink;
#[cfg(test)]
mod tests;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use thalweg_log::{Clock, Timestamp};
use tokio::sync::{mpsc, oneshot};

pub use self::chain::{Broken, ChainEnd};
pub use self::note::{Actor, AuditAction, Note};
pub use self::search::AuditSearch;
pub use self::sink::{AuditSink, SinkFailed, SunkEntry};
pub use self::writer::AuditWriter;
use crate::limits::Throttle;

/// How many entries may wait to be written. What comes when so many do is not written; that it is
/// missing is.
const QUEUE: usize = 1_024;

/// The trail, for whoever does something that belongs into it. Cheap to clone.
#[derive(Clone)]
pub struct Audit {
    queue: mpsc::Sender<Told>,
    /// How many entries did not get into the queue and are not accounted for yet.
    lost: Arc<AtomicU64>,
    /// How often it was written.
    batches: Arc<AtomicU64>,
    /// Keeps refusals from filling the disk.
    refusals: Arc<Throttle>,
    clock: Arc<dyn Clock>,
}

/// What the writer is told.
enum Told {
    Note(Timestamp, Box<Note>),
    /// To answer when everything before it was written, or cannot be.
    Flush(oneshot::Sender<()>),
    /// The same, and to end.
    Close(oneshot::Sender<()>),
}

impl Audit {
    /// A trail, and what writes it, which is to be run.
    pub fn new(clock: Arc<dyn Clock>) -> (Self, AuditWriter) {
        let (queue, told) = mpsc::channel(QUEUE);
        let (lost, batches) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let audit = Self {
            queue,
            lost: Arc::clone(&lost),
            batches: Arc::clone(&batches),
            refusals: Arc::new(Throttle::for_refusals(Arc::clone(&clock))),
            clock: Arc::clone(&clock),
        };
        (audit, AuditWriter::new(told, lost, batches, clock))
    }

    /// Notes what was done. Waits for nothing: it is written a moment later. When too many wait it is
    /// not written, and an entry says how many are missing.
    pub fn note(&self, note: Note) {
        let told = Told::Note(self.clock.now(), Box::new(note));
        if self.queue.try_send(told).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Notes a refusal, which anybody can cause as often as they like: at most 100 at once and 10 a
    /// minute later are written. The next that is says how many were not.
    pub fn note_refused(&self, note: Note) {
        match self.refusals.take() {
            None => {}
            Some(0) => self.note(note),
            Some(passed_over) => {
                self.note(note.detail_with(&format!("{passed_over} more were not written")));
            }
        }
    }

    /// How often the trail was appended to so far, for figures.
    pub fn batches(&self) -> u64 {
        self.batches.load(Ordering::Relaxed)
    }

    /// Waits until everything that was noted before is written, or could not be.
    pub async fn flush(&self) {
        self.wait(Told::Flush).await;
    }

    /// The same, and ends the writing. Later notes go nowhere.
    pub async fn close(&self) {
        self.wait(Told::Close).await;
    }

    async fn wait(&self, told: impl FnOnce(oneshot::Sender<()>) -> Told) {
        let (done, waiting) = oneshot::channel();
        if self.queue.send(told(done)).await.is_ok() {
            // A writer that ended has nothing more to write.
            let _ = waiting.await;
        }
    }
}
