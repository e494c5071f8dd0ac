use serde::{Deserialize, Serialize};
use thalweg_log::{AppendError, Batch, PrincipalId, StoreError, Timestamp};
use thalweg_wire::{DraftNotice, FieldError, NewPromptDraft, PromptDraft, Time};
use uuid::Uuid;

use crate::events::draft_saved;
use crate::validate::{is_longer, wrong};
use crate::{Chat, ReadError};

/// The longest draft, in characters: a prompt of 32,000, its context of 64,000, and the marks between
/// them.
const DRAFT_CHARS: usize = 100_000;

/// A draft as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// The text, which is not empty.
    pub text: String,
    /// The id of its saving.
    pub revision: Uuid,
    /// When it was saved.
    pub at: Timestamp,
}

/// What a `draft` event stores for the server alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DraftPrivate {
    pub(crate) text: String,
}

/// Why a draft was not saved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaveDraftError {
    /// No such conversation.
    #[error("no such conversation")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// Another draft is there than the one that the text was written over.
    #[error("another draft was saved meanwhile")]
    Changed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Chat {
    /// What `by` has written in a conversation, or for a new one, and not sent.
    ///
    /// # Errors
    /// [`ReadError`], each with its cause.
    pub async fn prompt_draft(
        &self,
        by: &PrincipalId,
        conversation: Option<Uuid>,
    ) -> Result<PromptDraft, ReadError> {
        if !self.is_place(by, conversation).await? {
            return Err(ReadError::NotFound);
        }
        let row = self.store().prompt_draft(by, conversation).await?;
        Ok(shown(conversation, row))
    }

    /// Saves it, or takes it away, and gives what is there now.
    ///
    /// # Errors
    /// [`SaveDraftError`], each with its cause.
    pub async fn save_prompt_draft(
        &self,
        by: &PrincipalId,
        conversation: Option<Uuid>,
        new: NewPromptDraft,
    ) -> Result<PromptDraft, SaveDraftError> {
        if is_longer(&new.text, DRAFT_CHARS) {
            let error = wrong("text", "give at most 100,000 characters");
            return Err(SaveDraftError::Invalid(vec![error]));
        }
        let _lock = match conversation {
            Some(id) => self.locks().hold(id).await,
            None => self.locks().hold_for(by).await,
        };
        if !self.is_place(by, conversation).await? {
            return Err(SaveDraftError::NotFound);
        }
        let old = self.store().prompt_draft(by, conversation).await?;
        match &old {
            // Asked again, or nothing to take away.
            Some(row) if row.revision == new.revision => return Ok(shown(conversation, old)),
            None if new.text.is_empty() => return Ok(shown(conversation, None)),
            Some(row) if Some(row.revision) != new.based_on => return Err(SaveDraftError::Changed),
            _ => {}
        }
        let notice = DraftNotice {
            conversation_id: conversation,
            revision: new.revision,
            gone: new.text.is_empty(),
        };
        let private = DraftPrivate { text: new.text };
        let event = draft_saved(by, &notice, &private);
        let appended = self.hub().append(Batch::of(vec![event])).await;
        let appended = appended.map_err(AppendError::unexpected)?;
        let saved = appended.events.first().filter(|_| !notice.gone);
        let row = saved.map(|event| DraftRow {
            text: private.text,
            revision: notice.revision,
            at: event.at,
        });
        Ok(shown(conversation, row))
    }

    /// Whether `by` can write there.
    async fn is_place(
        &self,
        by: &PrincipalId,
        conversation: Option<Uuid>,
    ) -> Result<bool, StoreError> {
        match conversation {
            Some(id) => Ok(self.owned(by, id).await?.is_some()),
            None => Ok(true),
        }
    }
}

fn shown(conversation: Option<Uuid>, row: Option<DraftRow>) -> PromptDraft {
    let of = PromptDraft {
        conversation_id: conversation,
        ..PromptDraft::default()
    };
    match row {
        None => of,
        Some(row) => PromptDraft {
            text: row.text,
            revision: Some(row.revision),
            updated_at: Some(Time(row.at)),
            ..of
        },
    }
}
