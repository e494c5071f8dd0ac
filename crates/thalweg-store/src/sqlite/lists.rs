use rusqlite::{Row, ToSql, params};
use thalweg_chat::{ConversationQuery, ListKey, Listed, MessageQuery, Shelf};
use thalweg_log::{PrincipalId, Timestamp};
use thalweg_wire::{ChatMessage, Conversation, Time};
use uuid::Uuid;

use super::rows;
use super::view::{View, ViewError, position};
use crate::rows::{Pages, listed};

impl View<'_> {
    pub(super) fn conversations(
        &self,
        owner: &PrincipalId,
        query: ConversationQuery,
    ) -> Result<Listed<Conversation>, ViewError> {
        let (before, limit) = (before_key(query.before), one_more(query.limit));
        let owner = owner.as_str();
        match query.of {
            Shelf::Kept { archived, pinned } => {
                let all = "SELECT data, leaf_id, position FROM conversations
                    WHERE owner = ?1 AND archived = ?2 AND deleted_at IS NULL AND position < ?3
                    ORDER BY position DESC LIMIT ?4";
                let some = "SELECT data, leaf_id, position FROM conversations
                    WHERE owner = ?1 AND archived = ?2 AND deleted_at IS NULL AND position < ?3
                        AND pinned = ?5
                    ORDER BY position DESC LIMIT ?4";
                let keys: [&dyn ToSql; 4] = [&owner, &archived, &before, &limit];
                match pinned {
                    None => self.listed_conversations(all, &keys, query.limit),
                    Some(pinned) => {
                        let [owner, archived, before, limit] = keys;
                        let keys = [owner, archived, before, limit, &pinned];
                        self.listed_conversations(some, &keys, query.limit)
                    }
                }
            }
            Shelf::Deleted => {
                let sql = "SELECT data, leaf_id, deleted_position, deleted_at FROM conversations
                    WHERE owner = ?1 AND deleted_at IS NOT NULL AND deleted_position < ?2
                    ORDER BY deleted_position DESC LIMIT ?3";
                let keys: [&dyn ToSql; 3] = [&owner, &before, &limit];
                self.listed_conversations(sql, &keys, query.limit)
            }
        }
    }

    fn listed_conversations(
        &self,
        sql: &str,
        keys: &[&dyn ToSql],
        limit: usize,
    ) -> Result<Listed<Conversation>, ViewError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let has_deletion = statement.column_count() > 3;
        let mut found = statement.query(keys)?;
        let mut items = Vec::new();
        while let Some(row) = found.next()? {
            let data: String = row.get(0)?;
            let mut conversation = self.whole(&data, row.get(1)?)?;
            if has_deletion {
                let at = Timestamp::from_millis(row.get::<_, i64>(3)?.cast_unsigned());
                conversation.deleted_at = Some(Time(at));
            }
            items.push((conversation, position(row, 2)?));
        }
        Ok(listed(items, limit))
    }

    pub(super) fn messages(
        &self,
        conversation: Uuid,
        query: MessageQuery,
    ) -> Result<Listed<ChatMessage>, ViewError> {
        match query.leaf {
            Some(leaf) => self.messages_of_branch(conversation, leaf, query),
            None => self.newest_messages(conversation, query.before, query.limit),
        }
    }

    /// See [`thalweg_chat::ChatStore::message_place`].
    pub(super) fn message_place(
        &self,
        conversation: Uuid,
        id: Uuid,
    ) -> Result<Option<ListKey>, ViewError> {
        let sql = "SELECT position FROM messages WHERE conversation_id = ? AND id = ?";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut found = statement.query(params![conversation.as_bytes(), id.as_bytes()])?;
        let row = found.next()?;
        Ok(row.map(|row| position(row, 0)).transpose()?.map(ListKey))
    }

    /// Messages before a place, newest first.
    pub(super) fn newest_messages(
        &self,
        conversation: Uuid,
        before: Option<ListKey>,
        limit: usize,
    ) -> Result<Listed<ChatMessage>, ViewError> {
        let sql = "SELECT data, position FROM messages
            WHERE conversation_id = ?1 AND position < ?2 ORDER BY position DESC";
        self.page_of(sql, conversation, before_key(before), limit)
    }

    /// See [`thalweg_chat::ChatStore::messages_after`].
    pub(super) fn messages_after(
        &self,
        conversation: Uuid,
        after: ListKey,
    ) -> Result<Listed<ChatMessage>, ViewError> {
        let sql = "SELECT data, position FROM messages
            WHERE conversation_id = ?1 AND position > ?2 ORDER BY position";
        let after = after.0.get().cast_signed();
        self.page_of(sql, conversation, after, usize::MAX)
    }

    /// As many of the messages that `sql` gives as fit into a page.
    fn page_of(
        &self,
        sql: &str,
        conversation: Uuid,
        key: i64,
        limit: usize,
    ) -> Result<Listed<ChatMessage>, ViewError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut found = statement.query(params![conversation.as_bytes(), key])?;
        let mut pages = Pages::new(limit);
        while let Some(row) = found.next()? {
            let (message, size) = read_message(row, 0)?;
            if pages.add_message(self.so_far(message)?, size, position(row, 1)?) {
                break;
            }
        }
        Ok(pages.listed())
    }
}

/// A message as it is stored in a column, and how many bytes its JSON has.
pub(super) fn read_message(
    row: &Row<'_>,
    column: usize,
) -> Result<(ChatMessage, usize), ViewError> {
    let data = row
        .get_ref(column)?
        .as_str()
        .map_err(rusqlite::Error::from)?;
    Ok((rows::parse(data)?, data.len()))
}

pub(super) fn before_key(before: Option<ListKey>) -> i64 {
    before.map_or(i64::MAX, |key| key.0.get().cast_signed())
}

/// One entry more than asked for tells whether there is another page.
pub(super) fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}
