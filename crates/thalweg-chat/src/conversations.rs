use serde::{Deserialize, Serialize};
use thalweg_log::{AppendError, Batch, PrincipalId, StoreError};
use thalweg_wire::{
    Conversation, ConversationPage, ConversationPatch, FieldError, NewConversation, Time,
};
use uuid::Uuid;

use crate::delete::RESTORABLE;
use crate::events::{conversation_changed, conversation_titled};
use crate::key::{Found, Key};
use crate::title::UNTITLED;
use crate::validate::{check_system, check_title, wrong};
use crate::{Chat, ConversationQuery, Shelf, page};

/// Tells the list of conversations from other lists.
const LIST: char = 'c';
/// In place of names: all tools that are switched on.
const ALL: &str = "*";
/// The most tools of a conversation.
pub(crate) const MOST_TOOLS: usize = 200;

/// Tells the list of deleted conversations from other lists.
const DELETED: char = 'd';

/// Why something cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No such conversation or message.
    #[error("not found")]
    NotFound,
    /// The list's cursor is not one that this list gave.
    #[error("the list's cursor is the `nextCursor` of a page of the same list")]
    MalformedPage,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a conversation was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreateConversationError {
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// No such model.
    #[error("there is no model `{0}`; GET /api/models names those there are")]
    UnknownModel(String),
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    Mismatch,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a conversation was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpdateConversationError {
    /// No such conversation.
    #[error("no such conversation")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// No such model.
    #[error("there is no model `{0}`; GET /api/models names those there are")]
    UnknownModel(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is kept under an idempotency key. Stored by name: add, never rename.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Answer {
    Created(Box<Conversation>),
    Invalid(Vec<FieldError>),
    UnknownModel(String),
}

impl Chat {
    /// The conversation `id` of `by`, with the place in the log that it is of.
    ///
    /// # Errors
    /// [`ReadError::NotFound`], [`ReadError::Store`].
    pub async fn conversation(
        &self,
        by: &PrincipalId,
        id: Uuid,
    ) -> Result<Conversation, ReadError> {
        let row = self.owned(by, id).await?.ok_or(ReadError::NotFound)?;
        let mut conversation = row.value.conversation;
        conversation.as_of = Some(self.hub().cursor_at(row.position).to_string());
        Ok(conversation)
    }

    /// A page of at most `limit` (1 to 200) conversations of `by`, most recently changed first; of
    /// the deleted ones those that can be restored, the last that was deleted first. The first page
    /// tells the place in the log that it is of.
    ///
    /// # Errors
    /// [`ReadError::MalformedPage`], [`ReadError::Store`].
    pub async fn list_conversations(
        &self,
        by: &PrincipalId,
        of: Shelf,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<ConversationPage, ReadError> {
        let list = if of == Shelf::Deleted { DELETED } else { LIST };
        let before = match cursor {
            Some(text) => Some(page::decode(list, text).ok_or(ReadError::MalformedPage)?),
            None => None,
        };
        let limit = limit.clamp(1, page::MOST);
        let query = ConversationQuery { of, before, limit };
        let mut listed = self.store().conversations(by, query).await?;
        // What cannot be restored any more is as good as forgotten; all after it is older still.
        let is_gone = |deleted: Time| self.now().0.since(deleted.0) > RESTORABLE;
        let items = &mut listed.value.items;
        if let Some(end) = items.iter().position(|c| c.deleted_at.is_some_and(is_gone)) {
            items.truncate(end);
            listed.value.next = None;
        }
        let as_of = || self.hub().cursor_at(listed.position).to_string();
        Ok(ConversationPage {
            as_of: cursor.is_none().then(as_of),
            items: listed.value.items,
            next_cursor: listed.value.next.map(|key| page::encode(list, key)),
        })
    }

    /// Makes a conversation without messages. `key` is the request's idempotency key.
    ///
    /// # Errors
    /// [`CreateConversationError`], each with its cause.
    pub async fn create_conversation(
        &self,
        by: &PrincipalId,
        new: NewConversation,
        key: Option<String>,
    ) -> Result<Conversation, CreateConversationError> {
        let now = self.now();
        let key = key.map(|key| Key::new(by, key, "conversation", &new, now.0));
        if let Some(key) = &key
            && let Some(found) = key.recall(&**self.hub().store()).await?
        {
            return created(found);
        }
        let named = new.title.is_some();
        let answer = self.new_conversation(new);
        let events = match &answer {
            Answer::Created(conversation) => conversation_titled(by, conversation, named).into(),
            Answer::Invalid(_) | Answer::UnknownModel(_) => Vec::new(),
        };
        if events.is_empty() && key.is_none() {
            return created(Found::Same(answer));
        }
        let batch = Batch {
            idempotency: key.as_ref().map(|key| key.record(&answer)),
            ..Batch::of(events)
        };
        match (self.hub().append(batch).await, &key) {
            (Ok(_), _) => created(Found::Same(answer)),
            (Err(AppendError::Repeated { record }), Some(key)) => created(key.read(&record)?),
            (Err(failure), _) => Err(failure.unexpected().into()),
        }
    }

    /// Changes title, pin, archive, model or instructions of a conversation; what the patch leaves out stays.
    ///
    /// # Errors
    /// [`UpdateConversationError`], each with its cause.
    pub async fn update_conversation(
        &self,
        by: &PrincipalId,
        id: Uuid,
        patch: ConversationPatch,
    ) -> Result<Conversation, UpdateConversationError> {
        let mut faults = check_words(patch.title.as_deref(), patch.system.as_deref());
        faults.extend(self.check_patch_tools(by, patch.tools.as_deref().unwrap_or_default()));
        let _lock = self.locks().hold(id).await;
        let row = self.owned(by, id).await?;
        let old = row
            .ok_or(UpdateConversationError::NotFound)?
            .value
            .conversation;
        if !faults.is_empty() {
            return Err(UpdateConversationError::Invalid(faults));
        }
        self.check_model(patch.model.as_deref())
            .map_err(UpdateConversationError::UnknownModel)?;
        let renamed = patch.title.is_some();
        let changed = Conversation {
            title: patch.title.map_or(old.title, |title| title.trim().into()),
            pinned: patch.pinned.unwrap_or(old.pinned),
            archived: patch.archived.unwrap_or(old.archived),
            model: patch.model.or(old.model),
            system: patch
                .system
                .map_or(old.system, |text| instructions(Some(text))),
            tools: match patch.tools {
                Some(names) => Some(names).filter(|names| *names != [ALL]),
                None => old.tools,
            },
            // The list is in the order of such events, and its times must agree with it.
            updated_at: self.now(),
            ..old
        };
        let events = if renamed {
            conversation_titled(by, &changed, true)
        } else {
            conversation_changed(by, &changed)
        };
        let batch = Batch::of(events.into());
        let appended = self.hub().append(batch).await;
        appended.map_err(AppendError::unexpected)?;
        Ok(changed)
    }

    fn new_conversation(&self, new: NewConversation) -> Answer {
        let faults = check_words(new.title.as_deref(), new.system.as_deref());
        if !faults.is_empty() {
            return Answer::Invalid(faults);
        }
        if let Err(unknown) = self.check_model(new.model.as_deref()) {
            return Answer::UnknownModel(unknown);
        }
        let now = self.now();
        let title = new.title.as_deref().unwrap_or(UNTITLED);
        Answer::Created(Box::new(Conversation {
            id: self.ids().next(),
            title: title.trim().into(),
            pinned: false,
            archived: false,
            model: new.model,
            system: instructions(new.system),
            created_at: now,
            updated_at: now,
            tools: None,
            forked_from: None,
            run_id: None,
            queued: None,
            leaf_id: None,
            as_of: None,
            deleted_at: None,
        }))
    }

    /// What is wrong with the tools that a conversation is to have.
    fn check_patch_tools(&self, by: &PrincipalId, names: &[String]) -> Vec<FieldError> {
        if names.len() > MOST_TOOLS {
            return vec![wrong("tools", "give at most 200 names")];
        }
        let unknown = |name: &&String| *name != ALL && self.tool_for(by, name).is_none();
        let unknown = names.iter().enumerate().filter(|(_, name)| unknown(name));
        unknown
            .map(|(at, _)| wrong(&format!("tools.{at}"), "there is no such tool"))
            .collect()
    }

    /// Whether a model that is named is known; `Err` holds its name.
    fn check_model(&self, named: Option<&str>) -> Result<(), String> {
        match named {
            Some(id) if !self.models().iter().any(|model| model.id == id) => Err(id.to_owned()),
            _ => Ok(()),
        }
    }
}

fn check_words(title: Option<&str>, system: Option<&str>) -> Vec<FieldError> {
    let title = title.and_then(check_title);
    title
        .into_iter()
        .chain(system.and_then(check_system))
        .collect()
}

/// Instructions as they are kept: blank ones are none.
fn instructions(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

fn created(found: Found<Answer>) -> Result<Conversation, CreateConversationError> {
    match found {
        Found::Same(Answer::Created(conversation)) => Ok(*conversation),
        Found::Same(Answer::Invalid(errors)) => Err(CreateConversationError::Invalid(errors)),
        Found::Same(Answer::UnknownModel(id)) => Err(CreateConversationError::UnknownModel(id)),
        Found::Other => Err(CreateConversationError::Mismatch),
    }
}
