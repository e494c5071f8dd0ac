use thalweg_log::{AppendError, PrincipalId, StoreError};
use thalweg_wire::{DoneStatus, Run, RunStatus};
use uuid::Uuid;

use crate::registry::Halt;
use crate::{Chat, QueuedRow, RunRow};

/// Why a run was not stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StopRunError {
    /// No such run.
    #[error("no such run")]
    NotFound,
    /// The store failed. The model's call was dropped nevertheless.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Chat {
    /// Stops a run: drops the model's call at once, keeps the text so far, and returns the run once
    /// its end is committed, whichever end came first. A run that ended already is just returned;
    /// one that waits leaves the queue.
    ///
    /// # Errors
    /// [`StopRunError`], each with its cause.
    ///
    /// Source: the wire contract, section 4.
    pub async fn stop_run(&self, by: &PrincipalId, id: Uuid) -> Result<Run, StopRunError> {
        loop {
            // The task is asked before the store is, so that a slow store does not hold up a stop.
            if let Some(handle) = self.registry().get(id)
                && handle.owner() == by
            {
                handle.halt(Halt::Stopped);
                handle.ended().await;
            }
            let row = self.run(by, id).await?.ok_or(StopRunError::NotFound)?;
            if row.run.ended.is_some() {
                return Ok(row.run);
            }
            if row.run.status != Some(RunStatus::Queued) {
                self.end_from_log(row, DoneStatus::Stopped).await?;
                let row = self.run(by, id).await?.ok_or(StopRunError::NotFound)?;
                return Ok(row.run);
            }
            // If it is gone from the queue, it started meanwhile or was ended.
            let of_run = |waits: &QueuedRow| waits.message.run_id == id;
            self.cancel_queued(row.run.conversation_id, of_run).await?;
        }
    }

    /// Ends a run that no task of this process works on, with what the log holds of it. If somebody
    /// else ends it meanwhile, theirs counts.
    async fn end_from_log(&self, row: RunRow, status: DoneStatus) -> Result<(), StoreError> {
        let fences = self.hub().store().fences().await?;
        let fence = fences.iter().find(|fence| fence.holder == row.run.id);
        let Some(token) = fence.map(|fence| fence.token) else {
            // The run ended between the two readings.
            return Ok(());
        };
        let ending = self.ending_of(row, Some(token), status).await?;
        match self.try_finish(&ending).await {
            Ok(waits) => {
                if waits {
                    self.go_on_with(ending.run.conversation_id);
                }
                Ok(())
            }
            Err(AppendError::FenceLost { .. }) => Ok(()),
            Err(failure) => Err(failure.unexpected()),
        }
    }
}
