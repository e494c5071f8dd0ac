use rusqlite::{Connection, OptionalExtension, Row};
use thalweg_log::{ChannelName, Position, Seq, StoreError, Timestamp};

use super::SqliteStore;
use super::upkeep::{Budget, Cutoff, execute};
use super::view::{ChannelRow, View, ViewError, position, seq};
use super::writer::Writer;
use crate::config::Retention;
use crate::error::store_error;

/// How many ends of trimming are kept of a channel.
const KEPT_TRIMS: i64 = 32;

impl SqliteStore {
    /// Forgets the events of a channel up to `up_to_seq`; readers from before are told. Returns how
    /// many seqs were forgotten, 0 if they were before, or if the channel is not there.
    ///
    /// # Errors
    /// [`StoreError`] if the store failed; then nothing was forgotten.
    pub async fn trim(&self, channel: &ChannelName, up_to_seq: Seq) -> Result<u64, StoreError> {
        let name = channel.clone();
        self.writer
            .run(move |writer| writer.transaction(|writer| trim(writer, &name, up_to_seq)))
            .await
    }
}

/// Forgets events of a channel, in the transaction that is open.
pub(super) fn trim(writer: &Writer, name: &ChannelName, up_to: Seq) -> Result<u64, StoreError> {
    // The writer's own transaction is newer than any other, so it is never stale.
    View::within(&writer.conn, &writer.shared, |view| {
        let Some(row) = view.channel(name)? else {
            return Ok(0);
        };
        let Some((last, place)) = view.last_up_to(name, &row, up_to)? else {
            return Ok(0);
        };
        // What was folded before the next event is forgotten with it.
        let last = up_to.min(view.head_seq(&row)).max(last);
        if last <= row.trimmed_seq {
            return Ok(0);
        }
        mark(&writer.conn, row.id, last, place)?;
        Ok(last.get() - row.trimmed_seq.get())
    })
}

fn mark(conn: &Connection, channel: i64, seq: Seq, place: Position) -> Result<(), StoreError> {
    let (seq, place) = (seq.get().cast_signed(), place.get().cast_signed());
    let sql = "UPDATE channels SET trimmed_seq = ?, trimmed_position = ? WHERE id = ?";
    execute(conn, sql, (seq, place, channel))?;
    execute(
        conn,
        "INSERT OR REPLACE INTO trims VALUES (?, ?, ?)",
        (channel, place, seq),
    )?;
    let sql = "DELETE FROM trims WHERE channel_id = ?1 AND position <= (SELECT position FROM trims
        WHERE channel_id = ?1 ORDER BY position DESC LIMIT 1 OFFSET ?2)";
    execute(conn, sql, (channel, KEPT_TRIMS)).map(drop)
}

/// Deletes a piece of what was trimmed from the archive, and says how many events.
pub(super) fn sweep(conn: &Connection, budget: Budget) -> Result<usize, StoreError> {
    let due =
        "SELECT id, trimmed_position FROM channels WHERE swept_position < trimmed_position LIMIT 1";
    let delete = "DELETE FROM archive WHERE channel_id = ?1 AND position IN (SELECT position
        FROM archive WHERE channel_id = ?1 AND position <= ?2 ORDER BY position LIMIT 64)";
    let mut swept = 0;
    loop {
        let next = || {
            let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
            conn.prepare_cached(due)?.query_row([], read).optional()
        };
        let Some((channel, place)) = next().map_err(store_error)? else {
            return Ok(swept);
        };
        let mut deleted = 1;
        while deleted > 0 {
            if !budget.is_left() {
                return Ok(swept);
            }
            deleted = execute(conn, delete, (channel, place))?;
            swept += deleted;
        }
        execute(
            conn,
            "UPDATE channels SET swept_position = ? WHERE id = ?",
            (place, channel),
        )?;
    }
}

