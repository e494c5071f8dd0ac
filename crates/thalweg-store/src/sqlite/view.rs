use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row, Rows, Statement};
use thalweg_log::{
    ChannelName, Cursor, Event, EventClass, Position, ReadLimit, Seq, StoreError, Timestamp,
};

use super::Shared;
use super::codec::{self, Record};
use super::index::Slice;
use crate::error::store_error;

/// One read transaction: everything that a view gives is of one moment.
pub(super) struct View<'a> {
    pub(super) conn: &'a Connection,
    shared: &'a Shared,
    /// The last position that the transaction sees.
    pub(super) head: Position,
    /// Up to here events lie in the archive, later ones in the journal.
    archived_to: Position,
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

    pub(super) const fn archived_to(&self) -> Position {
        self.archived_to
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

    /// The cursor of a place.
    pub(super) fn cursor_at(&self, position: Position) -> Cursor {
        self.shared.lineage.cursor_at(position)
    }

    /// Events of channels after `after` in the order of the log, and whether that is all up to
    /// [`View::head`].
    pub(super) fn events(
        &self,
        channels: &[(ChannelName, i64)],
        after: Position,
        limit: ReadLimit,
    ) -> Result<(Vec<Event>, bool), ViewError> {
        let mut out = Page {
            events: Vec::new(),
            bytes: 0,
            limit,
        };
        let done = self.take_archive(channels, after, &mut out)?
            || self.take_journal(channels, after, &mut out)?;
        Ok((out.events, !done))
    }

    /// Takes from the archive; whether the limit was reached.
    fn take_archive(
        &self,
        channels: &[(ChannelName, i64)],
        after: Position,
        out: &mut Page,
    ) -> Result<bool, ViewError> {
        if after >= self.archived_to {
            return Ok(false);
        }
        let sql = "SELECT position, seq, at, kind, class, data, private FROM archive
            WHERE channel_id = ? AND position > ? AND position <= ? ORDER BY position";
        let mut statements = channels
            .iter()
            .map(|_| self.conn.prepare_cached(sql))
            .collect::<Result<Vec<_>, _>>()?;
        let mut sources = Vec::new();
        for (statement, (name, id)) in statements.iter_mut().zip(channels) {
            let statement: &mut Statement<'_> = statement;
            let range = (
                id,
                after.get().cast_signed(),
                self.archived_to.get().cast_signed(),
            );
            sources.push((statement.query(range)?, name));
        }
        // The next event of each channel, by place.
        let mut next = BTreeMap::new();
        for (place, (rows, name)) in sources.iter_mut().enumerate() {
            if let Some(event) = self.archived(rows, name)? {
                next.insert(event.position(), (event, place));
            }
        }
        while let Some((_, (event, place))) = next.pop_first() {
            if out.push(event) {
                return Ok(true);
            }
            let (rows, name) = &mut sources[place];
            if let Some(event) = self.archived(rows, name)? {
                next.insert(event.position(), (event, place));
            }
        }
        Ok(false)
    }

    fn archived(
        &self,
        rows: &mut Rows<'_>,
        name: &ChannelName,
    ) -> Result<Option<Event>, ViewError> {
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let record = Record {
            position: position(row, 0)?,
            seq: seq(row, 1)?,
            kind: codec::kind_of(text(row, 3)?),
            class: EventClass::from_number(row.get(4)?),
            data: blob(row, 5)?.unwrap_or_default(),
            private: blob(row, 6)?,
        };
        let at = Timestamp::from_millis(row.get::<_, i64>(2)?.cast_unsigned());
        Ok(Some(self.event(name, record, at)))
    }

    /// Takes from the journal; whether the limit was reached.
    fn take_journal(
        &self,
        channels: &[(ChannelName, i64)],
        after: Position,
        out: &mut Page,
    ) -> Result<bool, ViewError> {
        let ids: Vec<_> = channels.iter().map(|(_, id)| Some(*id)).collect();
        let after = after.max(self.archived_to);
        let plan = self.shared.index.plan(&ids, after, out.left());
        if plan.archived_to > self.archived_to {
            return Err(ViewError::Stale);
        }
        let known = plan.head.min(self.head);
        // The index may be behind the transaction in what was archived, and ahead of it in what
        // was committed.
        let seen = |slice: &Slice| slice.commit > self.archived_to && slice.commit <= known;
        let slices: Vec<_> = plan
            .slices
            .into_iter()
            .filter(|(slice, _)| seen(slice))
            .collect();
        let sql = "SELECT at, data FROM journal WHERE first = ?";
        let mut commit = self.conn.prepare_cached(sql)?;
        for group in slices.chunk_by(|(a, _), (b, _)| a.commit == b.commit) {
            let first = group[0].0.commit;
            let mut rows = commit.query([first.get().cast_signed()])?;
            let Some(row) = rows.next()? else {
                return Err(crate::error::corrupt("a commit that the index names").into());
            };
            let at = Timestamp::from_millis(row.get::<_, i64>(0)?.cast_unsigned());
            if self.take_commit(channels, first, at, bytes(row, 1)?, group, after, out)? {
                return Ok(true);
            }
        }
        self.take_tail(channels, known.max(self.archived_to), after, out)
    }

    /// Takes the commits after `known`, which the index does not know yet; whether the limit was
    /// reached.
    fn take_tail(
        &self,
        channels: &[(ChannelName, i64)],
        known: Position,
        after: Position,
        out: &mut Page,
    ) -> Result<bool, ViewError> {
        if known >= self.head {
            return Ok(false);
        }
        let places: HashMap<i64, usize> = channels
            .iter()
            .enumerate()
            .map(|(place, (_, id))| (*id, place))
            .collect();
        let sql = "SELECT first, at, entries, data FROM journal WHERE first > ? ORDER BY first";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([known.get().cast_signed()])?;
        while let Some(row) = rows.next()? {
            let first = position(row, 0)?;
            let at = Timestamp::from_millis(row.get::<_, i64>(1)?.cast_unsigned());
            let slices: Vec<_> = codec::entries(bytes(row, 2)?)?
                .into_iter()
                .filter_map(|entry| {
                    let slice = Slice {
                        commit: first,
                        seq: entry.seq,
                        offset: entry.offset,
                        len: entry.len,
                    };
                    places.get(&entry.channel).map(|place| (slice, *place))
                })
                .collect();
            if self.take_commit(channels, first, at, bytes(row, 3)?, &slices, after, out)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one commit")]
    fn take_commit(
        &self,
        channels: &[(ChannelName, i64)],
        first: Position,
        at: Timestamp,
        data: &[u8],
        slices: &[(Slice, usize)],
        after: Position,
        out: &mut Page,
    ) -> Result<bool, ViewError> {
        let mut records = Vec::new();
        for (slice, place) in slices {
            let read = codec::records(data, first, slice.seq, slice.offset, slice.len)?;
            let new = read.into_iter().filter(|record| record.position > after);
            records.extend(new.map(|record| (record, *place)));
        }
        if slices.len() > 1 {
            records.sort_unstable_by_key(|(record, _)| record.position);
        }
        for (record, place) in records {
            if out.push(self.event(&channels[place].0, record, at)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn event(&self, channel: &ChannelName, record: Record, at: Timestamp) -> Event {
        Event {
            channel: channel.clone(),
            seq: record.seq,
            cursor: self.shared.lineage.cursor_at(record.position),
            at,
            kind: record.kind,
            class: record.class,
            data: record.data,
            private: record.private,
        }
    }
}

/// What a read gathers.
struct Page {
    events: Vec<Event>,
    bytes: usize,
    limit: ReadLimit,
}

impl Page {
    /// Adds an event; whether the limit is reached.
    fn push(&mut self, event: Event) -> bool {
        self.bytes += event.data.len();
        self.events.push(event);
        self.left() == 0 || self.bytes >= self.limit.bytes
    }

    fn left(&self) -> usize {
        self.limit.events.max(1).saturating_sub(self.events.len())
    }
}

/// No limit.
pub(super) const EVERYTHING: ReadLimit = ReadLimit {
    events: usize::MAX,
    bytes: usize::MAX,
};

pub(super) fn position(row: &Row<'_>, column: usize) -> rusqlite::Result<Position> {
    Ok(Position::new(row.get::<_, i64>(column)?.cast_unsigned()))
}

pub(super) fn seq(row: &Row<'_>, column: usize) -> rusqlite::Result<Seq> {
    Ok(Seq::new(row.get::<_, i64>(column)?.cast_unsigned()))
}

fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r str> {
    Ok(row.get_ref(column)?.as_str()?)
}

pub(super) fn bytes<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r [u8]> {
    Ok(row.get_ref(column)?.as_blob()?)
}

fn blob(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Bytes>> {
    Ok(row
        .get_ref(column)?
        .as_blob_or_null()?
        .map(Bytes::copy_from_slice))
}
