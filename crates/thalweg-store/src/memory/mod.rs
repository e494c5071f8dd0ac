mod accounts;
mod append;
mod chat;
mod jobs;
mod sources;
mod upkeep;
mod view;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::{Mutex, MutexGuard};
use thalweg_log::{
    AppendError, Appended, Batch, ChannelKind, ChannelName, CommitQueue, Entropy, Event, Fence,
    FenceName, IdempotencyRecord, Lineage, LogStore, Maintenance, Page, Position, PrincipalId,
    ReadLimit, Seq, Snapshots, StoreError, Term, Timestamp, Trimmed,
};

use crate::Retention;
use crate::config::KEY_LIFE;
use crate::rows::Rows;

/// The twin of [`crate::SqliteStore`] that keeps everything in memory and nothing over its end, for
/// tests of time and for comparison.
#[derive(Debug)]
pub struct MemoryStore {
    lineage: Lineage,
    fold_after: Duration,
    retention: Retention,
    state: Mutex<State>,
    closed: AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    head: Position,
    channels: BTreeMap<ChannelName, Channel>,
    fences: BTreeMap<FenceName, Fence>,
    keys: HashMap<(PrincipalId, String), IdempotencyRecord>,
    rows: Rows,
    access: accounts::Kept,
}

#[derive(Debug, Default)]
struct Channel {
    head: Seq,
    trimmed_seq: Seq,
    trimmed_position: Position,
    /// Where trimming ended, oldest first.
    trims: Vec<(Position, Seq)>,
    events: Vec<Event>,
}

impl MemoryStore {
    fn commit(
        &self,
        batches: Vec<Batch>,
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, AppendError>>, StoreError> {
        let mut state = self.state()?;
        Ok(batches
            .into_iter()
            .map(|batch| state.append(&self.lineage, batch, at))
            .collect())
    }

    /// An empty store that forgets as [`crate::SqliteConfig`] does by default.
    #[expect(clippy::needless_pass_by_value, reason = "as `SqliteStore::open`")]
    pub fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self::with(&*entropy, Duration::from_secs(60), Retention::default())
    }

    /// An empty store that folds `fold_after` a terminal event.
    pub fn with(entropy: &dyn Entropy, fold_after: Duration, retention: Retention) -> Self {
        let epoch = u32::try_from(entropy.next_u64() >> 32).unwrap_or_default();
        let term = Term {
            first: Position::ZERO,
            tag: entropy.next_u64() >> 24,
        };
        Self {
            lineage: Lineage::new(epoch, vec![term]),
            fold_after,
            retention,
            state: Mutex::new(State::default()),
            closed: AtomicBool::new(false),
        }
    }

    fn state(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        if self.closed.load(Ordering::Acquire) {
            return Err(StoreError::Closed);
        }
        Ok(self.state.lock())
    }
}

impl State {
    /// Events of channels after `after` in the order of the log.
    fn events(&self, channels: &[ChannelName], after: Position, most: usize) -> Vec<&Event> {
        let mut found: Vec<&Event> = Vec::new();
        for name in distinct(channels) {
            if let Some(channel) = self.channels.get(name) {
                let events = &channel.events;
                let from = events.partition_point(|event| event.position() <= after);
                found.extend(events[from..].iter().take(most));
            }
        }
        found.sort_unstable_by_key(|event| event.position());
        found
    }

    fn page(&self, channels: &[ChannelName], after: Position, limit: ReadLimit) -> Page {
        let lost = |name: &ChannelName| {
            let channel = self.channels.get(name)?;
            (after < channel.trimmed_position).then(|| Trimmed {
                channel: name.clone(),
                lost_from: channel.first_lost(after),
                lost_to: channel.trimmed_seq,
                up_to: channel.trimmed_position,
            })
        };
        let trimmed: Vec<_> = distinct(channels).filter_map(lost).collect();
        if !trimmed.is_empty() {
            return Page {
                events: Vec::new(),
                up_to: after,
                trimmed,
            };
        }
        let (mut events, mut bytes) = (Vec::new(), 0);
        for event in self.events(channels, after, limit.events.max(1)) {
            bytes += event.data.len();
            events.push(event.clone());
            if events.len() >= limit.events || bytes >= limit.bytes {
                let up_to = event.position();
                return Page {
                    events,
                    up_to,
                    trimmed,
                };
            }
        }
        Page {
            events,
            up_to: self.head.max(after),
            trimmed,
        }
    }
}

