use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};
use thalweg_log::{EventClass, Position, Seq, StoreError, Timestamp};

use super::codec::{self, Record};
use super::upkeep::{Budget, Cutoff, execute};
use super::view::{View, ViewError, bytes, position};
use super::writer::Writer;
use crate::error::store_error;

/// How many bytes of events one round moves, a commit more or less. The more a round moves, the
/// more events of a channel lie together, and the fewer pages are written.
pub(super) const ROUND_BYTES: u64 = 8 * 1024 * 1024;

/// The oldest commits of the journal, sorted by channel, on their way to the archive.
///
/// They are written in pieces, each a transaction. What is written lies beyond `archived_to`, so
/// that no reader takes it from there; the last piece moves that mark, and from then on no reader
/// takes it from the journal. A round that ends early is gathered anew and writes the same again.
#[derive(Debug)]
pub(super) struct Round {
    start: Position,
    end: Position,
    rows: Vec<ArchiveRow>,
    next: usize,
    /// What the channels' rows are told: the last seq of each that is in the archive.
    heads: Vec<(i64, Seq)>,
    next_head: usize,
    /// Terminal events, which end a stretch to fold.
    terminals: Vec<(i64, Position, Timestamp)>,
    folded: usize,
    done: bool,
}

#[derive(Debug)]
struct ArchiveRow {
    channel: i64,
    at: Timestamp,
    record: Record,
}

/// Gathers the commits up to `end`. Transient events are left out before a terminal event that is
/// not later than `fold`.
pub(super) fn gather(view: &View<'_>, end: Position, fold: Cutoff) -> Result<Round, ViewError> {
    let sql = "SELECT first, at, entries, data FROM journal WHERE first > ? AND first <= ? ORDER BY first";
    let mut statement = view.conn.prepare_cached(sql)?;
    let mut commits = statement.query((
        view.archived_to.get().cast_signed(),
        end.get().cast_signed(),
    ))?;
    let mut rows = Vec::new();
    let mut heads = HashMap::new();
    while let Some(row) = commits.next()? {
        let first = position(row, 0)?;
        let at = Timestamp::from_millis(row.get::<_, i64>(1)?.cast_unsigned());
        let data = bytes(row, 3)?;
        for entry in codec::entries(bytes(row, 2)?)? {
            let channel = entry.channel;
            heads.insert(channel, entry.last_seq());
            let records = codec::records(data, first, entry.seq, entry.offset, entry.len)?;
            rows.extend(records.into_iter().map(|record| ArchiveRow {
                channel,
                at,
                record,
            }));
        }
    }
    let mut terminals = Vec::new();
    let mut fold_to = HashMap::new();
    for row in rows
        .iter()
        .filter(|row| row.record.class == EventClass::Terminal)
    {
        terminals.push((row.channel, row.record.position, row.at));
        if fold.includes(row.at) {
            let to = fold_to.entry(row.channel).or_insert(row.record.position);
            *to = row.record.position.max(*to);
        }
    }
    let mut trimmed = HashMap::new();
    for channel in heads.keys() {
        trimmed.insert(*channel, trimmed_position(view.conn, *channel)?);
    }
    let gathered = rows.len();
    rows.retain(|row| {
        let place = row.record.position;
        let is_trimmed = trimmed.get(&row.channel).is_some_and(|to| place <= *to);
        let is_folded = row.record.class == EventClass::Transient
            && fold_to.get(&row.channel).is_some_and(|to| place < *to);
        !is_trimmed && !is_folded
    });
    let folded = gathered - rows.len();
    rows.sort_unstable_by_key(|row| (row.channel, row.record.position));
    let mut heads: Vec<_> = heads.into_iter().collect();
    heads.sort_unstable();
    Ok(Round {
        start: view.archived_to,
        end,
        rows,
        next: 0,
        heads,
        next_head: 0,
        terminals,
        folded,
        done: false,
    })
}

impl Round {
    /// Writes a piece, in the transaction that is open, and says how many events it moved.
    pub(super) fn advance(&mut self, writer: &Writer, budget: Budget) -> Result<usize, StoreError> {
        let conn = &writer.conn;
        let from = self.next;
        while let Some(row) = self.rows.get(self.next) {
            insert(conn, row).map_err(store_error)?;
            self.next += 1;
            if self.next.is_multiple_of(32) && !budget.is_left() {
                return Ok(self.next - from);
            }
        }
        while let Some((channel, seq)) = self.heads.get(self.next_head) {
            // What was trimmed while the round went on may have been written by it again.
            let sql = "UPDATE channels SET head_seq = max(head_seq, ?1), swept_position =
                    CASE WHEN trimmed_position > ?2 THEN 0 ELSE swept_position END
                WHERE id = ?3";
            let start = self.start.get().cast_signed();
            execute(conn, sql, (seq.get().cast_signed(), start, channel))?;
            self.next_head += 1;
            if self.next_head.is_multiple_of(32) && !budget.is_left() {
                return Ok(self.next - from);
            }
        }
        for (channel, position, at) in &self.terminals {
            let sql = "INSERT OR REPLACE INTO folds (position, channel_id, at) VALUES (?, ?, ?)";
            let at = at.as_millis().cast_signed();
            execute(conn, sql, (position.get().cast_signed(), channel, at))?;
        }
        execute(
            conn,
            "UPDATE meta SET archived_to = ?",
            [self.end.get().cast_signed()],
        )?;
        self.done = true;
        Ok(self.next - from)
    }

    /// Whether the last piece was written.
    pub(super) const fn is_done(&self) -> bool {
        self.done
    }

    pub(super) const fn end(&self) -> Position {
        self.end
    }

    pub(super) const fn folded(&self) -> usize {
        self.folded
    }
}

/// Deletes a piece of what was archived from the journal, and says whether that was all.
pub(super) fn sweep_journal(writer: &mut Writer, budget: Budget) -> Result<bool, StoreError> {
    let sql = "DELETE FROM journal WHERE first IN (SELECT first FROM journal
        WHERE first <= (SELECT archived_to FROM meta) ORDER BY first LIMIT 16)";
    while execute(&writer.conn, sql, [])? > 0 {
        if !budget.is_left() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn insert(conn: &Connection, row: &ArchiveRow) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO archive
        (channel_id, position, seq, at, kind, class, data, private)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let record = &row.record;
    conn.prepare_cached(sql)?
        .execute((
            row.channel,
            record.position.get().cast_signed(),
            record.seq.get().cast_signed(),
            row.at.as_millis().cast_signed(),
            record.kind.as_str(),
            record.class as u8,
            &*record.data,
            record.private.as_deref(),
        ))
        .map(drop)
}

fn trimmed_position(conn: &Connection, channel: i64) -> rusqlite::Result<Position> {
    let sql = "SELECT trimmed_position FROM channels WHERE id = ?";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row([channel], |row| position(row, 0))
        .optional()?;
    Ok(found.unwrap_or_default())
}
