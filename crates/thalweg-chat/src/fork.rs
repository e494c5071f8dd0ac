use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use thalweg_log::{AppendError, Batch, PrincipalId, StoreError};
use thalweg_wire::{
    ChatMessage, Conversation, FieldError, ForkConversation, ForkedFrom, MessageStatus,
};
use uuid::Uuid;

use crate::events::{self, conversation_titled};
use crate::key::{Found, Key};
use crate::validate::wrong;
use crate::{Chat, ConversationRow, MessagePrivate};

/// The most messages of a branch that can be copied.
const MOST_MESSAGES: usize = 10_000;
/// The most bytes of them, as JSON.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Why a conversation was not forked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForkConversationError {
    /// No such conversation.
    #[error("no such conversation")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// The branch is still being written.
    #[error("the branch is still being written")]
    Busy {
        /// By this run, as far as is known.
        run_id: Option<Uuid>,
    },
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
    Forked(Box<Conversation>),
    Invalid(Vec<FieldError>),
}

impl Chat {
    /// Makes a conversation with copies of the branch that ends in a message. `key` is the
    /// request's idempotency key.
    ///
    /// # Errors
    /// [`ForkConversationError`], each with its cause.
    pub async fn fork_conversation(
        &self,
        by: &PrincipalId,
        id: Uuid,
        ask: ForkConversation,
        key: Option<String>,
    ) -> Result<Conversation, ForkConversationError> {
        let now = self.now();
        let key = key.map(|key| Key::new(by, key, "fork", &(id, &ask), now.0));
        let _lock = self.locks().hold(id).await;
        if let Some(key) = &key
            && let Some(found) = key.recall(&**self.hub().store()).await?
        {
            return forked(found);
        }
        let row = self.owned(by, id).await?;
        let row = row.ok_or(ForkConversationError::NotFound)?.value;
        let branch = self.store().branch(id, ask.message_id).await?;
        let privates = self.store().privates(id, ask.message_id).await?;
        let (answer, events) = match check(&branch, &privates) {
            Some(wrong) => (Answer::Invalid(vec![wrong]), Vec::new()),
            None if branch.iter().any(is_open) => {
                let run_id = row.conversation.run_id;
                return Err(ForkConversationError::Busy { run_id });
            }
            None => {
                let named = row.named;
                let kept: Vec<_> = branch.iter().map(|m| privates.get(&m.id)).collect();
                let (conversation, messages) = self.copies(row, ask.message_id, branch);
                let [own, feed] = conversation_titled(by, &conversation, named);
                let mut events = vec![own];
                let copies = messages.iter().zip(kept);
                events.extend(copies.map(|(own, kept)| events::message_with(own, kept)));
                events.push(feed);
                (Answer::Forked(Box::new(conversation)), events)
            }
        };
        if !events.is_empty() || key.is_some() {
            let batch = Batch {
                idempotency: key.as_ref().map(|key| key.record(&answer)),
                ..Batch::of(events)
            };
            match self.hub().append(batch).await {
                Ok(_) => {}
                // The key was free under the conversation's lock, so another request took it.
                Err(AppendError::Repeated { .. }) => return Err(ForkConversationError::Mismatch),
                Err(failure) => return Err(failure.unexpected().into()),
            }
        }
        forked(Found::Same(answer))
    }

    /// A new conversation like that of `row`, and the messages of `branch` as its own.
    fn copies(
        &self,
        row: ConversationRow,
        message_id: Uuid,
        branch: Vec<ChatMessage>,
    ) -> (Conversation, Vec<ChatMessage>) {
        let now = self.now();
        let id = self.ids().next();
        let mut ids = HashMap::new();
        let messages: Vec<_> = branch
            .into_iter()
            .map(|message| {
                let own = self.ids().next();
                ids.insert(message.id, own);
                ChatMessage {
                    id: own,
                    conversation_id: id,
                    parent_id: message
                        .parent_id
                        .and_then(|parent| ids.get(&parent).copied()),
                    // That run wrote the original, and continuing it would go on in that.
                    run_id: None,
                    ..message
                }
            })
            .collect();
        let conversation = Conversation {
            id,
            pinned: false,
            archived: false,
            created_at: now,
            updated_at: now,
            run_id: None,
            queued: None,
            leaf_id: messages.last().map(|message| message.id),
            forked_from: Some(ForkedFrom {
                conversation_id: row.conversation.id,
                message_id,
            }),
            as_of: None,
            ..row.conversation
        };
        (conversation, messages)
    }
}

fn check(branch: &[ChatMessage], privates: &HashMap<Uuid, MessagePrivate>) -> Option<FieldError> {
    if branch.is_empty() {
        return Some(wrong("messageId", "this conversation has no such message"));
    }
    let shown = branch.iter().map(|message| events::json(message).len());
    let kept = privates.values().map(|private| events::json(private).len());
    let bytes: usize = shown.chain(kept).sum();
    (branch.len() > MOST_MESSAGES || bytes > MOST_BYTES).then(|| {
        let words = "the branch is too long: at most 10,000 messages and 64 MiB can be copied";
        wrong("messageId", words)
    })
}

fn is_open(message: &ChatMessage) -> bool {
    message.status == MessageStatus::Streaming
}

fn forked(found: Found<Answer>) -> Result<Conversation, ForkConversationError> {
    match found {
        Found::Same(Answer::Forked(conversation)) => Ok(*conversation),
        Found::Same(Answer::Invalid(errors)) => Err(ForkConversationError::Invalid(errors)),
        Found::Other => Err(ForkConversationError::Mismatch),
    }
}
