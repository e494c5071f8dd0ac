use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use thalweg_chat::{RowChange, project};
use thalweg_log::{
    AppendError, Appended, Batch, ChannelName, Condition, Event, Fence, FenceChange, FenceName,
    IdempotencyRecord, Lineage, NewEvent, Seq, Timestamp,
};

use super::State;
use crate::config::KEY_LIFE;

impl State {
    /// Takes one batch, whole or not at all.
    pub(super) fn append(
        &mut self,
        lineage: &Lineage,
        batch: Batch,
        at: Timestamp,
    ) -> Result<Appended, AppendError> {
        self.check_key(batch.idempotency.as_ref(), at)?;
        self.check_conditions(&batch.conditions)?;
        let fences = self.fences_after(batch.fences)?;
        let events = self.number(lineage, batch.events, at);
        let changes: Vec<_> = events
            .iter()
            .flat_map(|event| {
                project(event)
                    .into_iter()
                    .map(|change| (event.position(), change))
            })
            .collect();
        self.check_rows(changes.iter().map(|(_, change)| change))?;

        self.fences = fences;
        for event in &events {
            self.head = event.position();
            let channel = self.channels.entry(event.channel.clone()).or_default();
            channel.head = event.seq;
            channel.events.push(event.clone());
        }
        for (position, change) in changes {
            self.rows.apply(change, position);
        }
        if let Some(record) = batch.idempotency {
            self.keys
                .insert((record.principal.clone(), record.key.clone()), record);
        }
        Ok(Appended { events })
    }

    fn check_key(
        &self,
        record: Option<&IdempotencyRecord>,
        now: Timestamp,
    ) -> Result<(), AppendError> {
        let found = record.and_then(|own| self.keys.get(&(own.principal.clone(), own.key.clone())));
        match found.filter(|first| now.since(first.at) < KEY_LIFE) {
            Some(first) => Err(AppendError::Repeated {
                record: Box::new(first.clone()),
            }),
            None => Ok(()),
        }
    }

    fn check_conditions(&self, conditions: &[Condition]) -> Result<(), AppendError> {
        for condition in conditions {
            match condition {
                Condition::ExpectedSeq { channel, seq } => {
                    let actual = self.head_of(channel);
                    if actual != *seq {
                        return Err(AppendError::SeqMismatch {
                            channel: channel.clone(),
                            expected: *seq,
                            actual,
                        });
                    }
                }
                Condition::Fence { name, token } => {
                    if self
                        .fences
                        .get(name)
                        .is_none_or(|fence| fence.token != *token)
                    {
                        let name = Arc::clone(name);
                        return Err(AppendError::FenceLost { name });
                    }
                }
            }
        }
        Ok(())
    }

    fn fences_after(
        &self,
        changes: Vec<FenceChange>,
    ) -> Result<BTreeMap<FenceName, Fence>, AppendError> {
        let mut fences = self.fences.clone();
        for change in changes {
            match change {
                FenceChange::Open(fence) => {
                    let name = Arc::clone(&fence.name);
                    if let Some(open) = fences.get(&name) {
                        let holder = open.holder;
                        return Err(AppendError::FenceHeld { name, holder });
                    }
                    fences.insert(name, fence);
                }
                FenceChange::Close { name, token } => {
                    let open = fences.remove(&name);
                    if open.is_none_or(|fence| fence.token != token) {
                        return Err(AppendError::FenceLost { name });
                    }
                }
            }
        }
        Ok(fences)
    }

    fn check_rows<'a>(
        &self,
        changes: impl Iterator<Item = &'a RowChange>,
    ) -> Result<(), AppendError> {
        let mut own = HashSet::new();
        for change in changes {
            match change {
                RowChange::InsertMessage { message, .. } => {
                    let (conversation, id) = (message.conversation_id, message.id);
                    let is_new = own.insert((conversation, id));
                    if !is_new || self.rows.message(conversation, id).is_some() {
                        return Err(AppendError::Conflict { what: "message" });
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

    fn number(&self, lineage: &Lineage, events: Vec<NewEvent>, at: Timestamp) -> Vec<Event> {
        let mut heads: BTreeMap<ChannelName, Seq> = BTreeMap::new();
        let mut position = self.head;
        let number = |new: NewEvent| {
            position = position.next();
            let head = heads.entry(new.channel.clone());
            let seq = head.or_insert_with(|| self.head_of(&new.channel));
            *seq = seq.next();
            Event {
                seq: *seq,
                cursor: lineage.cursor_at(position),
                at,
                channel: new.channel,
                kind: new.kind,
                class: new.class,
                data: new.data,
                private: new.private,
            }
        };
        events.into_iter().map(number).collect()
    }

    fn head_of(&self, channel: &ChannelName) -> Seq {
        self.channels
            .get(channel)
            .map_or(Seq::ZERO, |channel| channel.head)
    }
}
