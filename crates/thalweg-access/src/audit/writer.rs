use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use thalweg_log::{Clock, Timestamp};
use tokio::sync::{mpsc, oneshot};
use tracing::error;

use super::{Actor, AuditAction, AuditSink, ChainEnd, Note, SinkFailed, Told};

/// How many entries are written together at most.
const GROUP: usize = 64;
/// How long to wait before writing is tried again that failed.
const REST: Duration = Duration::from_secs(1);

/// Writes the trail: the only one that chains and appends.
pub struct AuditWriter {
    told: mpsc::Receiver<Told>,
    lost: Arc<AtomicU64>,
    batches: Arc<AtomicU64>,
    clock: Arc<dyn Clock>,
    /// Unknown until the first entry is to be written.
    end: Option<ChainEnd>,
}

impl AuditWriter {
    pub(super) const fn new(
        told: mpsc::Receiver<Told>,
        lost: Arc<AtomicU64>,
        batches: Arc<AtomicU64>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            told,
            lost,
            batches,
            clock,
            end: None,
        }
    }

    /// Writes what is noted until the trail is closed or nobody can note any more.
    ///
    /// While `sink` fails, what waits is kept and tried again each second. A flush that came with it
    /// is answered, and a closing that did ends it; one that comes meanwhile waits.
    pub async fn run(mut self, sink: Arc<dyn AuditSink>) {
        let mut group = Vec::with_capacity(GROUP);
        let (mut notes, mut asked): (Vec<(Timestamp, Note)>, Vec<oneshot::Sender<()>>);
        loop {
            if self.told.recv_many(&mut group, GROUP).await == 0 {
                return;
            }
            let mut is_closed = false;
            (notes, asked) = (Vec::new(), Vec::new());
            for told in group.drain(..) {
                match told {
                    Told::Note(at, note) => notes.push((at, *note)),
                    Told::Flush(done) => asked.push(done),
                    Told::Close(done) => {
                        is_closed = true;
                        asked.push(done);
                    }
                }
            }
            let lost = self.lost.swap(0, Ordering::Relaxed);
            if lost > 0 {
                let note = Note::done(AuditAction::Lost, Actor::server());
                let note = note.detail(format!("{lost} entries are missing"));
                notes.push((self.clock.now(), note));
            }
            let mut is_told = false;
            while !notes.is_empty() {
                let Err(failed) = self.write(sink.as_ref(), &notes).await else {
                    break;
                };
                if !is_told {
                    error!(error = %failed, entries = notes.len(), "the audit trail cannot be written");
                    is_told = true;
                }
                if failed.is_moved {
                    // Nothing is wrong with the store: chained to what is there now, it goes.
                    continue;
                }
                // Whoever waits is not held up by a store that fails.
                asked.clear();
                if is_closed {
                    break;
                }
                tokio::time::sleep(REST).await;
            }
            for done in asked {
                // Whoever waited may have gone.
                let _ = done.send(());
            }
            if is_closed {
                return;
            }
        }
    }

    async fn write(
        &mut self,
        sink: &dyn AuditSink,
        notes: &[(Timestamp, Note)],
    ) -> Result<(), SinkFailed> {
        let before = match self.end {
            Some(end) => end,
            None => sink
                .last()
                .await?
                .map_or_else(ChainEnd::default, |(seq, data)| ChainEnd::at(seq, &data)),
        };
        let mut end = before;
        let mut entries = Vec::with_capacity(notes.len() + 1);
        if before.seq() == 0 {
            let began = Note::done(AuditAction::Began, Actor::server()).detail(sink.instance());
            let at = notes
                .first()
                .map_or_else(|| self.clock.now(), |(at, _)| *at);
            entries.push(end.seal(began, at));
        }
        entries.extend(notes.iter().map(|(at, note)| end.seal(note.clone(), *at)));
        // Asked anew if this fails: what became of the entries is not known then.
        self.end = None;
        sink.append(before.seq(), entries, end).await?;
        self.end = Some(end);
        self.batches.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}
