use std::collections::HashMap;

use async_trait::async_trait;
use rusqlite::{OptionalExtension, Row, params};
use thalweg_chat::{
    AsOf, ChatStore, ConversationQuery, ConversationRow, Draft, DraftRow, Hit, ListKey, Listed,
    MessagePrivate, MessageQuery, QueuedRow, RunRow, SearchQuery,
};
use thalweg_log::{ChannelName, Position, PrincipalId, StoreError, Timestamp};
use thalweg_wire::{ChatMessage, Conversation, MessageStatus, Part, Piece, Template, piece_of};
use uuid::Uuid;

use super::events::EVERYTHING;
use super::view::{View, ViewError, position};
use super::{SqliteStore, check, rows};
use crate::error::corrupt;
use crate::rows::{draft_of, is_running};

#[async_trait]
impl ChatStore for SqliteStore {
    async fn conversation(&self, id: Uuid) -> Result<AsOf<Option<ConversationRow>>, StoreError> {
        self.view(move |view| view.as_of(view.conversation(id)?))
            .await
    }

    async fn conversations(
        &self,
        owner: &PrincipalId,
        query: ConversationQuery,
    ) -> Result<AsOf<Listed<Conversation>>, StoreError> {
        let owner = owner.clone();
        self.view(move |view| view.as_of(view.conversations(&owner, query)?))
            .await
    }

    async fn messages(
        &self,
        conversation: Uuid,
        query: MessageQuery,
    ) -> Result<AsOf<Listed<ChatMessage>>, StoreError> {
        self.view(move |view| view.as_of(view.messages(conversation, query)?))
            .await
    }

    async fn messages_after(
        &self,
        conversation: Uuid,
        after: ListKey,
    ) -> Result<Listed<ChatMessage>, StoreError> {
        self.view(move |view| view.messages_after(conversation, after))
            .await
    }

    async fn branch_ids(&self, conversation: Uuid, leaf: Uuid) -> Result<Vec<Uuid>, StoreError> {
        self.view(move |view| view.branch_ids(conversation, leaf))
            .await
    }

    async fn message(
        &self,
        conversation: Uuid,
        id: Uuid,
    ) -> Result<Option<ChatMessage>, StoreError> {
        self.view(move |view| {
            let message = rows::message(view.conn, conversation, id)?;
            message.map(|message| view.so_far(message)).transpose()
        })
        .await
    }

    async fn message_place(
        &self,
        conversation: Uuid,
        id: Uuid,
    ) -> Result<Option<ListKey>, StoreError> {
        self.view(move |view| view.message_place(conversation, id))
            .await
    }

    async fn branch(&self, conversation: Uuid, leaf: Uuid) -> Result<Vec<ChatMessage>, StoreError> {
        self.view(move |view| view.branch(conversation, leaf)).await
    }

    async fn privates(
        &self,
        conversation: Uuid,
        leaf: Uuid,
    ) -> Result<HashMap<Uuid, MessagePrivate>, StoreError> {
        self.view(move |view| view.privates(conversation, leaf))
            .await
    }

    async fn run(&self, id: Uuid) -> Result<Option<RunRow>, StoreError> {
        self.view(move |view| view.run("WHERE id = ?1", params![id.as_bytes()]))
            .await
    }

    async fn run_of_message(
        &self,
        conversation: Uuid,
        message: Uuid,
    ) -> Result<Option<RunRow>, StoreError> {
        let newest = "WHERE conversation_id = ?1 AND message_id = ?2 ORDER BY start DESC LIMIT 1";
        self.view(move |view| {
            view.run(newest, params![conversation.as_bytes(), message.as_bytes()])
        })
        .await
    }

