use serde::{Deserialize, Serialize};
use thalweg_log::{AppendError, Batch, PrincipalId, StoreError};
use thalweg_wire::{FieldError, ParentRef, Queue, QueuePatch, QueuedMessage};
use uuid::Uuid;

use crate::events::queue_event;
use crate::validate::{PROMPT_CHARS, check_text};
use crate::{AsOf, Chat, ReadError};

/// The most messages that may wait in a conversation.
pub(crate) const MOST_QUEUED: usize = 20;

/// A message that waits, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueuedRow {
    /// What the wire shows of it.
    pub message: QueuedMessage,
    /// What else was asked for.
    pub private: QueuedPrivate,
}

/// What a `queue` event stores of each message for the server alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueuedPrivate {
    /// The message to follow; the leaf of the moment in which it starts if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<ParentRef>,
    /// Whether the model should think first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<bool>,
    /// What the model may call; all that is allowed then if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<String>>,
}

/// Why a message that waits was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeQueueError {
    /// No such conversation, or no such message waits in it; it may have started.
    #[error("no such message waits")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Chat {
    /// What waits in a conversation, the next first, with the place in the log that it is of.
    ///
    /// # Errors
    /// [`ReadError::NotFound`], [`ReadError::Store`].
    pub async fn queue(&self, by: &PrincipalId, conversation: Uuid) -> Result<Queue, ReadError> {
        let row = self.owned(by, conversation).await?;
        row.ok_or(ReadError::NotFound)?;
        let AsOf { value, position } = self.store().queue(conversation).await?;
        Ok(Queue {
            as_of: Some(self.hub().cursor_at(position).to_string()),
            ..shown(&value)
        })
    }

    /// Changes the words or the place of a message that waits, and gives what waits now.
    ///
    /// # Errors
    /// [`ChangeQueueError`], each with its cause.
    pub async fn change_queued(
        &self,
        by: &PrincipalId,
        conversation: Uuid,
        message: Uuid,
        patch: QueuePatch,
    ) -> Result<Queue, ChangeQueueError> {
        let content = patch.content.as_deref();
        let wrong = content.and_then(|text| check_text("content", text, PROMPT_CHARS));
        let _lock = self.locks().hold(conversation).await;
        let row = self.owned(by, conversation).await?;
        row.ok_or(ChangeQueueError::NotFound)?;
        let mut items = self.store().queue(conversation).await?.value;
        let place = items
            .iter()
            .position(|row| row.message.message_id == message);
        let place = place.ok_or(ChangeQueueError::NotFound)?;
        if let Some(wrong) = wrong {
            return Err(ChangeQueueError::Invalid(vec![wrong]));
        }
        let before = items.clone();
        let mut row = items.remove(place);
        if let Some(content) = patch.content {
            row.message.content = content;
        }
        let place = patch.position.map_or(place, |new| {
            usize::try_from(new).unwrap_or(usize::MAX).min(items.len())
        });
        items.insert(place, row);
        if items != before {
            let batch = Batch::of(vec![queue_event(conversation, &items)]);
            let appended = self.hub().append(batch).await;
            appended.map_err(AppendError::unexpected)?;
        }
        Ok(shown(&items))
    }

    /// Takes a message out of the queue; its run ends as `stopped`.
    ///
    /// # Errors
    /// [`ChangeQueueError::NotFound`], [`ChangeQueueError::Store`].
    pub async fn remove_queued(
        &self,
        by: &PrincipalId,
        conversation: Uuid,
        message: Uuid,
    ) -> Result<(), ChangeQueueError> {
        let row = self.owned(by, conversation).await?;
        row.ok_or(ChangeQueueError::NotFound)?;
        let removed = self
            .cancel_queued(conversation, |row| row.message.message_id == message)
            .await?;
        removed.then_some(()).ok_or(ChangeQueueError::NotFound)
    }
}

/// What the wire shows of a queue.
pub(crate) fn shown(items: &[QueuedRow]) -> Queue {
    Queue {
        items: items.iter().map(|row| row.message.clone()).collect(),
        as_of: None,
    }
}
