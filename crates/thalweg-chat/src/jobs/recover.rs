use std::collections::HashMap;

use thalweg_log::{AppendError, Batch, StoreError};
use thalweg_wire::ToolCallStatus;
use tracing::info;
use uuid::Uuid;

use super::end::{INTERRUPTED, close};
use super::events::{add_job, fence};
use crate::Chat;

impl Chat {
    /// Ends every job that a process left open as `interrupted`, all in one transaction. Says how
    /// many there were.
    ///
    /// # Errors
    /// [`StoreError`] if the store failed; then no job was ended.
    pub(crate) async fn recover_jobs(&self) -> Result<usize, StoreError> {
        let open = self.store().open_jobs().await?;
        if open.is_empty() {
            return Ok(0);
        }
        let fences = self.hub().store().fences().await?;
        let tokens: HashMap<Uuid, u64> = fences.iter().map(|f| (f.holder, f.token)).collect();
        let (count, mut batch) = (open.len(), Batch::default());
        for row in open {
            let session = self.session_of(&row).await?;
            let mut job = row.job;
            close(&mut job, ToolCallStatus::Interrupted, self.now());
            job.error = Some(INTERRUPTED.into());
            add_job(
                &mut batch,
                &job,
                &row.owner,
                &row.request_id,
                session.as_ref(),
            );
            if let Some(token) = tokens.get(&job.id) {
                fence(&mut batch, &job, *token);
            }
        }
        let appended = self.hub().append(batch).await;
        appended.map_err(AppendError::unexpected)?;
        info!(jobs = count, "jobs that were left open are ended");
        Ok(count)
    }
}
