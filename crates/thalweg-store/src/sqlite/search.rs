use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};
use serde::Deserialize;
use thalweg_chat::{Hit, HitMessage, ListKey, Listed, SEARCHED_WORDS, SearchQuery, words};
use thalweg_log::{Position, PrincipalId, StoreError};
use thalweg_wire::{ChatMessage, Conversation, Role, Time};
use uuid::Uuid;

use super::rows::parse;
use super::upkeep::execute;
use super::view::{View, ViewError};
use super::waiting::{Change, note, note_messages};
use crate::entries::{SEARCH_BYTES, is_found, within_search};
use crate::error::{corrupt, store_error};

/// How many entries an owner can have: the entries of one lie side by side, in the order in which
/// they came, so that a search looks at nobody else's and finds the newest first.
const ENTRIES: i64 = 1 << 40;

/// How many entries of deleted conversations a page of hits passes over at most.
const PASSED_OVER: usize = 10_000;

/// What a title's entry has in place of a message's id.
pub(super) const TITLE: &[u8] = b"";

/// Notes what a message is now.
pub(super) fn put_message(conn: &Connection, message: &ChatMessage) -> Result<(), StoreError> {
    let (conversation, id) = (message.conversation_id, message.id.as_bytes());
    let change = match is_found(message) {
        true => Change::Enters,
        false => Change::Leaves,
    };
    note(conn, conversation, id, change)
}

/// Notes what a conversation will be: its title, if that changes, and all of its messages if it comes
/// into being or changes hands. Called before its row is written.
pub(super) fn put_conversation(
    conn: &Connection,
    conversation: &Conversation,
    owner: &PrincipalId,
) -> Result<(), StoreError> {
    let id = conversation.id;
    let find = || {
        let sql = "SELECT owner, json_extract(data, '$.title') FROM conversations WHERE id = ?";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?));
        conn.prepare_cached(sql)?
            .query_row([id.as_bytes()], read)
            .optional()
    };
    let known: Option<(String, String)> = find().map_err(store_error)?;
    let moves = known.as_ref().is_none_or(|(of, _)| of != owner.as_str());
    if moves && known.is_some() {
        while forget(conn, id)? > 0 {}
    }
    if moves || known.is_some_and(|(_, title)| title != conversation.title) {
        note(conn, id, TITLE, Change::Moves)?;
    }
    if moves {
        note_messages(conn, id)?;
    }
    Ok(())
}

/// Notes the title of a conversation of which nothing is there yet.
pub(super) fn new_conversation(conn: &Connection, id: Uuid) -> Result<(), StoreError> {
    note(conn, id, TITLE, Change::Moves)
}

/// Makes the entries of everything that is there, for a store that had none.
pub(super) fn fill(conn: &Connection) -> Result<(), StoreError> {
    let all = || -> rusqlite::Result<Vec<(Uuid, String)>> {
        let sql = "SELECT id, owner FROM conversations ORDER BY owner, position";
        let mut statement = conn.prepare(sql)?;
        let read = |row: &rusqlite::Row<'_>| Ok((Uuid::from_bytes(row.get(0)?), row.get(1)?));
        statement.query_map([], read)?.collect()
    };
    for (id, owner) in all().map_err(store_error)? {
        for_each_found(conn, id, |message| {
            put(conn, &owner, id, message.id.as_bytes(), &message.content)
        })?;
        let title = || {
            let sql = "SELECT json_extract(data, '$.title') FROM conversations WHERE id = ?";
            conn.prepare_cached(sql)?
                .query_row([id.as_bytes()], |row| row.get::<_, String>(0))
        };
        let title = title().map_err(store_error)?;
        if words(&title).next().is_some() {
            put(conn, &owner, id, TITLE, &title)?;
        }
    }
    Ok(())
}

/// Removes some entries of a conversation and says how many; 0 if there are no more.
pub(super) fn forget(conn: &Connection, conversation: Uuid) -> Result<usize, StoreError> {
    let find = || -> rusqlite::Result<Vec<i64>> {
        let sql = "SELECT id FROM search_entries WHERE conversation_id = ? LIMIT 64";
        let mut statement = conn.prepare_cached(sql)?;
        let ids = statement.query_map([conversation.as_bytes()], |row| row.get(0))?;
        ids.collect()
    };
    let ids = find().map_err(store_error)?;
    for id in &ids {
        remove_entry(conn, *id)?;
    }
    Ok(ids.len())
}

