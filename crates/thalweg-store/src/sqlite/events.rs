use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use rusqlite::{Row, Rows, Statement};
use thalweg_log::{ChannelName, Event, EventClass, Position, ReadLimit, Timestamp};

use super::codec::{self, Record};
use super::index::Slice;
use super::view::{View, ViewError, bytes, position, seq};

/// No limit.
pub(super) const EVERYTHING: ReadLimit = ReadLimit {
    events: usize::MAX,
    bytes: usize::MAX,
};

impl View<'_> {
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

    /// Up to `most` events of a channel in the archive that lie after `after` and before `before`, the
    /// newest first.
    pub(super) fn archived_before(
        &self,
        name: &ChannelName,
        channel: i64,
        after: Position,
        before: Position,
        most: usize,
    ) -> Result<Vec<Event>, ViewError> {
        let sql = "SELECT position, seq, at, kind, class, data, private FROM archive
            WHERE channel_id = ? AND position > ? AND position < ? AND position <= ?
            ORDER BY position DESC LIMIT ?";
        let mut statement = self.conn.prepare_cached(sql)?;
        let [after, before, up_to] =
            [after, before, self.archived_to].map(|place| place.get().cast_signed());
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut rows = statement.query((channel, after, before, up_to, most))?;
        let mut found = Vec::new();
        while let Some(event) = self.archived(&mut rows, name)? {
            found.push(event);
        }
        Ok(found)
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

fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r str> {
    Ok(row.get_ref(column)?.as_str()?)
}

fn blob(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Bytes>> {
    Ok(row
        .get_ref(column)?
        .as_blob_or_null()?
        .map(Bytes::copy_from_slice))
}