    async fn writer_of(
        &self,
        conversation: Uuid,
        message: Uuid,
    ) -> Result<Option<RunRow>, StoreError> {
        // Few runs answer one message, so that those that wrote other answers are passed over.
        let newest = "WHERE conversation_id = ?1 AND message_id =
                (SELECT parent_id FROM messages WHERE conversation_id = ?1 AND id = ?2)
            ORDER BY start DESC";
        self.view(move |view| {
            let runs = view.runs(newest, params![conversation.as_bytes(), message.as_bytes()])?;
            let mut runs = runs.into_iter();
            Ok(runs.find(|row| row.run.assistant_message_id == message))
        })
        .await
    }

    async fn queue(&self, conversation: Uuid) -> Result<AsOf<Vec<QueuedRow>>, StoreError> {
        self.view(move |view| {
            let items = rows::queue(view.conn, conversation)?;
            view.as_of(items.unwrap_or_default())
        })
        .await
    }

    async fn queues(&self) -> Result<Vec<Uuid>, StoreError> {
        self.view(|view| {
            let mut statement = view
                .conn
                .prepare_cached("SELECT conversation_id FROM queues")?;
            let read = |row: &Row<'_>| Ok(Uuid::from_bytes(row.get(0)?));
            Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn open_runs(&self) -> Result<Vec<RunRow>, StoreError> {
        self.view(|view| view.runs("WHERE end IS NULL ORDER BY start", []))
            .await
    }

    async fn draft(&self, run: Uuid) -> Result<Vec<Part>, StoreError> {
        self.view(move |view| {
            let run = view.run("WHERE id = ?1", params![run.as_bytes()])?;
            let Some(run) = run else {
                return Ok(Vec::new());
            };
            let pieces = view.pieces(&run)?;
            Ok(draft_of(run.run.assistant_message_id, pieces))
        })
        .await
    }

    async fn prompt_draft(
        &self,
        owner: &PrincipalId,
        conversation: Option<Uuid>,
    ) -> Result<Option<DraftRow>, StoreError> {
        let owner = owner.clone();
        self.view(move |view| view.prompt_draft(&owner, conversation))
            .await
    }

    async fn templates(&self, owner: &PrincipalId) -> Result<AsOf<Vec<Template>>, StoreError> {
        let owner = owner.clone();
        self.view(move |view| view.as_of(view.templates(&owner)?))
            .await
    }

    async fn spent(&self, day: u64) -> Result<Vec<(PrincipalId, u64)>, StoreError> {
        self.view(move |view| view.spent(day)).await
    }

    async fn template(
        &self,
        owner: &PrincipalId,
        id: Uuid,
    ) -> Result<Option<Template>, StoreError> {
        let owner = owner.clone();
        self.view(move |view| view.template(&owner, id)).await
    }

    async fn search(
        &self,
        owner: &PrincipalId,
        query: &SearchQuery,
        before: Option<ListKey>,
        limit: usize,
    ) -> Result<Listed<Hit>, StoreError> {
        self.learn_all_words().await?;
        let (owner, query) = (owner.clone(), query.clone());
        self.view(move |view| view.search(&owner, &query, before, limit))
            .await
    }

    async fn check_rows(&self) -> Result<Vec<String>, StoreError> {
        self.learn_all_words().await?;
        self.view(check::differences).await
    }
}

/// The columns that [`read_run`] takes.
const RUN: &str = "SELECT data, owner, created_at, start, end, request_id FROM runs ";

impl View<'_> {
    pub(super) fn as_of<T>(&self, value: T) -> Result<AsOf<T>, ViewError> {
        Ok(AsOf {
            value,
            position: self.head,
        })
    }

    pub(super) fn conversation(&self, id: Uuid) -> Result<Option<ConversationRow>, ViewError> {
        let sql = "SELECT data, leaf_id, owner, deleted_at, named FROM conversations WHERE id = ?";
        let read = |row: &Row<'_>| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, Option<[u8; 16]>>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, Option<i64>>(3)?,
                row.get::<_, bool>(4)?,
            ))
        };
        let mut statement = self.conn.prepare_cached(sql)?;
        let found = statement.query_row([id.as_bytes()], read).optional()?;
        let Some((data, leaf, owner, deleted, named)) = found else {
            return Ok(None);
        };
        Ok(Some(ConversationRow {
            conversation: self.whole(&data, leaf)?,
            owner: principal(&owner)?,
            named,
            deleted_at: deleted.map(|at| Timestamp::from_millis(at.cast_unsigned())),
        }))
    }

    /// A conversation with what its own row does not hold.
    pub(super) fn whole(
        &self,
        data: &str,
        leaf: Option<[u8; 16]>,
    ) -> Result<Conversation, ViewError> {
        let conversation: Conversation = rows::parse(data)?;
        let run = self.open_run(conversation.id)?;
        let sql = "SELECT count FROM queues WHERE conversation_id = ?";
        let queued = self
            .conn
            .prepare_cached(sql)?
            .query_row([conversation.id.as_bytes()], |row| row.get(0))
            .optional()?;
        Ok(Conversation {
            leaf_id: leaf.map(Uuid::from_bytes),
            run_id: run.map(|run| run.run.id),
            queued,
            ..conversation
        })
    }

    pub(super) fn open_run(&self, conversation: Uuid) -> Result<Option<RunRow>, ViewError> {
        let open = "WHERE conversation_id = ?1 AND end IS NULL ORDER BY start";
        let runs = self.runs(open, params![conversation.as_bytes()])?;
        Ok(runs.into_iter().find(is_running))
    }

    /// The message, with the text that the log holds of it if it is still being written.
    pub(super) fn so_far(&self, mut message: ChatMessage) -> Result<ChatMessage, ViewError> {
        if message.status == MessageStatus::Streaming {
            let open = "WHERE conversation_id = ?1 AND end IS NULL ORDER BY start DESC";
            let runs = self.runs(open, params![message.conversation_id.as_bytes()])?;
            let run = runs
                .into_iter()
                .find(|run| run.run.assistant_message_id == message.id);
            if let Some(run) = run {
                Draft::overlay(&mut message, self.pieces(&run)?);
            }
        }
        Ok(message)
    }

    /// What its message grew by while a run wrote it.
    fn pieces(&self, run: &RunRow) -> Result<Vec<Piece>, ViewError> {
        let name = ChannelName::conversation(run.run.conversation_id);
        let Some(channel) = self.channel(&name)? else {
            return Ok(Vec::new());
        };
        let (events, _) = self.events(&[(name, channel.id)], run.start, EVERYTHING)?;
        let until = run.end.unwrap_or(Position::MAX);
        let own = events.iter().filter(|event| event.position() < until);
        Ok(own.filter_map(piece_of).collect())
    }

    fn run(&self, which: &str, key: impl rusqlite::Params) -> Result<Option<RunRow>, ViewError> {
        Ok(self.runs(which, key)?.into_iter().next())
    }

    fn runs(&self, which: &str, key: impl rusqlite::Params) -> Result<Vec<RunRow>, ViewError> {
        let mut statement = self.conn.prepare_cached(&format!("{RUN}{which}"))?;
        let mut found = statement.query(key)?;
        let mut runs = Vec::new();
        while let Some(row) = found.next()? {
            runs.push(read_run(row)?);
        }
        Ok(runs)
    }
}

pub(super) fn read_run(row: &Row<'_>) -> Result<RunRow, ViewError> {
    let (data, owner): (String, String) = (row.get(0)?, row.get(1)?);
    Ok(RunRow {
        run: rows::parse(&data)?,
        owner: principal(&owner)?,
        created_at: Timestamp::from_millis(row.get::<_, i64>(2)?.cast_unsigned()),
        start: position(row, 3)?,
        end: row
            .get::<_, Option<i64>>(4)?
            .map(|end| Position::new(end.cast_unsigned())),
        request_id: row.get(5)?,
    })
}

pub(super) fn principal(text: &str) -> Result<PrincipalId, StoreError> {
    text.parse().map_err(|_| corrupt("an owner"))
}