/// Does something with each message of a conversation that can be found, in their order.
pub(super) fn for_each_found(
    conn: &Connection,
    conversation: Uuid,
    mut work: impl FnMut(ChatMessage) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let sql = "SELECT data FROM messages WHERE conversation_id = ? ORDER BY position";
    let mut statement = conn.prepare_cached(sql).map_err(store_error)?;
    let of = [conversation.as_bytes()];
    let mut found = statement.query(of).map_err(store_error)?;
    while let Some(row) = found.next().map_err(store_error)? {
        let data: String = row.get(0).map_err(store_error)?;
        let message: ChatMessage = parse(&data)?;
        if is_found(&message) {
            work(message)?;
        }
    }
    Ok(())
}

/// Makes an entry, or writes it anew in its place. A text without words has none.
pub(super) fn put(
    conn: &Connection,
    owner: &str,
    conversation: Uuid,
    message: &[u8],
    text: &str,
) -> Result<(), StoreError> {
    if words(text).next().is_none() {
        return remove(conn, conversation, message);
    }
    // Replacing makes the index look for words of old, so it is told where there are none.
    let (id, sql) = match entry(conn, conversation, message)? {
        Some(id) => (
            id,
            "INSERT OR REPLACE INTO search (rowid, words) VALUES (?, ?)",
        ),
        None => {
            let id = next_entry(conn, owner)?;
            let sql =
                "INSERT INTO search_entries (id, conversation_id, message_id) VALUES (?, ?, ?)";
            execute(conn, sql, (id, conversation.as_bytes(), message))?;
            (id, "INSERT INTO search (rowid, words) VALUES (?, ?)")
        }
    };
    // The words are found here, not by the database, so that both stores find the same.
    let mut text_of_words = String::with_capacity(text.len());
    for word in words(text).take(SEARCHED_WORDS) {
        text_of_words.push_str(&word.text);
        text_of_words.push(' ');
    }
    execute(conn, sql, (id, text_of_words)).map(drop)
}

pub(super) fn remove(
    conn: &Connection,
    conversation: Uuid,
    message: &[u8],
) -> Result<(), StoreError> {
    match entry(conn, conversation, message)? {
        Some(id) => remove_entry(conn, id),
        None => Ok(()),
    }
}

fn remove_entry(conn: &Connection, id: i64) -> Result<(), StoreError> {
    execute(conn, "DELETE FROM search WHERE rowid = ?", [id])?;
    execute(conn, "DELETE FROM search_entries WHERE id = ?", [id]).map(drop)
}

fn entry(conn: &Connection, conversation: Uuid, message: &[u8]) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT id FROM search_entries WHERE conversation_id = ? AND message_id = ?";
    let find = || {
        conn.prepare_cached(sql)?
            .query_row((conversation.as_bytes(), message), |row| row.get(0))
            .optional()
    };
    find().map_err(store_error)
}

/// The number after the last of an owner's entries.
fn next_entry(conn: &Connection, owner: &str) -> Result<i64, StoreError> {
    let first = match first_entry(conn, owner).map_err(store_error)? {
        Some(first) => first,
        None => {
            execute(conn, "INSERT INTO search_owners (name) VALUES (?)", [owner])?;
            conn.last_insert_rowid() * ENTRIES
        }
    };
    let last = || {
        let sql = "SELECT max(id) FROM search_entries WHERE id >= ? AND id < ?";
        conn.prepare_cached(sql)?
            .query_row((first, first + ENTRIES), |row| row.get::<_, Option<i64>>(0))
    };
    Ok(last().map_err(store_error)?.unwrap_or(first) + 1)
}

/// The number before an owner's entries; `None` if there never was one.
fn first_entry(conn: &Connection, owner: &str) -> rusqlite::Result<Option<i64>> {
    let number: Option<i64> = conn
        .prepare_cached("SELECT id FROM search_owners WHERE name = ?")?
        .query_row([owner], |row| row.get(0))
        .optional()?;
    Ok(number.map(|number| number * ENTRIES))
}