/// Looks at some channels after the one numbered `from` and trims those that are beyond their
/// retention. Says where to go on, `None` after the last.
pub(super) fn walk(
    writer: &mut Writer,
    from: i64,
    now: Timestamp,
    budget: Budget,
) -> Result<(usize, Option<i64>), StoreError> {
    let shared = std::sync::Arc::clone(&writer.shared);
    let retention = &shared.config.retention;
    let (mut at, mut trimmed) = (from, 0);
    while budget.is_left() {
        let next = || {
            let sql = "SELECT id, name FROM channels WHERE id > ? ORDER BY id LIMIT 1";
            let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
            writer
                .conn
                .prepare_cached(sql)?
                .query_row([at], read)
                .optional()
        };
        let Some((id, name)) = next().map_err(store_error)? else {
            return Ok((trimmed, None));
        };
        at = id;
        if let Ok(name) = name.parse::<ChannelName>()
            && let Some(up_to) = beyond(writer, &name, retention, now)?
        {
            let gone = trim(writer, &name, up_to)?;
            trimmed += usize::try_from(gone).unwrap_or(usize::MAX);
        }
    }
    Ok((trimmed, Some(at)))
}

/// The last seq of a channel that is beyond its retention.
fn beyond(
    writer: &Writer,
    name: &ChannelName,
    retention: &Retention,
    now: Timestamp,
) -> Result<Option<Seq>, StoreError> {
    let kept = retention.keep.iter().find(|(kind, _)| *kind == name.kind());
    let Some((_, keep)) = kept else {
        return Ok(None);
    };
    View::within(&writer.conn, &writer.shared, |view| {
        let Some(row) = view.channel(name)? else {
            return Ok(None);
        };
        let by_number = view.head_seq(&row).get().saturating_sub(keep.events);
        let by_age = view.last_until(&row, Cutoff::new(now, keep.age))?;
        Ok(Some(by_age.max(Seq::new(by_number))).filter(|up_to| *up_to > row.trimmed_seq))
    })
}

impl View<'_> {
    /// The last seq of a channel, as far as it was committed and told.
    pub(super) fn head_seq(&self, row: &ChannelRow) -> Seq {
        self.index_head(row.id)
            .unwrap_or(row.head_seq)
            .max(row.head_seq)
    }

    /// Seq and place of the last event that is kept of a channel, up to a seq.
    fn last_up_to(
        &self,
        name: &ChannelName,
        row: &ChannelRow,
        up_to: Seq,
    ) -> Result<Option<(Seq, Position)>, ViewError> {
        // Seqs rise with positions, so the place is found by halving.
        let at = "SELECT position, seq FROM archive
            WHERE channel_id = ? AND position >= ? AND position <= ? ORDER BY position LIMIT 1";
        let mut statement = self.conn.prepare_cached(at)?;
        let (mut low, mut high) = (row.trimmed_position.get(), self.archived_to.get() + 1);
        let mut found = None;
        while low < high {
            let middle = low.midpoint(high);
            let key = (
                row.id,
                middle.cast_signed(),
                self.archived_to.get().cast_signed(),
            );
            let read = |row: &Row<'_>| Ok((seq(row, 1)?, position(row, 0)?));
            match statement.query_row(key, read).optional()? {
                Some((seq, place)) if seq <= up_to => {
                    found = Some((seq, place));
                    low = place.get() + 1;
                }
                _ => high = middle,
            }
        }
        if self.index_head(row.id).is_some() {
            let channel = [(name.clone(), row.id)];
            let from = self.archived_to.max(row.trimmed_position);
            let (events, _) = self.events(&channel, from, super::events::EVERYTHING)?;
            let last = events.iter().rev().find(|event| event.seq <= up_to);
            found = last.map(|event| (event.seq, event.position())).or(found);
        }
        Ok(found)
    }

    /// The last seq of a channel before the first event that is later than `cutoff`, of those that
    /// were archived.
    fn last_until(&self, row: &ChannelRow, cutoff: Cutoff) -> Result<Seq, ViewError> {
        let sql = "SELECT seq FROM archive WHERE channel_id = ? AND position > ? AND position <= ?
            AND at > ? ORDER BY position LIMIT 1";
        let range = (
            row.id,
            row.trimmed_position.get().cast_signed(),
            self.archived_to.get().cast_signed(),
            cutoff.sql(),
        );
        let mut statement = self.conn.prepare_cached(sql)?;
        let later = statement.query_row(range, |row| seq(row, 0)).optional()?;
        Ok(match later {
            Some(later) => Seq::new(later.get().saturating_sub(1)),
            // All of the archive is old; what the journal holds is not.
            None => row.head_seq,
        })
    }
}
