use std::time::Duration;

use thalweg_log::{AppendError, Batch, Fence, FenceChange, PrincipalId, StoreError};
use thalweg_wire::{Conversation, DoneStatus};
use uuid::Uuid;

use crate::events::{conversation_changed, conversation_deleted, fence_of, queue_event};
use crate::{Chat, StopRunError};

/// How long a deletion can be undone.
pub(crate) const RESTORABLE: Duration = Duration::from_secs(30 * 24 * 3600);
/// How often a run in the way is stopped before giving up: somebody keeps starting new ones.
const STOPS: usize = 8;

/// Why a conversation was neither deleted nor restored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeleteConversationError {
    /// No such conversation.
    #[error("no such conversation")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Chat {
    /// Stops the conversation's run, and those that wait, and deletes the conversation; its readers are told `deleted`.
    /// It can be restored for 30 days.
    ///
    /// # Errors
    /// [`DeleteConversationError`], each with its cause.
    pub async fn delete_conversation(
        &self,
        by: &PrincipalId,
        id: Uuid,
    ) -> Result<(), DeleteConversationError> {
        // What waits must not start between the stop of the run and the deletion.
        let _hold = self.hold_queue(id);
        for _ in 0..STOPS {
            let Some(run) = self.try_delete(by, id).await? else {
                return Ok(());
            };
            match self.stop_run(by, run).await {
                Ok(_) | Err(StopRunError::NotFound) => {}
                Err(StopRunError::Store(failure)) => return Err(failure.into()),
            }
        }
        let failure = "runs keep starting in a conversation that is to be deleted";
        Err(StoreError::Failed(failure.into()).into())
    }

    /// Deletes, or gives the run that is in the way.
    async fn try_delete(
        &self,
        by: &PrincipalId,
        id: Uuid,
    ) -> Result<Option<Uuid>, DeleteConversationError> {
        let _lock = self.locks().hold(id).await;
        let row = self.owned(by, id).await?;
        let row = row.ok_or(DeleteConversationError::NotFound)?.value;
        if let Some(run) = row.conversation.run_id {
            return Ok(Some(run));
        }
        let mut batch = Batch::default();
        let waiting = self.store().queue(id).await?.value;
        if !waiting.is_empty() {
            for row in &waiting {
                let done = self.unstarted(row, DoneStatus::Stopped).await?;
                batch.events.extend(done);
            }
            batch.events.push(queue_event(id, &[]));
        }
        batch.events.extend(conversation_deleted(by, id));
        // Held by nobody and never given back by a run: no run can start in what is deleted.
        batch.fences.push(FenceChange::Open(Fence {
            name: fence_of(id),
            holder: Uuid::nil(),
            token: self.ids().entropy().next_u64(),
        }));
        match self.hub().append(batch).await {
            Ok(_) => Ok(None),
            Err(AppendError::FenceHeld { holder, .. }) => Ok(Some(holder)),
            Err(failure) => Err(failure.unexpected().into()),
        }
    }

    /// Takes back a deletion of the last 30 days. A conversation that is not deleted is just
    /// returned.
    ///
    /// # Errors
    /// [`DeleteConversationError`], each with its cause.
    pub async fn restore_conversation(
        &self,
        by: &PrincipalId,
        id: Uuid,
    ) -> Result<Conversation, DeleteConversationError> {
        let _lock = self.locks().hold(id).await;
        let row = self.store().conversation(id).await?.value;
        let row = row.filter(|row| row.owner == *by);
        let row = row.ok_or(DeleteConversationError::NotFound)?;
        let Some(deleted_at) = row.deleted_at else {
            return Ok(row.conversation);
        };
        if self.now().0.since(deleted_at) > RESTORABLE {
            return Err(DeleteConversationError::NotFound);
        }
        let conversation = Conversation {
            updated_at: self.now(),
            ..row.conversation
        };
        let mut batch = Batch::of(conversation_changed(by, &conversation).into());
        let name = fence_of(id);
        let fences = self.hub().store().fences().await?;
        let fence = fences.into_iter().find(|fence| fence.name == name);
        if let Some(Fence { name, token, .. }) = fence {
            batch.fences.push(FenceChange::Close { name, token });
        }
        let appended = self.hub().append(batch).await;
        appended.map_err(AppendError::unexpected)?;
        Ok(conversation)
    }
}
