use rusqlite::{Connection, OptionalExtension};
use thalweg_log::StoreError;

use super::upkeep::{Budget, Cutoff, execute};
use crate::error::store_error;

/// Folds a piece: deletes transient events of the archive before terminal events that are not
/// later than `cutoff`. Says how many it deleted.
pub(super) fn piece(
    conn: &Connection,
    cutoff: Cutoff,
    budget: Budget,
) -> Result<usize, StoreError> {
    let due = "SELECT position, channel_id FROM folds WHERE at <= ? ORDER BY position LIMIT 1";
    // What lies before an earlier terminal event was folded with that, so no more than one run is
    // looked through.
    let fold = "DELETE FROM archive WHERE channel_id = ?1 AND position IN (
            SELECT position FROM archive WHERE channel_id = ?1 AND position < ?2 AND class = 1
                AND position > (SELECT folded_position FROM channels WHERE id = ?1)
            ORDER BY position LIMIT 64)";
    let mut folded = 0;
    loop {
        let next = || {
            let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
            conn.prepare_cached(due)?
                .query_row([cutoff.sql()], read)
                .optional()
        };
        let Some((position, channel)) = next().map_err(store_error)? else {
            return Ok(folded);
        };
        let mut deleted = 1;
        while deleted > 0 {
            if !budget.is_left() {
                return Ok(folded);
            }
            deleted = execute(conn, fold, (channel, position))?;
            folded += deleted;
        }
        let mark = "UPDATE channels SET folded_position = max(folded_position, ?) WHERE id = ?";
        execute(conn, mark, (position, channel))?;
        execute(conn, "DELETE FROM folds WHERE position = ?", [position])?;
    }
}
