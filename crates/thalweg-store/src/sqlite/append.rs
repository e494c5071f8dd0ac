use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rusqlite::OptionalExtension;
use thalweg_chat::{RowChange, project};
use thalweg_log::{
    AppendError, Appended, Batch, ChannelName, Condition, Event, Fence, FenceChange, FenceName,
    IdempotencyRecord, NewEvent, Position, Seq, StoreError, Timestamp,
};
use uuid::Uuid;

use super::codec::{Commit, Entry, Finished};
use super::index::CommitInfo;
use super::made::Made;
use super::writer::{Head, Writer};
use super::{keys, rows};
use crate::error::store_error;

/// The events of a batch, and its channels as they are after it.
type Numbered = (Vec<Event>, Vec<(ChannelName, Head)>);
type Results = Vec<Result<Appended, AppendError>>;

/// What a group of batches changes, beside the database's own transaction. It comes true with the
/// commit and is dropped if that fails.
struct Group {
    head: Position,
    heads: HashMap<ChannelName, Head>,
    /// `None` for fences that were closed.
    fences: HashMap<FenceName, Option<Fence>>,
    commit: Commit,
    at: Timestamp,
}

/// Why a batch did not go in.
enum Refusal {
    /// The batch alone.
    Batch(AppendError),
    /// The whole group.
    Group(StoreError),
}

impl From<AppendError> for Refusal {
    fn from(error: AppendError) -> Self {
        Self::Batch(error)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Group(error)
    }
}

impl Writer {
    /// Commits `batches` as one; see [`thalweg_log::LogStore::append`].
    pub(super) fn append(
        &mut self,
        batches: Vec<Batch>,
        at: Timestamp,
    ) -> Result<Results, StoreError> {
        let mut group = Group {
            head: self.head,
            heads: HashMap::new(),
            fences: HashMap::new(),
            commit: Commit::new(self.head.next()),
            at,
        };
        let (results, group, published) = self.transaction(|writer| {
            let mut results = Vec::with_capacity(batches.len());
            for batch in batches {
                match writer.take(&mut group, batch) {
                    Ok(appended) => results.push(Ok(appended)),
                    Err(Refusal::Batch(refused)) => results.push(Err(refused)),
                    Err(Refusal::Group(failed)) => return Err(failed),
                }
            }
            let commit = std::mem::replace(&mut group.commit, Commit::new(Position::ZERO));
            let published = writer.write_journal(commit, at)?;
            Ok((results, group, published))
        })?;
        self.heads.extend(group.heads);
        for (name, fence) in group.fences {
            match fence {
                Some(fence) => self.fences.insert(name, fence),
                None => self.fences.remove(&name),
            };
        }
        if let Some((info, entries)) = published {
            self.head = group.head;
            self.shared.index.publish(info, &entries);
            self.shared.head.store(group.head.get(), Ordering::Release);
        }
        Ok(results)
    }

    fn take(&self, group: &mut Group, batch: Batch) -> Result<Appended, Refusal> {
        // Everything is checked before anything is written, so a refused batch leaves no trace.
        if let Some(record) = &batch.idempotency {
            self.check_key(record, group.at)?;
        }
        self.check_conditions(group, &batch.conditions)?;
        let fences = self.check_fences(group, batch.fences)?;
        let (events, heads) = self.number(group, batch.events)?;
        let changes: Vec<(Position, RowChange)> = events
            .iter()
            .flat_map(|event| {
                project(event)
                    .into_iter()
                    .map(|change| (event.position(), change))
            })
            .collect();
        let begun = heads.iter().filter(|(_, head)| head.id == 0);
        let mut made = Made::after(begun.map(|(name, _)| name));
        self.check_rows(&changes, &made)?;

        for (name, mut head) in heads {
            if head.id == 0 {
                head.id = self.make_channel(&name)?;
            }
            group.heads.insert(name, head);
        }
        for event in &events {
            // `heads` held every channel of the batch.
            if let Some(head) = group.heads.get(&event.channel) {
                group.commit.push(head.id, event);
            }
            group.head = event.position();
        }
        if !changes.is_empty() {
            self.shared.set_words_wait(true);
        }
        for (position, change) in &changes {
            rows::apply(&self.conn, change, *position, &mut made)?;
        }
        rows::set_leaves(&self.conn, made)?;
        for (name, fence) in fences {
            self.write_fence(&name, fence.as_ref())?;
            group.fences.insert(name, fence);
        }
        if let Some(record) = &batch.idempotency {
            keys::insert(&self.conn, record).map_err(store_error)?;
        }
        Ok(Appended { events })
    }

