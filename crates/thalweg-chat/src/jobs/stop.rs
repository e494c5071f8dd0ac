use thalweg_log::{AppendError, Batch, PrincipalId, StoreError};
use thalweg_wire::{Job, ToolCallStatus};
use uuid::Uuid;

use super::JobRow;
use super::end::close;
use super::events::{add_job, fence};
use super::registry::JobHalt;
use crate::{Chat, ReadError};

/// Why a job was not stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StopJobError {
    /// No such job.
    #[error("no such job")]
    NotFound,
    /// The store failed. The tool was dropped nevertheless.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Chat {
    /// Stops a job: drops the tool's call at once and returns the job once its end is committed,
    /// whichever end came first. A job that ended already is just returned.
    ///
    /// # Errors
    /// [`StopJobError`], each with its cause.
    ///
    /// Source: the wire contract, section 5.
    pub async fn stop_job(&self, by: &PrincipalId, id: Uuid) -> Result<Job, StopJobError> {
        // The task is asked before the store is, so that a slow store does not hold up a stop.
        if let Some(handle) = self.jobs().get(id)
            && handle.owner() == by
        {
            handle.halt(JobHalt::Stopped);
            handle.ended().await;
        }
        let row = self.job_row(by, id).await?.ok_or(StopJobError::NotFound)?;
        if row.end.is_none() {
            self.end_job(row, ToolCallStatus::Cancelled).await?;
        }
        self.job(by, id).await.map_err(|error| match error {
            ReadError::Store(failure) => failure.into(),
            ReadError::NotFound | ReadError::MalformedPage => StopJobError::NotFound,
        })
    }

    /// Ends a job that no task of this process executes. If somebody else ends it meanwhile, theirs
    /// counts.
    async fn end_job(&self, row: JobRow, status: ToolCallStatus) -> Result<(), StoreError> {
        let fences = self.hub().store().fences().await?;
        let Some(open) = fences.iter().find(|fence| fence.holder == row.job.id) else {
            // The job ended between the two readings.
            return Ok(());
        };
        let session = self.session_of(&row).await?;
        let mut job = row.job;
        close(&mut job, status, self.now());
        let mut batch = Batch::default();
        add_job(
            &mut batch,
            &job,
            &row.owner,
            &row.request_id,
            session.as_ref(),
        );
        fence(&mut batch, &job, open.token);
        match self.hub().append(batch).await {
            Ok(_) | Err(AppendError::FenceLost { .. }) => Ok(()),
            Err(failure) => Err(failure.unexpected()),
        }
    }
}
