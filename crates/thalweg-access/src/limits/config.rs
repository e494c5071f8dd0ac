use std::num::NonZeroU32;
use std::time::Duration;

use super::Limit;

const MINUTE: Duration = Duration::from_secs(60);
/// By how much the one owner of a local server may do more: all programs of the machine are they.
const LOCAL: u32 = 10;

/// So many in a time: as many at once if none was used, and then evenly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: NonZeroU32,
    /// In which time. At least a nanosecond for each.
    pub per: Duration,
}

/// How often each may be done; `None`: without limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// See [`Limit::Requests`]. Default: 600 a minute.
    pub requests: Option<Rate>,
    /// See [`Limit::Runs`]. Default: 30 a minute.
    pub runs: Option<Rate>,
    /// See [`Limit::ToolCalls`]. Default: 120 a minute.
    pub tool_calls: Option<Rate>,
    /// See [`Limit::Publishes`]. Default: 600 a minute.
    pub publishes: Option<Rate>,
    /// See [`Limit::Frames`]. Default: 1,200 a minute.
    pub frames: Option<Rate>,
    /// See [`Limit::SignIns`]. Default: 10 in 15 minutes.
    pub sign_ins: Option<Rate>,
}

/// The limits of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitsConfig {
    /// Of each principal, and of each name that is tried to sign in with.
    pub principal: Rates,
    /// Of each address that is not loopback. Default: ten times those of a principal.
    pub address: Rates,
    /// How many buckets of a kind are held at most. Default: 100,000, about 10 MB.
    pub most_keys: usize,
}

impl Rate {
    /// `count` in `per`; `None` if there are none, or more than one in a nanosecond.
    pub fn new(count: u32, per: Duration) -> Option<Self> {
        let count = NonZeroU32::new(count)?;
        let rate = Self { count, per };
        (rate.each() > Duration::ZERO).then_some(rate)
    }

    /// The time that one takes to come back.
    pub(super) fn each(self) -> Duration {
        self.per / self.count.get()
    }

    /// So many times as many in the same time.
    #[must_use]
    pub fn times(self, factor: NonZeroU32) -> Self {
        let count = self.count.saturating_mul(factor);
        Self::new(count.get(), self.per).unwrap_or(self)
    }

    const fn minute(count: u32) -> Option<Self> {
        match NonZeroU32::new(count) {
            Some(count) => Some(Self { count, per: MINUTE }),
            None => None,
        }
    }
}

impl Rates {
    /// The rate of a kind.
    pub(super) const fn of(&self, kind: Limit) -> Option<Rate> {
        match kind {
            Limit::Requests => self.requests,
            Limit::Runs => self.runs,
            Limit::ToolCalls => self.tool_calls,
            Limit::Publishes => self.publishes,
            Limit::Frames => self.frames,
            Limit::SignIns => self.sign_ins,
        }
    }

    /// No limits.
    pub const OFF: Self = Self {
        requests: None,
        runs: None,
        tool_calls: None,
        publishes: None,
        frames: None,
        sign_ins: None,
    };

    /// So many times as much of everything.
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        let factor = NonZeroU32::new(factor).unwrap_or(NonZeroU32::MIN);
        let times = |rate: Option<Rate>| rate.map(|rate| rate.times(factor));
        Self {
            requests: times(self.requests),
            runs: times(self.runs),
            tool_calls: times(self.tool_calls),
            publishes: times(self.publishes),
            frames: times(self.frames),
            sign_ins: times(self.sign_ins),
        }
    }

    /// The defaults where everyone is the one owner: ten times as much, but as many attempts to sign
    /// in.
    pub fn local() -> Self {
        let usual = Self::default();
        Self {
            sign_ins: usual.sign_ins,
            ..usual.times(LOCAL)
        }
    }
}

impl Default for Rates {
    /// Source: the wire contract, section 10.
    fn default() -> Self {
        Self {
            requests: Rate::minute(600),
            runs: Rate::minute(30),
            tool_calls: Rate::minute(120),
            publishes: Rate::minute(600),
            frames: Rate::minute(1_200),
            sign_ins: Rate::new(10, 15 * MINUTE),
        }
    }
}

impl LimitsConfig {
    /// By how much an address may do more than a principal, if nothing else is said: people share
    /// addresses.
    pub const ADDRESS: Option<u32> = Some(10);

    /// Limits of principals, and of addresses `factor` times as much; `None`: addresses have none.
    pub fn new(principal: Rates, factor: Option<u32>) -> Self {
        Self {
            principal,
            address: factor.map_or(Rates::OFF, |factor| principal.times(factor)),
            most_keys: 100_000,
        }
    }
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self::new(Rates::default(), Self::ADDRESS)
    }
}