    fn check_key(&self, record: &IdempotencyRecord, now: Timestamp) -> Result<(), Refusal> {
        let found = keys::find(&self.conn, &record.principal, &record.key, now)?;
        found.map_or(Ok(()), |record| {
            let record = Box::new(record);
            Err(AppendError::Repeated { record }.into())
        })
    }

    fn check_conditions(&self, group: &Group, conditions: &[Condition]) -> Result<(), Refusal> {
        for condition in conditions {
            match condition {
                Condition::ExpectedSeq { channel, seq } => {
                    let actual = self.channel_head(group, channel)?.seq;
                    if actual != *seq {
                        let (channel, expected) = (channel.clone(), *seq);
                        return Err(AppendError::SeqMismatch {
                            channel,
                            expected,
                            actual,
                        }
                        .into());
                    }
                }
                Condition::Fence { name, token } => {
                    let open = self.fence(group, name);
                    if open.is_none_or(|fence| fence.token != *token) {
                        let name = Arc::clone(name);
                        return Err(AppendError::FenceLost { name }.into());
                    }
                }
            }
        }
        Ok(())
    }

    /// The fences that the batch changes, as they are after it.
    fn check_fences(
        &self,
        group: &Group,
        changes: Vec<FenceChange>,
    ) -> Result<Vec<(FenceName, Option<Fence>)>, Refusal> {
        let mut after: Vec<(FenceName, Option<Fence>)> = Vec::new();
        for change in changes {
            let name = match &change {
                FenceChange::Open(fence) => Arc::clone(&fence.name),
                FenceChange::Close { name, .. } => Arc::clone(name),
            };
            let own = after.iter().position(|(changed, _)| *changed == name);
            let now = match own {
                Some(own) => after[own].1.as_ref(),
                None => self.fence(group, &name),
            };
            let next = match (change, now) {
                (FenceChange::Open(_), Some(open)) => {
                    let holder = open.holder;
                    return Err(AppendError::FenceHeld { name, holder }.into());
                }
                (FenceChange::Open(fence), None) => Some(fence),
                (FenceChange::Close { token, .. }, Some(open)) if open.token == token => None,
                (FenceChange::Close { .. }, _) => {
                    return Err(AppendError::FenceLost { name }.into());
                }
            };
            match own {
                Some(own) => after[own].1 = next,
                None => after.push((name, next)),
            }
        }
        Ok(after)
    }

    fn fence<'a>(&'a self, group: &'a Group, name: &FenceName) -> Option<&'a Fence> {
        match group.fences.get(name) {
            Some(changed) => changed.as_ref(),
            None => self.fences.get(name),
        }
    }

    fn write_fence(&self, name: &FenceName, fence: Option<&Fence>) -> Result<(), StoreError> {
        let write = || match fence {
            Some(fence) => self
                .conn
                .prepare_cached("INSERT OR REPLACE INTO fences VALUES (?, ?, ?)")?
                .execute((&**name, fence.holder.as_bytes(), fence.token.cast_signed())),
            None => self
                .conn
                .prepare_cached("DELETE FROM fences WHERE name = ?")?
                .execute([&**name]),
        };
        write().map(drop).map_err(store_error)
    }

