//! How many tokens a person may spend in a day.

use std::collections::HashMap;
use std::num::NonZeroU64;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use thalweg_log::{PrincipalId, StoreError, Timestamp};
use thalweg_wire::Time;

use crate::Chat;

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// As many tokens are spent as may be in a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{spent} of {limit} tokens of this day (UTC) are spent; a new day begins in {wait_s} s")]
pub struct QuotaExceeded {
    /// How many were spent.
    pub spent: u64,
    /// How many may be.
    pub limit: u64,
    /// The seconds until the next day, rounded up.
    pub wait_s: u32,
}

/// How a person's day stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spending {
    /// How many tokens were spent.
    pub spent: u64,
    /// How many may be.
    pub limit: u64,
    /// When the next day begins.
    pub ends_at: Timestamp,
}

/// What a `done` event stores for the server alone, where tokens are counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DonePrivate {
    /// Whose run it was.
    pub owner: String,
    /// Days since 1970, UTC.
    pub day: u64,
    /// What it took: as the model counted, estimated where it did not.
    pub tokens: u64,
}

/// What was spent today, in memory: a start reads no store. The rows are written with the end of each
/// run, in its own commit.
pub(crate) struct Quota {
    limit: Option<NonZeroU64>,
    today: Mutex<Today>,
}

#[derive(Default)]
struct Today {
    day: u64,
    spent: HashMap<PrincipalId, u64>,
}

pub(crate) const fn day_of(at: Timestamp) -> u64 {
    at.as_millis() / DAY_MS
}

impl Today {
    /// Forgets what was spent on earlier days.
    fn turn(&mut self, day: u64) {
        if self.day < day {
            self.day = day;
            self.spent.clear();
        }
    }
}

impl Quota {
    pub(crate) fn new(limit: Option<NonZeroU64>) -> Self {
        Self {
            limit,
            today: Mutex::default(),
        }
    }

    pub(crate) const fn is_on(&self) -> bool {
        self.limit.is_some()
    }

    /// How somebody's day stands; nothing where tokens are not counted.
    fn of(&self, by: &PrincipalId, now: Timestamp) -> Option<Spending> {
        let limit = self.limit?.get();
        let mut today = self.today.lock();
        today.turn(day_of(now));
        Some(Spending {
            spent: today.spent.get(by).copied().unwrap_or(0),
            limit,
            ends_at: Timestamp::from_millis((day_of(now) + 1) * DAY_MS),
        })
    }

    /// Lets somebody start one more run.
    ///
    /// # Errors
    /// [`QuotaExceeded`] if as much is spent as may be.
    pub(crate) fn check(&self, by: &PrincipalId, now: Timestamp) -> Result<(), QuotaExceeded> {
        let Some(Spending {
            spent,
            limit,
            ends_at,
        }) = self.of(by, now)
        else {
            return Ok(());
        };
        if spent < limit {
            return Ok(());
        }
        let wait = ends_at.since(now).as_millis().div_ceil(1_000);
        Err(QuotaExceeded {
            spent,
            limit,
            wait_s: u32::try_from(wait).unwrap_or(u32::MAX),
        })
    }

    /// Counts what was committed.
    pub(crate) fn add(&self, by: &PrincipalId, day: u64, tokens: u64) {
        let mut today = self.today.lock();
        today.turn(day);
        if today.day == day {
            let spent = today.spent.entry(by.clone()).or_default();
            *spent = spent.saturating_add(tokens);
        }
    }
}

impl Chat {
    /// How somebody's tokens of today stand; nothing where they are not counted.
    pub fn spending(&self, by: &PrincipalId) -> Option<Spending> {
        self.quota().of(by, self.ids().clock().now())
    }

    /// Reads what was spent today. To be called before the first run, and after those that were left
    /// have ended.
    pub(crate) async fn recall_spending(&self) -> Result<(), StoreError> {
        if !self.quota().is_on() {
            return Ok(());
        }
        let Time(now) = self.now();
        let day = day_of(now);
        let spent = self.store().spent(day).await?;
        let mut today = self.quota().today.lock();
        *today = Today {
            day,
            spent: spent.into_iter().collect(),
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> PrincipalId {
        text.parse().expect("an id")
    }

    #[test]
    fn a_day_is_spent_when_its_tokens_are_and_the_next_begins_at_midnight() {
        let quota = Quota::new(NonZeroU64::new(10));
        let (ann, bob) = (id("ann"), id("bob"));
        let at = |day: u64, ms: u64| Timestamp::from_millis(day * DAY_MS + ms);
        assert_eq!(quota.check(&ann, at(7, 0)), Ok(()));
        quota.add(&ann, 7, 9);
        assert_eq!(quota.check(&ann, at(7, 1)), Ok(()), "one is left");
        // The run that was let in may spend more than is left.
        quota.add(&ann, 7, 90);
        let refused = |spent, wait_s| {
            Err(QuotaExceeded {
                spent,
                limit: 10,
                wait_s,
            })
        };
        assert_eq!(quota.check(&ann, at(7, 1)), refused(99, 86_400));
        assert_eq!(quota.check(&ann, at(7, DAY_MS - 1)), refused(99, 1));
        assert_eq!(quota.check(&bob, at(7, 1)), Ok(()), "each has their own");
        assert_eq!(quota.check(&ann, at(8, 0)), Ok(()));
        // What ends late counts for the day on which it was committed, and that is over.
        quota.add(&ann, 7, 10);
        assert_eq!(quota.check(&ann, at(8, 0)), Ok(()));
        quota.add(&ann, 8, u64::MAX);
        quota.add(&ann, 8, 1);
        assert_eq!(quota.check(&ann, at(8, 0)), refused(u64::MAX, 86_400));
    }

    #[test]
    fn without_a_limit_nothing_is_counted_or_refused() {
        let quota = Quota::new(None);
        quota.add(&id("ann"), 7, u64::MAX);
        assert_eq!(quota.check(&id("ann"), Timestamp::default()), Ok(()));
        assert_eq!(quota.of(&id("ann"), Timestamp::default()), None);
    }
}
