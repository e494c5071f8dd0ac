use tokio::time::{Instant, timeout_at};

use crate::Chat;

/// What became of the jobs that were open when the drain began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DrainedJobs {
    /// They ended by themselves.
    pub finished: usize,
    /// They were ended as `interrupted`.
    pub interrupted: usize,
}

impl Chat {
    /// Refuses new jobs from now on, ends at once what waits for somebody or its turn, waits until
    /// `deadline` for the rest, and then ends that as `interrupted`. What a run waits for ends with
    /// the run.
    ///
    /// Returns when all of them are committed; with a failing store that takes up to
    /// [`crate::ChatConfig::patience`] longer.
    pub async fn drain_jobs(&self, deadline: Instant) -> DrainedJobs {
        let mut drained = DrainedJobs::default();
        let (running, waiting): (Vec<_>, Vec<_>) = self
            .jobs()
            .drain()
            .into_iter()
            .partition(|job| job.has_begun() && !job.asks());
        let mut late = waiting;
        for job in &late {
            job.interrupt();
        }
        for job in running {
            if timeout_at(deadline, job.ended()).await.is_ok() {
                drained.finished += 1;
            } else {
                job.interrupt();
                late.push(job);
            }
        }
        for job in late {
            job.ended().await;
            drained.interrupted += 1;
        }
        drained
    }
}
