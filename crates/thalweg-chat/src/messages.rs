use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thalweg_log::{AppendError, Batch, PrincipalId, StoreError};
use thalweg_wire::{
    ChatMessage, Conversation, FieldError, MessagePage, NewMessage, ParentRef, Role,
};
use uuid::Uuid;

use crate::events::{self, conversation_changed};
use crate::key::{Found, Key};
use crate::validate::{PROMPT_CHARS, check_text, wrong};
use crate::{Chat, ListKey, MessageQuery, ReadError, page};

/// Tells the list of messages from other lists.
const LIST: char = 'm';

/// The `nextCursor` that gives the messages of a conversation before `key`, for snapshots, which a
/// store makes.
pub fn messages_cursor(key: ListKey) -> String {
    page::encode(LIST, key)
}

/// Why a message was not added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddMessageError {
    /// No such conversation.
    #[error("no such conversation")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// The client's message id belongs to another message.
    #[error("another message of this conversation has this id")]
    IdTaken,
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
    Added { conversation: Uuid, id: Uuid },
    Invalid(Vec<FieldError>),
}

/// What a page of messages begins before.
enum Before {
    Page(ListKey),
    Message(Uuid),
}

impl Before {
    fn read(text: &str) -> Option<Self> {
        let page = page::decode(LIST, text).map(Self::Page);
        page.or_else(|| Uuid::from_str(text).ok().map(Self::Message))
    }
}

impl Chat {
    /// A page of at most `limit` (1 to 200) messages of a conversation, newest first; with `leaf`
    /// only those of the branch that ends there. `cursor` is that of the page before, or the id of a
    /// message, which gives those before it. The first page tells the place in the log that it
    /// is of; a message that is being written has its text up to there.
    ///
    /// # Errors
    /// [`ReadError`], each with its cause.
    pub async fn list_messages(
        &self,
        by: &PrincipalId,
        conversation: Uuid,
        leaf: Option<Uuid>,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<MessagePage, ReadError> {
        let from = cursor
            .map(|text| Before::read(text).ok_or(ReadError::MalformedPage))
            .transpose()?;
        let row = self.owned(by, conversation).await?;
        row.ok_or(ReadError::NotFound)?;
        let before = match from {
            None => None,
            Some(Before::Page(key)) => Some(key),
            Some(Before::Message(id)) => {
                let place = self.store().message_place(conversation, id).await?;
                Some(place.ok_or(ReadError::NotFound)?)
            }
        };
        if let Some(leaf) = leaf {
            let leaf = self.store().message(conversation, leaf).await?;
            leaf.ok_or(ReadError::NotFound)?;
        }
        let query = MessageQuery {
            before,
            limit: limit.clamp(1, page::MOST),
            leaf,
        };
        let listed = self.store().messages(conversation, query).await?;
        let as_of = || self.hub().cursor_at(listed.position).to_string();
        Ok(MessagePage {
            as_of: cursor.is_none().then(as_of),
            items: listed.value.items,
            next_cursor: listed.value.next.map(|key| page::encode(LIST, key)),
        })
    }

    /// Adds a message without a run, which becomes the conversation's leaf. It may be added while a
    /// run is going on. The same client-made id with the same text is answered with the message
    /// that is there.
    ///
    /// # Errors
    /// [`AddMessageError`], each with its cause.
    pub async fn add_message(
        &self,
        by: &PrincipalId,
        new: NewMessage,
        key: Option<String>,
    ) -> Result<ChatMessage, AddMessageError> {
        let key = key.map(|key| Key::new(by, key, "message", &new, self.now().0));
        let _lock = self.locks().hold(new.conversation_id).await;
        if let Some(key) = &key
            && let Some(found) = key.recall(&**self.hub().store()).await?
        {
            return self.added_before(by, found).await;
        }
        let row = self.owned(by, new.conversation_id).await?;
        let conversation = row.ok_or(AddMessageError::NotFound)?.value.conversation;
        let errors = self.check_message(&new).await?;
        if !errors.is_empty() {
            if let Some(key) = &key {
                let answer = Answer::Invalid(errors.clone());
                let kept = Batch {
                    idempotency: Some(key.record(&answer)),
                    ..Batch::default()
                };
                self.commit_message(kept).await?;
            }
            return Err(AddMessageError::Invalid(errors));
        }
        if let Some(id) = new.id
            && conversation.queued.is_some()
        {
            let waiting = self.store().queue(conversation.id).await?.value;
            if waiting.iter().any(|row| row.message.message_id == id) {
                return Err(AddMessageError::IdTaken);
            }
        }
        let role = new.role.unwrap_or(Role::User);
        if let Some(id) = new.id
            && let Some(there) = self.store().message(conversation.id, id).await?
        {
            let same = there.role == role && there.content == new.content;
            return same.then_some(there).ok_or(AddMessageError::IdTaken);
        }
        let parent = match new.parent_id {
            None => conversation.leaf_id,
            Some(ParentRef::Root) => None,
            Some(ParentRef::Id(id)) => Some(id),
        };
        let id = new.id.unwrap_or_else(|| self.ids().next());
        let message = self.plain_message(id, conversation.id, parent, role, new.content);
        let changed = Conversation {
            leaf_id: Some(id),
            updated_at: message.created_at,
            ..conversation
        };
        let answer = Answer::Added {
            conversation: changed.id,
            id,
        };
        let mut events = vec![events::message(&message)];
        events.extend(conversation_changed(by, &changed));
        let batch = Batch {
            idempotency: key.as_ref().map(|key| key.record(&answer)),
            ..Batch::of(events)
        };
        self.commit_message(batch).await?;
        Ok(message)
    }

    async fn check_message(&self, new: &NewMessage) -> Result<Vec<FieldError>, StoreError> {
        let mut errors: Vec<_> = check_text("content", &new.content, PROMPT_CHARS)
            .into_iter()
            .collect();
        if !matches!(new.role, None | Some(Role::User | Role::System)) {
            errors.push(wrong("role", "add messages as `user` or `system`"));
        }
        if let Some(ParentRef::Id(id)) = new.parent_id
            && self
                .store()
                .message(new.conversation_id, id)
                .await?
                .is_none()
        {
            errors.push(wrong("parentId", "this conversation has no such message"));
        }
        Ok(errors)
    }

    async fn commit_message(&self, batch: Batch) -> Result<(), AddMessageError> {
        match self.hub().append(batch).await {
            Ok(_) => Ok(()),
            Err(AppendError::Conflict { .. }) => Err(AddMessageError::IdTaken),
            // The key was free under the conversation's lock, so another conversation's request
            // took it since, and that is another request.
            Err(AppendError::Repeated { .. }) => Err(AddMessageError::Mismatch),
            Err(failure) => Err(failure.unexpected().into()),
        }
    }

    async fn added_before(
        &self,
        by: &PrincipalId,
        found: Found<Answer>,
    ) -> Result<ChatMessage, AddMessageError> {
        let (conversation, id) = match found {
            Found::Other => return Err(AddMessageError::Mismatch),
            Found::Same(Answer::Invalid(errors)) => return Err(AddMessageError::Invalid(errors)),
            Found::Same(Answer::Added { conversation, id }) => (conversation, id),
        };
        let row = self.owned(by, conversation).await?;
        row.ok_or(AddMessageError::NotFound)?;
        let message = self.store().message(conversation, id).await?;
        message.ok_or(AddMessageError::NotFound)
    }
}
