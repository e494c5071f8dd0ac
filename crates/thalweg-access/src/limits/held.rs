use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::Clock as _;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;
use parking_lot::Mutex;

use super::Key;
use super::clock::Shared;

/// Below this many buckets nothing is tidied.
const FEW: usize = 1_024;
/// How often it is looked through at most what can be let go.
const REST: Duration = Duration::from_secs(1);

/// The buckets of one kind that are not full, at most so many. Keys that come when there are as many
/// share one bucket: a flood of addresses costs strangers their turn, and no memory.
#[derive(Clone)]
pub(super) struct Held {
    inner: Arc<Mutex<Inner>>,
    most: usize,
    clock: Shared,
}

#[derive(Default)]
struct Inner {
    /// When each bucket will be full again.
    states: HashMap<Key, Nanos>,
    /// That of all keys that found no room.
    strangers: Option<Nanos>,
    /// At how many buckets it is looked through next, and when at the earliest.
    due: usize,
    rests_until: Duration,
}

impl Held {
    pub(super) fn new(most: usize, clock: Shared) -> Self {
        let inner = Inner {
            due: FEW.min(most),
            ..Inner::default()
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
            most,
            clock,
        }
    }

    /// Whether it is time to let go what is full; if it is, it is not again for a second.
    pub(super) fn is_due(&self) -> bool {
        let mut inner = self.inner.lock();
        if inner.states.len() < inner.due {
            return false;
        }
        let now = self.clock.now();
        let is_due = now >= inner.rests_until;
        if is_due {
            inner.rests_until = now + REST;
        }
        is_due
    }
}

impl StateStore for Held {
    type Key = Key;

    fn measure_and_replace<T, F, E>(&self, key: &Key, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut inner = self.inner.lock();
        if let Some(state) = inner.states.get_mut(key) {
            let (outcome, next) = decide(Some(*state))?;
            *state = next;
            return Ok(outcome);
        }
        if inner.states.len() >= self.most {
            let (outcome, next) = decide(inner.strangers)?;
            inner.strangers = Some(next);
            return Ok(outcome);
        }
        let (outcome, next) = decide(None)?;
        inner.states.insert(key.clone(), next);
        Ok(outcome)
    }
}

impl ShrinkableKeyedStateStore<Key> for Held {
    fn retain_recent(&self, drop_below: Nanos) {
        let Inner { states, due, .. } = &mut *self.inner.lock();
        states.retain(|_, full_at| *full_at > drop_below);
        *due = (2 * states.len()).max(FEW).min(self.most);
        if states.capacity() > 4 * *due {
            states.shrink_to(*due);
        }
    }

    fn len(&self) -> usize {
        self.inner.lock().states.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
