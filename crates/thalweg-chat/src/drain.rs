use tokio::time::{Instant, timeout_at};

use crate::Chat;
use crate::registry::Halt;

/// What became of the runs that were going on when the drain began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drained {
    /// They ended by themselves.
    pub finished: usize,
    /// They were ended as `interrupted`.
    pub interrupted: usize,
}

impl Chat {
    /// Refuses new runs from now on, waits until `deadline` for those that go on, and then ends the
    /// rest as `interrupted`, with all their text.
    ///
    /// Returns when all of them are committed; with a failing store that takes up to
    /// [`crate::ChatConfig::patience`] longer.
    pub async fn drain(&self, deadline: Instant) -> Drained {
        let runs = self.registry().drain();
        let mut drained = Drained::default();
        let mut late = Vec::new();
        for run in runs {
            if timeout_at(deadline, run.ended()).await.is_ok() {
                drained.finished += 1;
            } else {
                run.halt(Halt::Interrupted);
                late.push(run);
            }
        }
        for run in late {
            run.ended().await;
            drained.interrupted += 1;
        }
        drained
    }
}
