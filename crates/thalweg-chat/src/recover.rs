use std::collections::HashMap;

use thalweg_log::{AppendError, Batch, StoreError};
use thalweg_wire::{DoneStatus, RunStatus};
use tracing::info;
use uuid::Uuid;

use crate::Chat;

impl Chat {
    /// Ends every job and every run that a process left open: all runs in one transaction, each with
    /// the text that the log holds of it and the status `interrupted`. Returns how many runs there
    /// were. Then every queue goes on, and the sessions that were left are waited for.
    ///
    /// Call it before listening, while this process alone holds the data. Calling it again does
    /// nothing.
    ///
    /// # Errors
    /// [`StoreError`] if the store failed; then no run was ended.
    pub async fn recover(&self) -> Result<usize, StoreError> {
        self.recover_jobs().await?;
        self.await_left_sessions().await?;
        let ended = self.end_open_runs().await?;
        self.recall_spending().await?;
        for conversation in self.store().queues().await? {
            self.go_on_with(conversation);
        }
        Ok(ended)
    }

    async fn end_open_runs(&self) -> Result<usize, StoreError> {
        let mut open = self.store().open_runs().await?;
        // What waits still does, and goes on afterwards.
        open.retain(|row| row.run.status != Some(RunStatus::Queued));
        if open.is_empty() {
            return Ok(0);
        }
        let fences = self.hub().store().fences().await?;
        let tokens: HashMap<Uuid, u64> = fences.iter().map(|f| (f.holder, f.token)).collect();
        let count = open.len();
        let mut batch = Batch::default();
        for row in open {
            let conversation = self.conversation_of(row.run.conversation_id).await?;
            let token = tokens.get(&row.run.id).copied();
            let ending = self.ending_of(row, token, DoneStatus::Interrupted).await?;
            ending.add_to(&mut batch, conversation, self.now());
        }
        let appended = self.hub().append(batch).await;
        appended.map_err(AppendError::unexpected)?;
        info!(runs = count, "runs that were left open are ended");
        Ok(count)
    }
}