/// The query in the words of the index. Words have letters, marks and digits only, so nothing that
/// a person typed is ever an operator.
fn matching(query: &SearchQuery) -> String {
    let shown = query.phrases.iter().map(|phrase| {
        let star = if phrase.is_prefix { " *" } else { "" };
        format!("\"{}\"{star}", phrase.words.join(" "))
    });
    shown.collect::<Vec<_>>().join(" AND ")
}

impl View<'_> {
    /// See [`thalweg_chat::ChatStore::search`].
    pub(super) fn search(
        &self,
        owner: &PrincipalId,
        query: &SearchQuery,
        before: Option<ListKey>,
        limit: usize,
    ) -> Result<Listed<Hit>, ViewError> {
        let Some(first) = first_entry(self.conn, owner.as_str())? else {
            return Ok(within_search(Vec::new(), limit));
        };
        let place = |id: i64| Position::new((id - first).cast_unsigned());
        let before = before.map_or(ENTRIES, |key| key.0.get().cast_signed().min(ENTRIES));
        let deleted = self.deleted(owner)?;
        let sql = "SELECT e.id, e.conversation_id, e.message_id
            FROM search AS s CROSS JOIN search_entries AS e ON e.id = s.rowid
            WHERE s.words MATCH ?1 AND s.rowid > ?2 AND s.rowid < ?3 ORDER BY s.rowid DESC";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut found = statement.query((matching(query), first, first + before))?;
        let (mut hits, mut bytes, mut passed) = (Vec::new(), 0, 0);
        while let Some(row) = found.next()? {
            let id: i64 = row.get(0)?;
            let conversation = Uuid::from_bytes(row.get(1)?);
            if deleted.contains(&conversation) {
                passed += 1;
                if passed == PASSED_OVER {
                    return Ok(Listed {
                        next: Some(ListKey(place(id))),
                        items: hits.into_iter().map(|(hit, _)| hit).collect(),
                    });
                }
                continue;
            }
            let message = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            let hit = self.hit(conversation, message)?;
            bytes += hit.message.as_ref().map_or(0, |found| found.text.len());
            hits.push((hit, place(id)));
            if hits.len() > limit || (hits.len() > 1 && bytes > SEARCH_BYTES) {
                break;
            }
        }
        Ok(within_search(hits, limit))
    }

    /// The conversations of `owner` that are deleted and not forgotten.
    fn deleted(&self, owner: &PrincipalId) -> Result<HashSet<Uuid>, ViewError> {
        let sql = "SELECT id FROM conversations WHERE owner = ? AND deleted_at IS NOT NULL";
        let mut statement = self.conn.prepare_cached(sql)?;
        let ids = statement.query_map([owner.as_str()], |row| row.get(0).map(Uuid::from_bytes))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    fn hit(&self, conversation: Uuid, message: &[u8]) -> Result<Hit, ViewError> {
        let sql = "SELECT data FROM conversations WHERE id = ?";
        let mut statement = self.conn.prepare_cached(sql)?;
        let data: String = statement.query_row([conversation.as_bytes()], |row| row.get(0))?;
        let of: Conversation = parse(&data)?;
        let (message, at) = if message.is_empty() {
            (None, of.updated_at)
        } else {
            let sql = "SELECT data FROM messages WHERE conversation_id = ? AND id = ?";
            let mut statement = self.conn.prepare_cached(sql)?;
            let key = (conversation.as_bytes(), message);
            let mut rows = statement.query(key)?;
            let row = rows.next()?.ok_or_else(|| corrupt("a search entry"))?;
            let data = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            let told: Told = parse(data)?;
            let found = HitMessage {
                id: told.id,
                role: told.role,
                text: told.content,
            };
            (Some(found), told.created_at)
        };
        Ok(Hit {
            conversation,
            title: of.title,
            message,
            at,
        })
    }
}

/// What a hit tells of a message; the rest of the JSON is skipped.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    id: Uuid,
    role: Role,
    content: String,
    created_at: Time,
}
