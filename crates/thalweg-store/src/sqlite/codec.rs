//! How the journal holds a commit: the events of each channel together, so that a reader decodes
//! no other channel's, each with the offset of its position from the commit's first.
//!
//! `entries` is, for each channel in the order of its first event: its id, the seq of its first
//! event, the count of its events and the length of their bytes in `data`. `data` is, for each
//! event: offset of the position, class, type, data, private data. Numbers are LEB128 varints,
//! texts have their length before them, and the length of private data is one more than it is,
//! 0 meaning that there is none.

use std::collections::HashMap;

use bytes::Bytes;
use thalweg_log::{Event, EventClass, EventKind, Position, Seq, StoreError};
use thalweg_wire::kind;

use crate::error::corrupt;

/// The events of one channel in one commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) channel: i64,
    pub(super) seq: Seq,
    pub(super) count: u64,
    /// Where its bytes lie in the commit's data.
    pub(super) offset: u32,
    pub(super) len: u32,
}

impl Entry {
    pub(super) const fn last_seq(&self) -> Seq {
        Seq::new(self.seq.get() + self.count - 1)
    }
}

/// An event as the journal holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) position: Position,
    pub(super) seq: Seq,
    pub(super) class: EventClass,
    pub(super) kind: EventKind,
    pub(super) data: Bytes,
    pub(super) private: Option<Bytes>,
}

/// A commit while it is put together.
#[derive(Debug)]
pub(super) struct Commit {
    first: Position,
    count: u64,
    parts: Vec<Part>,
    by_channel: HashMap<i64, usize>,
}

/// A commit as the journal holds it.
pub(super) struct Finished {
    pub(super) entries: Vec<Entry>,
    /// The entries as bytes.
    pub(super) coded: Vec<u8>,
    pub(super) data: Vec<u8>,
}

#[derive(Debug)]
struct Part {
    channel: i64,
    seq: Seq,
    count: u64,
    bytes: Vec<u8>,
}

impl Commit {
    pub(super) fn new(first: Position) -> Self {
        Self {
            first,
            count: 0,
            parts: Vec::new(),
            by_channel: HashMap::new(),
        }
    }

    pub(super) const fn first(&self) -> Position {
        self.first
    }

    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn push(&mut self, channel: i64, event: &Event) {
        let next = self.parts.len();
        let at = *self.by_channel.entry(channel).or_insert(next);
        if at == next {
            self.parts.push(Part {
                channel,
                seq: event.seq,
                count: 0,
                bytes: Vec::with_capacity(event.data.len() + 32),
            });
        }
        let part = &mut self.parts[at];
        let out = &mut part.bytes;
        put(out, event.position().get() - self.first.get());
        out.push(event.class as u8);
        put_bytes(out, event.kind.as_str().as_bytes());
        put_bytes(out, &event.data);
        match &event.private {
            Some(private) => {
                put(out, private.len() as u64 + 1);
                out.extend_from_slice(private);
            }
            None => out.push(0),
        }
        part.count += 1;
        self.count += 1;
    }

    pub(super) fn finish(self) -> Result<Finished, StoreError> {
        let size = self.parts.iter().map(|part| part.bytes.len()).sum();
        let (mut entries, mut coded, mut data) = (
            Vec::with_capacity(self.parts.len()),
            Vec::new(),
            Vec::with_capacity(size),
        );
        for part in self.parts {
            put(&mut coded, part.channel.cast_unsigned());
            put(&mut coded, part.seq.get());
            put(&mut coded, part.count);
            put(&mut coded, part.bytes.len() as u64);
            let length = |n: usize| {
                u32::try_from(n).map_err(|_| StoreError::Failed("a commit over 4 GiB".into()))
            };
            entries.push(Entry {
                channel: part.channel,
                seq: part.seq,
                count: part.count,
                offset: length(data.len())?,
                len: length(part.bytes.len())?,
            });
            data.extend_from_slice(&part.bytes);
        }
        Ok(Finished {
            entries,
            coded,
            data,
        })
    }
}

/// Reads the entries of a commit.
pub(super) fn entries(coded: &[u8]) -> Result<Vec<Entry>, StoreError> {
    let mut input = Input(coded);
    let (mut out, mut offset) = (Vec::new(), 0_u32);
    while !input.0.is_empty() {
        let entry = entry(&mut input, &mut offset);
        out.push(entry.ok_or_else(|| corrupt("the journal's index"))?);
    }
    Ok(out)
}

fn entry(input: &mut Input<'_>, offset: &mut u32) -> Option<Entry> {
    let entry = Entry {
        channel: input.number()?.cast_signed(),
        seq: Seq::new(input.number()?),
        count: input.number()?,
        offset: *offset,
        len: u32::try_from(input.number()?).ok()?,
    };
    *offset = offset.checked_add(entry.len)?;
    (entry.count > 0).then_some(entry)
}

