use std::time::Duration;

use thalweg_log::{ChannelName, EventClass, Maintenance, Position, Seq, StoreError, Timestamp};
use uuid::Uuid;

use super::{Channel, MemoryStore, State};
use crate::Retention;
use crate::config::KEY_LIFE;

impl MemoryStore {
    /// As [`crate::SqliteStore::trim`].
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub fn trim(&self, channel: &ChannelName, up_to_seq: Seq) -> Result<u64, StoreError> {
        let mut state = self.state()?;
        Ok(state
            .channels
            .get_mut(channel)
            .map_or(0, |channel| channel.trim(up_to_seq)))
    }
}

impl State {
    /// All upkeep at once.
    pub(super) fn keep_up(
        &mut self,
        now: Timestamp,
        fold_after: Duration,
        retention: &Retention,
    ) -> Maintenance {
        let old = |at: Timestamp, age: Duration| now.since(at) >= age;
        let mut done = Maintenance::default();
        for (name, channel) in &mut self.channels {
            done.folded += channel.fold(|at| old(at, fold_after));
            let keep = retention.keep.iter().find(|(kind, _)| *kind == name.kind());
            if let Some((_, keep)) = keep {
                let by_number = channel.head.get().saturating_sub(keep.events);
                let young = channel.events.iter().find(|event| !old(event.at, keep.age));
                let by_age = young.map_or(channel.head.get(), |event| event.seq.get() - 1);
                done.trimmed += count(channel.trim(Seq::new(by_number.max(by_age))));
            }
        }
        let before = self.keys.len();
        self.keys.retain(|_, record| !old(record.at, KEY_LIFE));
        done.trimmed += before - self.keys.len();
        let rows = self.rows.conversations.iter();
        let gone: Vec<Uuid> = rows
            .filter(|(_, (row, _))| row.deleted_at.is_some_and(|at| old(at, retention.deleted)))
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            done.trimmed += self.forget(id);
        }
        done
    }

    fn forget(&mut self, id: Uuid) -> usize {
        self.rows.conversations.remove(&id);
        self.rows
            .messages
            .retain(|(conversation, _), _| *conversation != id);
        self.rows
            .privates
            .retain(|(conversation, _), _| *conversation != id);
        self.rows
            .runs
            .retain(|_, run| run.run.conversation_id != id);
        self.rows.queues.remove(&id);
        self.rows.drop_drafts(|other| other != id);
        self.rows.leave(id);
        let name = ChannelName::conversation(id);
        self.fences.remove(name.as_str());
        let channel = self.channels.get_mut(&name);
        1 + channel.map_or(0, |channel| count(channel.trim(Seq::new(u64::MAX))))
    }
}

impl Channel {
    /// Folds transient events before the last terminal event that is old enough.
    fn fold(&mut self, old: impl Fn(Timestamp) -> bool) -> usize {
        let ends =
            |event: &&thalweg_log::Event| event.class == EventClass::Terminal && old(event.at);
        let end = self
            .events
            .iter()
            .rev()
            .find(ends)
            .map_or(Position::ZERO, |event| event.position());
        let before = self.events.len();
        self.events
            .retain(|event| event.class != EventClass::Transient || event.position() >= end);
        before - self.events.len()
    }

    fn trim(&mut self, up_to: Seq) -> u64 {
        let gone = self.events.partition_point(|event| event.seq <= up_to);
        let Some(last) = gone.checked_sub(1).map(|last| &self.events[last]) else {
            return 0;
        };
        let (place, last) = (last.position(), up_to.min(self.head).max(last.seq));
        let lost = last.get() - self.trimmed_seq.get();
        (self.trimmed_seq, self.trimmed_position) = (last, place);
        self.trims.push((place, last));
        self.events.drain(..gone);
        lost
    }
}

fn count(lost: u64) -> usize {
    usize::try_from(lost).unwrap_or(usize::MAX)
}
