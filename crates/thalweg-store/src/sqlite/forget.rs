use rusqlite::{OptionalExtension, Row};
use thalweg_log::{ChannelName, FenceName, Seq, StoreError};
use uuid::Uuid;

use super::upkeep::{Budget, Cutoff, execute};
use super::writer::Writer;
use super::{search, trim};
use crate::error::store_error;

/// What a piece forgot.
#[derive(Debug, Default)]
pub(super) struct Forgotten {
    /// How many rows it deleted.
    pub(super) rows: usize,
    /// There was no time for all.
    pub(super) is_cut: bool,
    /// The conversations of which nothing is left. Their fences are to leave the writer's memory
    /// once the transaction is durable.
    pub(super) gone: Vec<FenceName>,
}

/// Forgets a piece of the conversations that were deleted not later than `cutoff`: first their log,
/// then what a search finds, messages and runs, last the conversation's own row and the fence that
/// kept runs out of what is deleted, so that a piece finds what is left.
pub(super) fn piece(
    writer: &Writer,
    cutoff: Cutoff,
    budget: Budget,
) -> Result<Forgotten, StoreError> {
    let due = "SELECT id FROM conversations WHERE deleted_at <= ? LIMIT 1";
    let messages =
        "DELETE FROM messages WHERE conversation_id = ?1 AND position IN (SELECT position
        FROM messages WHERE conversation_id = ?1 LIMIT 64)";
    let runs =
        "DELETE FROM runs WHERE id IN (SELECT id FROM runs WHERE conversation_id = ? LIMIT 64)";
    let queue = "DELETE FROM queues WHERE conversation_id = ?";
    let drafts = "DELETE FROM drafts WHERE conversation_id = ?";
    let conn = &writer.conn;
    let mut forgotten = Forgotten::default();
    loop {
        let next = || {
            let read = |row: &Row<'_>| Ok(Uuid::from_bytes(row.get(0)?));
            conn.prepare_cached(due)?
                .query_row([cutoff.sql()], read)
                .optional()
        };
        let Some(id) = next().map_err(store_error)? else {
            return Ok(forgotten);
        };
        let channel = ChannelName::conversation(id);
        trim::trim(writer, &channel, Seq::new(u64::MAX))?;
        let mut left = 1;
        while left > 0 {
            if !budget.is_left() {
                forgotten.is_cut = true;
                return Ok(forgotten);
            }
            left = search::forget(conn, id)?;
            forgotten.rows += left;
        }
        for sql in [messages, runs, queue, drafts] {
            let mut deleted = 1;
            while deleted > 0 {
                if !budget.is_left() {
                    forgotten.is_cut = true;
                    return Ok(forgotten);
                }
                deleted = execute(conn, sql, [id.as_bytes()])?;
                forgotten.rows += deleted;
            }
        }
        forgotten.rows += execute(
            conn,
            "DELETE FROM conversations WHERE id = ?",
            [id.as_bytes()],
        )?;
        let fence: FenceName = channel.as_str().into();
        forgotten.rows += execute(conn, "DELETE FROM fences WHERE name = ?", [&*fence])?;
        forgotten.gone.push(fence);
    }
}
