use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::NewPromptDraft;

use crate::jobs::StopJobError;
use crate::{Chat, ConversationQuery, DeleteConversationError, SaveDraftError, Shelf};

/// How many conversations are looked up at once.
const PAGE: usize = 100;

impl Chat {
    /// Deletes every conversation of somebody whose account ends, as they would themselves, and what
    /// they wrote for another one, and stops their jobs. Runs stop with their conversations.
    ///
    /// # Errors
    /// [`StoreError`]; what was deleted until then stays so.
    pub async fn delete_all(&self, by: &PrincipalId) -> Result<(), StoreError> {
        for archived in [false, true] {
            loop {
                let query = ConversationQuery {
                    of: Shelf::Kept {
                        archived,
                        pinned: None,
                    },
                    before: None,
                    limit: PAGE,
                };
                // Always the first page: what was deleted is on none.
                let found = self.store().conversations(by, query).await?.value.items;
                if found.is_empty() {
                    break;
                }
                for conversation in found {
                    match self.delete_conversation(by, conversation.id).await {
                        // Somebody was faster.
                        Ok(()) | Err(DeleteConversationError::NotFound) => {}
                        Err(DeleteConversationError::Store(failure)) => return Err(failure),
                    }
                }
            }
        }
        self.forget_draft(by).await?;
        for row in self.store().open_jobs().await? {
            if row.owner != *by {
                continue;
            }
            match self.stop_job(by, row.job.id).await {
                Ok(_) | Err(StopJobError::NotFound) => {}
                Err(StopJobError::Store(failure)) => return Err(failure),
            }
        }
        Ok(())
    }

    /// Those in conversations are forgotten with them.
    async fn forget_draft(&self, by: &PrincipalId) -> Result<(), StoreError> {
        // Again if somebody writes on meanwhile.
        while let Some(row) = self.store().prompt_draft(by, None).await? {
            let nothing = NewPromptDraft {
                text: String::new(),
                revision: self.ids().next(),
                based_on: Some(row.revision),
            };
            match self.save_prompt_draft(by, None, nothing).await {
                Ok(_) => break,
                Err(SaveDraftError::Store(failure)) => return Err(failure),
                Err(_) => {}
            }
        }
        Ok(())
    }
}
