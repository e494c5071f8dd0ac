use std::time::Duration;

use thalweg_hub::Hub;
use thalweg_log::{AppendError, Appended, Batch, StoreError};
use tokio::time::Instant;
use tracing::{error, warn};

/// The first wait before a failed append is tried again; it doubles from there.
const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Why a run cannot write any more. It was logged, unless somebody else ended the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gone {
    /// Somebody else ended it.
    Fenced,
    /// The store failed for too long, or for good.
    GaveUp,
}

/// Waits between attempts, as long as there is patience.
pub(crate) struct Backoff {
    until: Instant,
    wait: Duration,
}

impl Backoff {
    pub(crate) fn new(patience: Duration) -> Self {
        Self {
            until: Instant::now() + patience,
            wait: FIRST_WAIT,
        }
    }

    /// Decides what to do after `failure`: waits and returns, or gives up.
    pub(crate) async fn after(&mut self, failure: AppendError) -> Result<(), Gone> {
        match failure {
            AppendError::FenceLost { .. } => Err(Gone::Fenced),
            AppendError::Store(failure @ (StoreError::Full | StoreError::Failed(_)))
                if Instant::now() + self.wait <= self.until =>
            {
                if self.wait == FIRST_WAIT {
                    warn!(error = %failure, "a run cannot be written, trying again");
                }
                tokio::time::sleep(self.wait).await;
                self.wait = (self.wait * 2).min(LONGEST_WAIT);
                Ok(())
            }
            failure => {
                error!(error = %failure, "a run cannot be written, left to recovery");
                Err(Gone::GaveUp)
            }
        }
    }
}

/// Appends what a run says, again and again while the store fails and `patience` lasts.
pub(crate) async fn append(hub: Hub, batch: Batch, patience: Duration) -> Result<Appended, Gone> {
    let mut backoff = Backoff::new(patience);
    loop {
        match hub.append(batch.clone()).await {
            Ok(appended) => return Ok(appended),
            Err(failure) => backoff.after(failure).await?,
        }
    }
}
