use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::crash::Seen;

/// What the first reader of a run has so far; others wait for it and begin at its places.
#[derive(Clone)]
pub(super) struct Growing {
    seen: Arc<Mutex<Vec<Seen>>>,
    /// How much there is, and whether nothing more comes.
    count: watch::Sender<(usize, bool)>,
}

impl Growing {
    pub(super) fn new() -> Self {
        Self {
            seen: Arc::default(),
            count: watch::Sender::new((0, false)),
        }
    }

    pub(super) fn push(&self, event: Seen) -> usize {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(event);
        let count = seen.len();
        drop(seen);
        self.count.send_modify(|(now, _)| *now = count);
        count
    }

    /// Nothing more comes.
    pub(super) fn end(&self) {
        self.count.send_modify(|(_, ended)| *ended = true);
    }

    /// Waits until there are `count` events or all.
    pub(super) async fn reach(&self, count: usize) {
        let mut now = self.count.subscribe();
        // The sender is here, so there is no error.
        let _ = now.wait_for(|(now, ended)| *now >= count || *ended).await;
    }

    /// The event of a number, or the last before it that there is, with its number.
    pub(super) fn near(&self, at: usize) -> Option<(usize, Seen)> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let at = at.min(seen.len().checked_sub(1)?);
        Some((at, seen[at].clone()))
    }

    pub(super) fn take(&self) -> Vec<Seen> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *seen)
    }
}
