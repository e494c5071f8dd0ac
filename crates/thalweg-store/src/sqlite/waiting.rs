//! What the search has yet to learn.
//!
//! To put words into the index takes as long as the rest of a commit. A commit therefore only notes
//! whose words changed, and they are put in afterwards: by upkeep, or by the first who searches.

use rusqlite::Connection;
use thalweg_log::StoreError;
use thalweg_wire::{ChatMessage, Conversation};
use uuid::Uuid;

use super::SqliteStore;
use super::rows::{message, parse};
use super::search::{for_each_found, put, remove};
use super::upkeep::{Budget, execute, start};
use super::writer::Writer;
use crate::entries::is_found;
use crate::error::store_error;

/// What is to be done, as it is stored.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    /// It cannot be found any more.
    Leaves = 0,
    /// It can be found, in the place that it had if it had one.
    Enters = 1,
    /// It can be found, in a new place.
    Moves = 2,
}

/// One note.
struct Note {
    id: i64,
    conversation: Uuid,
    message: Vec<u8>,
    change: i64,
}

/// Notes what happened to the text of a message, or of a title.
pub(super) fn note(
    conn: &Connection,
    conversation: Uuid,
    message: &[u8],
    change: Change,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO search_waiting (conversation_id, message_id, change) VALUES (?, ?, ?)";
    execute(conn, sql, (conversation.as_bytes(), message, change as i64)).map(drop)
}

/// Notes all messages of a conversation that can be found now, in their order: they go behind what
/// their owner has.
pub(super) fn note_messages(conn: &Connection, conversation: Uuid) -> Result<(), StoreError> {
    for_each_found(conn, conversation, |message| {
        note(conn, conversation, message.id.as_bytes(), Change::Moves)
    })
}

/// Works off what was noted, as far as the budget goes; whether something is left.
fn work_off(conn: &Connection, budget: Budget) -> Result<bool, StoreError> {
    while let Some(note) = first(conn).map_err(store_error)? {
        if note.change != Change::Enters as i64 {
            remove(conn, note.conversation, &note.message)?;
        }
        if note.change != Change::Leaves as i64 {
            enter(conn, &note)?;
        }
        execute(conn, "DELETE FROM search_waiting WHERE id = ?", [note.id])?;
        if !budget.is_left() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn first(conn: &Connection) -> rusqlite::Result<Option<Note>> {
    let sql = "SELECT id, conversation_id, message_id, change FROM search_waiting
        ORDER BY id LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query([])?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Note {
            id: row.get(0)?,
            conversation: Uuid::from_bytes(row.get(1)?),
            message: row.get(2)?,
            change: row.get(3)?,
        })
    };
    found.next()?.map(read).transpose()
}

/// Puts in what the text is now. Whatever became of it after the note has a note of its own.
fn enter(conn: &Connection, note: &Note) -> Result<(), StoreError> {
    let find = || -> rusqlite::Result<Option<(String, String)>> {
        let sql = "SELECT owner, data FROM conversations WHERE id = ?";
        let mut statement = conn.prepare_cached(sql)?;
        let mut found = statement.query([note.conversation.as_bytes()])?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        found.next()?.map(read).transpose()
    };
    let Some((owner, data)) = find().map_err(store_error)? else {
        return Ok(());
    };
    let text = match Uuid::from_slice(&note.message) {
        Ok(id) => message(conn, note.conversation, id)?
            .filter(is_found)
            .map(|ChatMessage { content, .. }| content),
        Err(_) => Some(parse::<Conversation>(&data)?.title),
    };
    match text {
        Some(text) => put(conn, &owner, note.conversation, &note.message, &text),
        None => Ok(()),
    }
}

impl Writer {
    /// One piece; whether something is left.
    fn learn_words(&mut self, budget: Budget) -> Result<bool, StoreError> {
        let left = self.transaction(|writer| work_off(&writer.conn, budget))?;
        self.shared.set_words_wait(left);
        Ok(left)
    }
}

impl SqliteStore {
    /// One piece, if something waits; whether something is left.
    pub(super) async fn learn_words(&self) -> Result<bool, StoreError> {
        if !self.shared.words_wait() {
            return Ok(false);
        }
        let work = |writer: &mut Writer| writer.learn_words(start());
        self.writer.run(work).await
    }

    /// Until nothing is left of what waited.
    pub(super) async fn learn_all_words(&self) -> Result<(), StoreError> {
        while self.learn_words().await? {}
        Ok(())
    }
}
