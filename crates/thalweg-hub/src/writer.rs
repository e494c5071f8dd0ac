use std::sync::Arc;
use std::sync::atomic::Ordering;

use thalweg_log::{AppendError, Appended, Batch, Clock, LogStore};
use tokio::sync::{mpsc, oneshot};

use crate::Counters;
use crate::tails::Tails;

/// The most batches of one commit. More wait for the next, so that no commit takes long.
const GROUP: usize = 4_096;

/// A batch and who waits for it.
pub(crate) struct Waiting {
    pub(crate) batch: Batch,
    pub(crate) reply: oneshot::Sender<Result<Appended, AppendError>>,
}

/// Commits what came while the last commit ran, makes it visible, wakes, answers; until all
/// senders are gone. Commits clock themselves: there is no fixed wait.
pub(crate) async fn write(
    mut queue: mpsc::Receiver<Waiting>,
    store: Arc<dyn LogStore>,
    tails: Arc<Tails>,
    counters: Arc<Counters>,
    clock: Arc<dyn Clock>,
) {
    let mut waiting = Vec::new();
    while queue.recv_many(&mut waiting, GROUP).await > 0 {
        let (batches, replies): (Vec<_>, Vec<_>) = waiting
            .drain(..)
            .map(|Waiting { batch, reply }| (batch, reply))
            .unzip();
        let now = clock.now();
        let committed = store.append(batches, now).await;
        counters
            .failing
            .store(committed.is_err(), Ordering::Relaxed);
        match committed {
            Ok(results) => {
                let accepted = results.iter().flatten();
                Counters::add(&counters.commits, 1);
                Counters::add(&counters.appends, accepted.clone().count() as u64);
                Counters::add(
                    &counters.events,
                    accepted.clone().map(|a| a.events.len() as u64).sum(),
                );
                tails.publish(accepted.flat_map(|a| a.events.iter().cloned()), now);
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
