use std::collections::HashMap;

use rusqlite::{Row, ToSql, params};
use thalweg_chat::{ConversationQuery, ListKey, Listed, MessagePrivate, MessageQuery, Shelf};
use thalweg_log::{Position, PrincipalId, Timestamp};
use thalweg_wire::{ChatMessage, Conversation, Time};
use uuid::Uuid;

use super::rows;
use super::view::{View, ViewError, position};
use crate::error::corrupt;
use crate::rows::{Pages, listed};

/// A place in a conversation and the message there.
type Placed = (Position, Uuid);

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
        let Some(leaf) = query.leaf else {
            return self.newest_messages(conversation, query.before, query.limit);
        };
        let before = query.before.map_or(Position::MAX, |key| key.0);
        let mut places = self.branch(conversation, leaf)?;
        places.retain(|(place, _)| *place < before);
        let mut pages = Pages::new(query.limit);
        for (place, _) in places {
            let (message, size) = self.stored_at(conversation, place)?;
            if pages.add_message(self.so_far(message)?, size, place) {
                break;
            }
        }
        Ok(pages.listed())
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
            let (message, size) = read(row)?;
            if pages.add_message(self.so_far(message)?, size, position(row, 1)?) {
                break;
            }
        }
        Ok(pages.listed())
    }

    /// The places and ids of the branch that ends in `leaf`, `leaf` first. Nothing else is read.
    pub(super) fn branch(&self, conversation: Uuid, leaf: Uuid) -> Result<Vec<Placed>, ViewError> {
        // A parent always lies before its child, so a loop in damaged data ends.
        let sql = "SELECT position, parent_id FROM messages
            WHERE conversation_id = ?1 AND id = ?2 AND position < ?3";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut branch = Vec::new();
        let (mut next, mut below) = (Some(leaf), Position::MAX);
        while let Some(id) = next {
            let key = params![
                conversation.as_bytes(),
                id.as_bytes(),
                below.get().cast_signed()
            ];
            let mut found = statement.query(key)?;
            let Some(row) = found.next()? else {
                break;
            };
            below = position(row, 0)?;
            next = row.get::<_, Option<[u8; 16]>>(1)?.map(Uuid::from_bytes);
            branch.push((below, id));
        }
        Ok(branch)
    }

    /// See [`thalweg_chat::ChatStore::privates`].
    pub(super) fn privates(
        &self,
        conversation: Uuid,
        leaf: Uuid,
    ) -> Result<HashMap<Uuid, MessagePrivate>, ViewError> {
        let sql = "SELECT private FROM messages
            WHERE conversation_id = ? AND position = ? AND private IS NOT NULL";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut privates = HashMap::new();
        for (place, id) in self.branch(conversation, leaf)? {
            let key = (conversation.as_bytes(), place.get().cast_signed());
            let mut found = statement.query(key)?;
            if let Some(row) = found.next()? {
                privates.insert(id, rows::parse(&row.get::<_, String>(0)?)?);
            }
        }
        Ok(privates)
    }

    /// The message at a place, with its text so far.
    pub(super) fn placed(
        &self,
        conversation: Uuid,
        place: Position,
    ) -> Result<ChatMessage, ViewError> {
        let (message, _) = self.stored_at(conversation, place)?;
        self.so_far(message)
    }

    /// The message at a place as it is stored, and how many bytes its JSON has.
    fn stored_at(
        &self,
        conversation: Uuid,
        place: Position,
    ) -> Result<(ChatMessage, usize), ViewError> {
        let sql = "SELECT data FROM messages WHERE conversation_id = ? AND position = ?";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut found = statement.query((conversation.as_bytes(), place.get().cast_signed()))?;
        let row = found.next()?.ok_or_else(|| corrupt("a branch"))?;
        read(row)
    }
}

fn read(row: &Row<'_>) -> Result<(ChatMessage, usize), ViewError> {
    let data = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
    Ok((rows::parse(data)?, data.len()))
}

pub(super) fn before_key(before: Option<ListKey>) -> i64 {
    before.map_or(i64::MAX, |key| key.0.get().cast_signed())
}

/// One entry more than asked for tells whether there is another page.
pub(super) fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}