    /// The events of a batch with position and seq, and its channels as they are after it.
    fn number(&self, group: &Group, events: Vec<NewEvent>) -> Result<Numbered, StoreError> {
        let mut heads: Vec<(ChannelName, Head)> = Vec::new();
        let mut position = group.head;
        let mut numbered = Vec::with_capacity(events.len());
        for new in events {
            if position == Position::MAX {
                return Err(StoreError::Failed("the log has no positions left".into()));
            }
            position = position.next();
            let known = heads.iter().position(|(name, _)| *name == new.channel);
            let place = match known {
                Some(place) => place,
                None => {
                    let head = self.channel_head(group, &new.channel)?;
                    heads.push((new.channel.clone(), head));
                    heads.len() - 1
                }
            };
            let seq = heads[place].1.seq.next();
            heads[place].1.seq = seq;
            numbered.push(Event {
                channel: new.channel,
                seq,
                cursor: self.shared.lineage.cursor_at(position),
                at: group.at,
                kind: new.kind,
                class: new.class,
                data: new.data,
                private: new.private,
            });
        }
        Ok((numbered, heads))
    }

    /// The channel as it is now; its number is 0 if it is not there yet.
    fn channel_head(&self, group: &Group, name: &ChannelName) -> Result<Head, StoreError> {
        if let Some(head) = group.heads.get(name).or_else(|| self.heads.get(name)) {
            return Ok(*head);
        }
        let find = || {
            let sql = "SELECT id, head_seq FROM channels WHERE name = ?";
            let mut statement = self.conn.prepare_cached(sql)?;
            let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, i64>(1)?));
            statement.query_row([name.as_str()], read).optional()
        };
        let absent = Head {
            id: 0,
            seq: Seq::ZERO,
        };
        Ok(find()
            .map_err(store_error)?
            .map_or(absent, |(id, archived)| {
                // What the journal holds of it is later than what was archived.
                let seq = self.shared.index.channel_head(id);
                Head {
                    id,
                    seq: seq.unwrap_or(Seq::new(archived.cast_unsigned())),
                }
            }))
    }

    fn make_channel(&self, name: &ChannelName) -> Result<i64, StoreError> {
        let make = || {
            let sql = "INSERT INTO channels (name) VALUES (?)";
            self.conn.prepare_cached(sql)?.insert([name.as_str()])
        };
        make().map_err(store_error)
    }

    fn check_rows(&self, changes: &[(Position, RowChange)], made: &Made) -> Result<(), Refusal> {
        let mut own: HashSet<(Uuid, Uuid)> = HashSet::new();
        for (_, change) in changes {
            match change {
                RowChange::InsertMessage { message, .. } => {
                    let key = (message.conversation_id, message.id);
                    let is_there = || match made.is_absent(key.0, key.1) {
                        true => Ok(false),
                        false => rows::has_message(&self.conn, key.0, key.1),
                    };
                    if !own.insert(key) || is_there()? {
                        return Err(AppendError::Conflict { what: "message" }.into());
                    }
                }
                RowChange::PutMessage { message, .. } => {
                    own.insert((message.conversation_id, message.id));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn write_journal(
        &self,
        commit: Commit,
        at: Timestamp,
    ) -> Result<Option<(CommitInfo, Vec<Entry>)>, StoreError> {
        let (first, count) = (commit.first(), commit.count());
        if count == 0 {
            return Ok(None);
        }
        let Finished {
            entries,
            coded,
            data,
        } = commit.finish()?;
        let write = || {
            let sql =
                "INSERT INTO journal (first, count, at, entries, data) VALUES (?, ?, ?, ?, ?)";
            self.conn.prepare_cached(sql)?.execute((
                first.get().cast_signed(),
                count.cast_signed(),
                at.as_millis().cast_signed(),
                coded,
                &data,
            ))
        };
        write().map_err(store_error)?;
        let bytes = data.len() as u64;
        Ok(Some((
            CommitInfo {
                first,
                count,
                at,
                bytes,
            },
            entries,
        )))
    }
}
