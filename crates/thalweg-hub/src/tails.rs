use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, AtomicU64, Ordering};

use parking_lot::Mutex;
use thalweg_log::{ChannelName, Event, Position, Seq, Timestamp};

use crate::tail::Tail;
use crate::{Frame, HubConfig};

const SHARDS: usize = 16;

/// All hot tails and the watermark: the last place that readers may see.
#[derive(Debug)]
pub(crate) struct Tails {
    shards: [Mutex<HashMap<ChannelName, Arc<Tail>>>; SHARDS],
    hasher: RandomState,
    watermark: AtomicU64,
    bytes: AtomicIsize,
    limits: HubConfig,
}

impl Tails {
    pub(crate) fn new(watermark: Position, limits: HubConfig) -> Self {
        Self {
            shards: std::array::from_fn(|_| Mutex::default()),
            hasher: RandomState::new(),
            watermark: AtomicU64::new(watermark.get()),
            bytes: AtomicIsize::new(0),
            limits,
        }
    }

    pub(crate) fn watermark(&self) -> Position {
        Position::new(self.watermark.load(Ordering::Acquire))
    }

    /// The tail of a channel. A new one begins at the watermark, which is read under the shard's
    /// lock: an append either finds the new tail or has made one itself.
    pub(crate) fn get(&self, channel: &ChannelName, now: Timestamp) -> Arc<Tail> {
        let mut shard = self.shard(channel).lock();
        if let Some(tail) = shard.get(channel) {
            return Arc::clone(tail);
        }
        let tail = Arc::new(Tail::new(self.watermark(), now));
        shard.insert(channel.clone(), Arc::clone(&tail));
        tail
    }

    /// The seq of a channel's last event, if that is in memory.
    pub(crate) fn last_seq(&self, channel: &ChannelName) -> Option<Seq> {
        let shard = self.shard(channel).lock();
        shard.get(channel)?.last_seq()
    }

    /// Makes committed events visible, in their order, then wakes the readers of their channels.
    pub(crate) fn publish(&self, events: impl Iterator<Item = Event>, now: Timestamp) {
        let mut touched: Vec<Arc<Tail>> = Vec::new();
        let mut last = None;
        for event in events {
            last = Some(event.position());
            let tail = self.get(&event.channel, now);
            let grown = tail.push(Arc::new(Frame::new(event)), now, &self.limits);
            let total = self.bytes.fetch_add(grown, Ordering::Relaxed) + grown;
            if total > self.limits.total_bytes.cast_signed() {
                self.bytes
                    .fetch_sub(tail.shrink().cast_signed(), Ordering::Relaxed);
            }
            if touched
                .last()
                .is_none_or(|other| !Arc::ptr_eq(other, &tail))
            {
                touched.push(tail);
            }
        }
        let Some(last) = last else { return };
        // Release: who sees the watermark sees every frame up to it.
        self.watermark.store(last.get(), Ordering::Release);
        for tail in touched {
            tail.wake();
        }
    }

    /// Forgets tails that nobody reads and nothing came to for the configured time.
    pub(crate) fn evict(&self, now: Timestamp) {
        let before = now.minus(self.limits.tail_idle);
        for shard in &self.shards {
            shard.lock().retain(|_, tail| {
                // A reader that just got the tail holds it as well and is about to join it.
                let keep = Arc::strong_count(tail) > 1 || !tail.is_idle(before);
                if !keep {
                    self.bytes
                        .fetch_sub(tail.bytes().cast_signed(), Ordering::Relaxed);
                }
                keep
            });
        }
    }

    fn shard(&self, channel: &ChannelName) -> &Mutex<HashMap<ChannelName, Arc<Tail>>> {
        let hash = self.hasher.hash_one(channel) % SHARDS as u64;
        // The remainder is below SHARDS.
        &self.shards[usize::try_from(hash).unwrap_or(0)]
    }
}
