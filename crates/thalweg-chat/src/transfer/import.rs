use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use thalweg_log::{AppendError, Batch, PrincipalId, StoreError};
use thalweg_wire::{ChatMessage, Conversation, ConversationExport, FieldError, Part};
use uuid::Uuid;

use super::check::check;
use crate::Chat;
use crate::events::{self, conversation_led_by, conversation_titled};
use crate::key::{Found, Key};

/// Why a conversation was not brought in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    Mismatch,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is kept under an idempotency key. Stored by name: add, never rename.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Answer {
    Imported(Box<Conversation>),
    Invalid(Vec<FieldError>),
}

impl Chat {
    /// Makes a conversation of `by` from one that was written as JSON, in one transaction: with new
    /// ids, in the same order, with the times that are given. `key` is the request's idempotency key.
    ///
    /// # Errors
    /// [`ImportError`], each with its cause.
    pub async fn import(
        &self,
        by: &PrincipalId,
        export: ConversationExport,
        key: Option<String>,
    ) -> Result<Conversation, ImportError> {
        let key = key.map(|key| Key::new(by, key, "import", &export, self.now().0));
        if let Some(key) = &key
            && let Some(found) = key.recall(&**self.hub().store()).await?
        {
            return imported(found);
        }
        let errors = check(&export);
        let (answer, events) = if errors.is_empty() {
            let (conversation, events) = self.copied(by, export);
            (Answer::Imported(Box::new(conversation)), events)
        } else {
            (Answer::Invalid(errors), Vec::new())
        };
        if events.is_empty() && key.is_none() {
            return imported(Found::Same(answer));
        }
        let batch = Batch {
            idempotency: key.as_ref().map(|key| key.record(&answer)),
            ..Batch::of(events)
        };
        match (self.hub().append(batch).await, &key) {
            (Ok(_), _) => imported(Found::Same(answer)),
            (Err(AppendError::Repeated { record }), Some(key)) => imported(key.read(&record)?),
            (Err(failure), _) => Err(failure.unexpected().into()),
        }
    }

    /// The conversation under new ids, and the events that make it.
    fn copied(
        &self,
        by: &PrincipalId,
        export: ConversationExport,
    ) -> (Conversation, Vec<thalweg_log::NewEvent>) {
        let id = self.ids().next();
        let mut ids: HashMap<Uuid, Uuid> = HashMap::new();
        let mut messages = Vec::with_capacity(export.messages.len());
        for message in export.messages {
            let own = self.ids().next();
            ids.insert(message.id, own);
            messages.push(ChatMessage {
                id: own,
                conversation_id: id,
                // The run that wrote it is not brought along.
                run_id: None,
                parent_id: message
                    .parent_id
                    .and_then(|parent| ids.get(&parent).copied()),
                ..with_parts(message)
            });
        }
        let last = messages.last().map(|message| message.id);
        let leaf_id = export.conversation.leaf_id;
        let leaf_id = leaf_id.and_then(|leaf| ids.get(&leaf).copied()).or(last);
        let conversation = Conversation {
            id,
            title: export.conversation.title.trim().into(),
            // The list is in the order of events, and its times must agree with it.
            updated_at: self.now(),
            run_id: None,
            queued: None,
            leaf_id,
            as_of: None,
            deleted_at: None,
            forked_from: None,
            ..export.conversation
        };
        let [own, feed] = conversation_titled(by, &conversation, true);
        let mut made = vec![own];
        made.extend(messages.iter().map(events::message));
        if let Some(leaf) = leaf_id.filter(|leaf| Some(*leaf) != last) {
            made.push(conversation_led_by(by, &conversation, leaf));
        }
        made.push(feed);
        (conversation, made)
    }
}

/// A message whose text is in its parts.
fn with_parts(mut message: ChatMessage) -> ChatMessage {
    if message.parts.is_empty() && !message.content.is_empty() {
        message.parts.push(Part::Text {
            id: "p1".into(),
            text: message.content.clone(),
        });
    }
    message
}

fn imported(found: Found<Answer>) -> Result<Conversation, ImportError> {
    match found {
        Found::Same(Answer::Imported(conversation)) => Ok(*conversation),
        Found::Same(Answer::Invalid(errors)) => Err(ImportError::Invalid(errors)),
        Found::Other => Err(ImportError::Mismatch),
    }
}
