//! How often somebody may do something: token buckets (GCRA) for each principal and each address.

mod clock;
mod config;
mod held;
mod key;
mod standing;
#[cfg(test)]
mod tests;
mod throttle;

use std::sync::Arc;

use governor::clock::Clock as _;
use governor::middleware::StateInformationMiddleware;
use governor::{Quota, RateLimiter};
use thalweg_log::Clock;

use self::clock::{Shared, Steady};
pub use self::config::{LimitsConfig, Rate, Rates};
use self::held::Held;
pub use self::key::Key;
pub use self::standing::{Left, Limited, Standing};
pub(crate) use self::throttle::Throttle;

/// What is limited. The words are sent in `RateLimit`: add, never rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Requests over HTTP to what knows who asks, the upgrade to a WebSocket among them.
    Requests,
    /// Starts and continuations of runs.
    Runs,
    /// Calls of tools by people, over either transport. Calls by models belong to their run.
    ToolCalls,
    /// Events published to others.
    Publishes,
    /// Frames of a client over all its WebSockets.
    Frames,
    /// Attempts to sign in, by the name that is tried and by address.
    SignIns,
}

impl Limit {
    const ALL: [Self; 6] = [
        Self::Requests,
        Self::Runs,
        Self::ToolCalls,
        Self::Publishes,
        Self::Frames,
        Self::SignIns,
    ];

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Runs => "runs",
            Self::ToolCalls => "tool-calls",
            Self::Publishes => "publishes",
            Self::Frames => "frames",
            Self::SignIns => "sign-ins",
        }
    }
}

/// All buckets of a server. Holds what is not full alone, and of each kind at most so many keys.
pub struct Limits {
    people: [Option<Bucket>; 6],
    addresses: [Option<Bucket>; 6],
    clock: Shared,
}

type Limiter = RateLimiter<Key, Held, Shared, StateInformationMiddleware>;

/// The buckets of one kind: one for each key.
struct Bucket {
    limiter: Limiter,
    held: Held,
    rate: Rate,
}

impl Limits {
    /// Full buckets.
    pub fn new(config: &LimitsConfig, clock: Arc<dyn Clock>) -> Self {
        let clock = Shared(Arc::new(Steady::new(clock)));
        let buckets = |rates: &Rates| {
            Limit::ALL.map(|kind| {
                let rate = rates.of(kind)?;
                let quota = Quota::with_period(rate.each())?.allow_burst(rate.count);
                let held = Held::new(config.most_keys, clock.clone());
                Some(Bucket {
                    limiter: Limiter::new(quota, held.clone(), clock.clone()),
                    held,
                    rate,
                })
            })
        };
        Self {
            people: buckets(&config.principal),
            addresses: buckets(&config.address),
            clock,
        }
    }

    /// Takes one from the bucket of `who`, if there is one left. The limits of addresses do not count
    /// for loopback: there the principal's own do.
    ///
    /// # Errors
    /// [`Limited`], and what was asked for must not be done.
    pub fn take(&self, kind: Limit, who: &Key) -> Result<Left, Limited> {
        let buckets = match who {
            Key::Address(address) if address.is_loopback() => return Ok(Left::default()),
            Key::Address(_) | Key::Name(_) => &self.addresses,
            Key::Principal(_) | Key::NameFrom(..) => &self.people,
        };
        let Some(bucket) = &buckets[kind as usize] else {
            return Ok(Left::default());
        };
        let standing = |remaining, wait| Standing {
            kind,
            is_address: matches!(who, Key::Address(_)),
            quota: bucket.rate.count.get(),
            window: bucket.rate.per,
            remaining,
            wait,
        };
        bucket.tidy();
        match bucket.limiter.check_key(who) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let used = bucket.rate.count.get().saturating_sub(remaining);
                let full = bucket.rate.each() * used;
                Ok(Left(Some(standing(remaining, full))))
            }
            Err(refused) => {
                let wait = refused.wait_time_from(self.clock.now());
                Err(Limited(standing(0, wait)))
            }
        }
    }

    /// How many buckets are held, for tests and figures.
    pub fn len(&self) -> usize {
        let all = self.people.iter().chain(&self.addresses).flatten();
        all.map(|bucket| bucket.limiter.len()).sum()
    }

    /// Whether no bucket is held: every one is full.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Bucket {
    /// Lets buckets go that have filled up, when there are many more than after the last time.
    fn tidy(&self) {
        if self.held.is_due() {
            self.limiter.retain_recent();
        }
    }
}
