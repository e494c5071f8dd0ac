use std::collections::HashMap;

use async_trait::async_trait;
use thalweg_log::{Position, PrincipalId, StoreError, Timestamp};
use thalweg_wire::{ChatMessage, Conversation, Part, Template};
use uuid::Uuid;

use crate::{DraftRow, Hit, JobStore, MessagePrivate, QueuedRow, RunRow, SearchQuery, SourceStore};

/// A value and the place in the log that it is of: both of one read transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsOf<T> {
    /// The value.
    pub value: T,
    /// The last position that its transaction saw.
    pub position: Position,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// The entries, newest first.
    pub items: Vec<T>,
    /// Where the next page starts, if there is more.
    pub next: Option<ListKey>,
}

/// A place in a list that is ordered by the log: entries before it come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListKey(pub Position);

/// A conversation as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationRow {
    /// What the wire shows of it, `runId` and `leafId` included; `asOf` is absent.
    pub conversation: Conversation,
    /// Whose it is.
    pub owner: PrincipalId,
    /// Whether its title is there to stay: a person chose it, or a model has named it.
    pub named: bool,
    /// When it was deleted; it can be restored for 30 days.
    pub deleted_at: Option<Timestamp>,
}

/// Which conversations of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConversationQuery {
    /// Which list.
    pub of: Shelf,
    /// Only those before this place.
    pub before: Option<ListKey>,
    /// At most so many, 1 to 200.
    pub limit: usize,
}

/// One of the lists of conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Those that are not deleted.
    Kept {
        /// Only those that are archived, or only those that are not.
        archived: bool,
        /// Only those that are pinned, or only those that are not; all of them if absent.
        pinned: Option<bool>,
    },
    /// Those that are deleted.
    Deleted,
}

/// Which messages of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageQuery {
    /// Only those before this place.
    pub before: Option<ListKey>,
    /// At most so many, 1 to 200.
    pub limit: usize,
    /// Only those on the branch that ends in this message.
    pub leaf: Option<Uuid>,
}

/// The rows that people query. Every read is one transaction.
///
/// All methods fail with [`StoreError`] if the store cannot be read.
#[async_trait]
pub trait ChatStore: JobStore + SourceStore {
    /// A conversation, deleted ones included.
    async fn conversation(&self, id: Uuid) -> Result<AsOf<Option<ConversationRow>>, StoreError>;

    /// Conversations of `owner`: most recently changed first, or of the deleted ones the last that
    /// was deleted first, and these with `deletedAt`.
    async fn conversations(
        &self,
        owner: &PrincipalId,
        query: ConversationQuery,
    ) -> Result<AsOf<Listed<Conversation>>, StoreError>;

    /// Messages of a conversation, newest first, and not more than 1 MiB if there is more than one.
    /// A message that is being written has the text that the log holds of it so far.
    async fn messages(
        &self,
        conversation: Uuid,
        query: MessageQuery,
    ) -> Result<AsOf<Listed<ChatMessage>>, StoreError>;

    /// One message.
    async fn message(
        &self,
        conversation: Uuid,
        id: Uuid,
    ) -> Result<Option<ChatMessage>, StoreError>;

    /// The place of a message in the list of its conversation: a page from there begins with what
    /// is before it.
    async fn message_place(
        &self,
        conversation: Uuid,
        id: Uuid,
    ) -> Result<Option<ListKey>, StoreError>;

    /// Messages of a conversation after a place, oldest first: as many as have 1 MiB together, but
    /// one at least.
    async fn messages_after(
        &self,
        conversation: Uuid,
        after: ListKey,
    ) -> Result<Listed<ChatMessage>, StoreError>;

    /// The ids of the branch that ends in `leaf`, `leaf` first.
    async fn branch_ids(&self, conversation: Uuid, leaf: Uuid) -> Result<Vec<Uuid>, StoreError>;

    /// The branch that ends in `leaf`, from its first message to `leaf`.
    async fn branch(&self, conversation: Uuid, leaf: Uuid) -> Result<Vec<ChatMessage>, StoreError>;

    /// What the server alone keeps of the messages of the branch that ends in `leaf`, by their
    /// ids; those of which it keeps nothing are left out.
    async fn privates(
        &self,
        conversation: Uuid,
        leaf: Uuid,
    ) -> Result<HashMap<Uuid, MessagePrivate>, StoreError>;

    /// A run.
    async fn run(&self, id: Uuid) -> Result<Option<RunRow>, StoreError>;

    /// The newest run that answers the user's message `message`.
    async fn run_of_message(
        &self,
        conversation: Uuid,
        message: Uuid,
    ) -> Result<Option<RunRow>, StoreError>;

    /// The newest run that wrote or writes the assistant's message `message`.
    async fn writer_of(
        &self,
        conversation: Uuid,
        message: Uuid,
    ) -> Result<Option<RunRow>, StoreError>;

    /// What waits in a conversation, the next first.
    async fn queue(&self, conversation: Uuid) -> Result<AsOf<Vec<QueuedRow>>, StoreError>;

    /// Every conversation in which something waits.
    async fn queues(&self) -> Result<Vec<Uuid>, StoreError>;

    /// Every run that has not ended, those that wait included.
    async fn open_runs(&self) -> Result<Vec<RunRow>, StoreError>;

    /// What the log holds so far of the message that a run writes, assembled from its tokens.
    async fn draft(&self, run: Uuid) -> Result<Vec<Part>, StoreError>;

    /// What `owner` has written in a conversation, or for a new one, and not sent.
    async fn prompt_draft(
        &self,
        owner: &PrincipalId,
        conversation: Option<Uuid>,
    ) -> Result<Option<DraftRow>, StoreError>;

    /// The templates of `owner`, by name without its case ([`crate::folded_name`]).
    async fn templates(&self, owner: &PrincipalId) -> Result<AsOf<Vec<Template>>, StoreError>;

    /// A template of `owner`.
    async fn template(&self, owner: &PrincipalId, id: Uuid)
    -> Result<Option<Template>, StoreError>;

    /// What each person spent on a day (days since 1970, UTC), in tokens. Days before the last on which
    /// somebody did may be forgotten.
    async fn spent(&self, day: u64) -> Result<Vec<(PrincipalId, u64)>, StoreError>;

    /// The newest texts of `owner` that have what is looked for: at most `limit` of them, and not
    /// more than 1 MiB if there is more than one. Not in conversations that are deleted.
    async fn search(
        &self,
        owner: &PrincipalId,
        query: &SearchQuery,
        before: Option<ListKey>,
        limit: usize,
    ) -> Result<Listed<Hit>, StoreError>;

    /// Builds all rows anew from the log and names every difference to the rows that are there;
    /// empty if there is none.
    async fn check_rows(&self) -> Result<Vec<String>, StoreError>;
}
