use rusqlite::{Connection, OptionalExtension, Row};
use thalweg_log::{ChannelName, Cursor, Position, Seq, StoreError};

use super::Shared;
use crate::error::store_error;

/// One read transaction: everything that a view gives is of one moment.
pub(super) struct View<'a> {
    pub(super) conn: &'a Connection,
    pub(super) shared: &'a Shared,
    /// The last position that the transaction sees.
    pub(super) head: Position,
    /// Up to here events lie in the archive, later ones in the journal.
    pub(super) archived_to: Position,
}

/// Why a view did not give something.
pub(super) enum ViewError {
    /// The transaction is older than the index: events moved to the archive in between, and only
    /// a later transaction sees them there.
    Stale,
    Store(StoreError),
}

impl From<StoreError> for ViewError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ViewError> for StoreError {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::Store(error) => error,
            ViewError::Stale => Self::Failed("the index is ahead of the database".into()),
        }
    }
}

impl From<rusqlite::Error> for ViewError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(store_error(error))
    }
}

/// A channel as the transaction sees it.
#[derive(Debug, Clone)]
pub(super) struct ChannelRow {
    pub(super) id: i64,
    pub(super) head_seq: Seq,
    pub(super) trimmed_seq: Seq,
    pub(super) trimmed_position: Position,
}

impl<'a> View<'a> {
    /// Runs `read` in a read transaction, again in a later one if that one was stale.
    pub(super) fn with<T>(
        conn: &'a Connection,
        shared: &'a Shared,
        mut read: impl FnMut(&Self) -> Result<T, ViewError>,
    ) -> Result<T, StoreError> {
        loop {
            conn.prepare_cached("BEGIN")
                .and_then(|mut begin| begin.execute([]))
                .map_err(store_error)?;
            let result = Self::begin(conn, shared).and_then(|view| read(&view));
            conn.prepare_cached("COMMIT")
                .and_then(|mut end| end.execute([]))
                .map_err(store_error)?;
            match result {
                Ok(value) => return Ok(value),
                Err(ViewError::Stale) => {}
                Err(ViewError::Store(error)) => return Err(error),
            }
        }
    }

    /// Reads in the writer's own transaction, which is newer than any other and so never stale.
    pub(super) fn within<T>(
        conn: &'a Connection,
        shared: &'a Shared,
        read: impl FnOnce(&Self) -> Result<T, ViewError>,
    ) -> Result<T, StoreError> {
        let result = Self::begin(conn, shared).and_then(|view| read(&view));
        Ok(result?)
    }

    /// The last seq of a channel that the journal has events of.
    pub(super) fn index_head(&self, channel: i64) -> Option<Seq> {
        self.shared.index.channel_head(channel)
    }

    fn begin(conn: &'a Connection, shared: &'a Shared) -> Result<Self, ViewError> {
        let sql = "SELECT archived_to,
                (SELECT first + count - 1 FROM journal ORDER BY first DESC LIMIT 1)
            FROM meta";
        let read = |row: &Row<'_>| Ok((position(row, 0)?, row.get::<_, Option<i64>>(1)?));
        let (archived_to, journal) = conn.prepare_cached(sql)?.query_row([], read)?;
        let journal = journal.map_or(Position::ZERO, |last| Position::new(last.cast_unsigned()));
        Ok(Self {
            conn,
            shared,
            head: archived_to.max(journal),
            archived_to,
        })
    }

    /// A channel, if it ever had an event.
    pub(super) fn channel(&self, name: &ChannelName) -> Result<Option<ChannelRow>, ViewError> {
        let sql = "SELECT id, head_seq, trimmed_seq, trimmed_position FROM channels WHERE name = ?";
        let read = |row: &Row<'_>| {
            Ok(ChannelRow {
                id: row.get(0)?,
                head_seq: seq(row, 1)?,
                trimmed_seq: seq(row, 2)?,
                trimmed_position: position(row, 3)?,
            })
        };
        let mut statement = self.conn.prepare_cached(sql)?;
        Ok(statement.query_row([name.as_str()], read).optional()?)
    }

    /// Fails if the transaction is older than the index.
    pub(super) fn settled(&self) -> Result<(), ViewError> {
        if self.shared.index.archived_to() > self.archived_to {
            return Err(ViewError::Stale);
        }
        Ok(())
    }

    /// The first seq that a reader at `after` lost of a channel, as exactly as the kept trims tell.
    pub(super) fn first_lost(
        &self,
        channel: &ChannelRow,
        after: Position,
    ) -> Result<Seq, ViewError> {
        let sql = "SELECT ifnull(max(seq), 0) FROM trims WHERE channel_id = ? AND position <= ?";
        let key = (channel.id, after.get().cast_signed());
        let had = self
            .conn
            .prepare_cached(sql)?
            .query_row(key, |row| seq(row, 0))?;
        Ok(had.next())
    }

    /// The cursor of [`View::head`].
    pub(super) fn cursor(&self) -> Cursor {
        self.shared.lineage.cursor_at(self.head)
    }
}

pub(super) fn position(row: &Row<'_>, column: usize) -> rusqlite::Result<Position> {
    Ok(Position::new(row.get::<_, i64>(column)?.cast_unsigned()))
}

pub(super) fn seq(row: &Row<'_>, column: usize) -> rusqlite::Result<Seq> {
    Ok(Seq::new(row.get::<_, i64>(column)?.cast_unsigned()))
}

pub(super) fn bytes<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r [u8]> {
    Ok(row.get_ref(column)?.as_blob()?)
}