/// Each channel once, in the order of its first mention.
fn distinct(channels: &[ChannelName]) -> impl Iterator<Item = &ChannelName> {
    let is_first = |(place, name): &(usize, &ChannelName)| !channels[..*place].contains(name);
    channels
        .iter()
        .enumerate()
        .filter(is_first)
        .map(|(_, name)| name)
}

impl Channel {
    fn first_lost(&self, after: Position) -> Seq {
        let had = self
            .trims
            .iter()
            .rev()
            .find(|(position, _)| *position <= after);
        had.map_or(Seq::ZERO, |(_, seq)| *seq).next()
    }
}

#[async_trait]
impl LogStore for MemoryStore {
    fn lineage(&self) -> &Lineage {
        &self.lineage
    }

    fn head(&self) -> Position {
        self.state.lock().head
    }

    async fn append(
        &self,
        batches: Vec<Batch>,
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, AppendError>>, StoreError> {
        self.commit(batches, at)
    }

    fn drain(self: Arc<Self>, queue: Arc<dyn CommitQueue>) {
        while let Some((batches, at)) = queue.next() {
            queue.committed(self.commit(batches, at));
        }
    }

    async fn read(
        &self,
        channels: &[ChannelName],
        after: Position,
        limit: ReadLimit,
    ) -> Result<Page, StoreError> {
        Ok(self.state()?.page(channels, after, limit))
    }

    async fn read_back(
        &self,
        channel: &ChannelName,
        before: Option<Position>,
        most: usize,
    ) -> Result<Vec<Event>, StoreError> {
        let state = self.state()?;
        let Some(channel) = state.channels.get(channel) else {
            return Ok(Vec::new());
        };
        let is_before = |event: &&Event| {
            event.position() > channel.trimmed_position
                && before.is_none_or(|before| event.position() < before)
        };
        let events = channel.events.iter().rev().filter(is_before);
        Ok(events.take(most).cloned().collect())
    }

    async fn snapshot(&self, channels: &[ChannelName]) -> Result<Snapshots, StoreError> {
        let state = self.state()?;
        let cursor = self.lineage.cursor_at(state.head);
        let snapshot = |name: &ChannelName| Ok((name.clone(), state.snapshot(name)?));
        let states = channels
            .iter()
            .map(snapshot)
            .collect::<Result<_, StoreError>>()?;
        Ok(Snapshots { cursor, states })
    }

    async fn last_seq(&self, channel: &ChannelName) -> Result<Seq, StoreError> {
        let state = self.state()?;
        Ok(state
            .channels
            .get(channel)
            .map_or(Seq::ZERO, |channel| channel.head))
    }

    async fn channels(&self, kind: ChannelKind) -> Result<Vec<ChannelName>, StoreError> {
        let state = self.state()?;
        let of_kind = state
            .channels
            .iter()
            .filter(|(name, _)| name.kind() == kind);
        let has_some = of_kind.filter(|(_, channel)| channel.head > channel.trimmed_seq);
        Ok(has_some.map(|(name, _)| name.clone()).collect())
    }

    async fn trim(&self, channel: &ChannelName, up_to: Seq) -> Result<u64, StoreError> {
        Self::trim(self, channel, up_to)
    }

    async fn recall(
        &self,
        principal: &PrincipalId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        let state = self.state()?;
        let found = state.keys.get(&(principal.clone(), key.to_owned()));
        Ok(found
            .filter(|record| now.since(record.at) < KEY_LIFE)
            .cloned())
    }

    async fn fences(&self) -> Result<Vec<Fence>, StoreError> {
        Ok(self.state()?.fences.values().cloned().collect())
    }

    async fn maintain(&self, now: Timestamp) -> Result<Maintenance, StoreError> {
        Ok(self.state()?.keep_up(now, self.fold_after, &self.retention))
    }

    async fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }
}