/// Reads the events of one entry out of the data of the commit that starts at `first`.
pub(super) fn records(
    data: &[u8],
    first: Position,
    seq: Seq,
    offset: u32,
    len: u32,
) -> Result<Vec<Record>, StoreError> {
    let end = offset as usize + len as usize;
    let part = data
        .get(offset as usize..end)
        .ok_or_else(|| corrupt("the journal"))?;
    let mut input = Input(part);
    let mut out = Vec::new();
    let mut seq = seq;
    while !input.0.is_empty() {
        let record = record(&mut input, first, seq).ok_or_else(|| corrupt("the journal"))?;
        out.push(record);
        seq = seq.next();
    }
    Ok(out)
}

fn record(input: &mut Input<'_>, first: Position, seq: Seq) -> Option<Record> {
    let position = Position::new(first.get() + input.number()?);
    let class = EventClass::from_number(*input.take(1)?.first()?);
    let kind = kind_of(std::str::from_utf8(input.bytes()?).ok()?);
    let data = Bytes::copy_from_slice(input.bytes()?);
    let private = match input.number()? {
        0 => None,
        n => Some(Bytes::copy_from_slice(
            input.take(usize::try_from(n - 1).ok()?)?,
        )),
    };
    Some(Record {
        position,
        seq,
        class,
        kind,
        data,
        private,
    })
}

/// The type of that name, without an allocation for the common ones.
pub(super) fn kind_of(word: &str) -> EventKind {
    const COMMON: [EventKind; 8] = [
        kind::TOKEN,
        kind::MESSAGE,
        kind::RUN,
        kind::DONE,
        kind::CONVERSATION,
        kind::ERROR,
        kind::QUEUE,
        kind::DELETED,
    ];
    let common = COMMON.into_iter().find(|kind| kind.as_str() == word);
    common.unwrap_or_else(|| EventKind::owned(word.into()))
}

fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push((number & 0x7f) as u8);
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = *self.take(1)?.first()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.number()?).ok()?;
        self.take(len)
    }

    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(head)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use thalweg_log::{ChannelName, Cursor, Timestamp};

    use super::*;

    fn event(
        position: u64,
        seq: u64,
        kind: &str,
        data: Vec<u8>,
        private: Option<Vec<u8>>,
    ) -> Event {
        Event {
            channel: "room:a".parse::<ChannelName>().expect("a name"),
            seq: Seq::new(seq),
            cursor: Cursor::new(1, Position::new(position), 2),
            at: Timestamp::from_millis(5),
            kind: kind_of(kind),
            class: EventClass::from_number(u8::try_from(position % 3).expect("small")),
            data: data.into(),
            private: private.map(Bytes::from),
        }
    }

    proptest! {
        #[test]
        fn commit_roundtrips(
            first in 1..1_u64 << 47,
            events in prop::collection::vec(
                (1..4_i64, "[a-z]{1,9}", any::<Vec<u8>>(), any::<Option<Vec<u8>>>()), 1..30),
        ) {
            let mut commit = Commit::new(Position::new(first));
            let mut seqs = HashMap::<i64, u64>::new();
            let mut pushed = HashMap::<i64, Vec<Event>>::new();
            for (i, (channel, kind, data, private)) in events.into_iter().enumerate() {
                let seq = seqs.entry(channel).or_insert(first);
                *seq += 1;
                let event = event(first + i as u64, *seq, &kind, data, private);
                commit.push(channel, &event);
                pushed.entry(channel).or_default().push(event);
            }
            let Finished { entries: made, coded, data } = commit.finish().expect("small");
            prop_assert_eq!(&entries(&coded).expect("readable"), &made);
            prop_assert_eq!(made.len(), pushed.len());
            for entry in made {
                let read = records(&data, Position::new(first), entry.seq, entry.offset, entry.len)
                    .expect("readable");
                let events = &pushed[&entry.channel];
                prop_assert_eq!(read.len(), events.len());
                prop_assert_eq!(read.len() as u64, entry.count);
                for (record, event) in read.iter().zip(events) {
                    prop_assert_eq!(record.position, event.position());
                    prop_assert_eq!(record.seq, event.seq);
                    prop_assert_eq!(record.class, event.class);
                    prop_assert_eq!(&record.kind, &event.kind);
                    prop_assert_eq!(&record.data, &event.data);
                    prop_assert_eq!(&record.private, &event.private);
                }
            }
        }

        #[test]
        fn damaged_bytes_are_refused_or_read_but_never_panic(bytes in any::<Vec<u8>>(), len in any::<u32>()) {
            if let Ok(entries) = entries(&bytes) {
                prop_assert!(entries.iter().all(|entry| entry.count > 0));
            }
            let whole = u32::try_from(bytes.len()).expect("small");
            let read = records(&bytes, Position::new(1), Seq::new(1), 0, len.min(whole + 1));
            prop_assert!(read.is_err() || len <= whole);
        }
    }
}
