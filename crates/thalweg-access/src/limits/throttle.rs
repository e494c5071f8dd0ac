use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use thalweg_log::Clock;

use super::clock::{Shared, Steady};

type Limiter = RateLimiter<NotKeyed, InMemoryState, Shared, NoOpMiddleware<Duration>>;

/// Lets something through that anybody can cause, at most so often, and counts the rest.
pub(crate) struct Throttle {
    limiter: Option<Limiter>,
    passed_over: AtomicU64,
}

impl Throttle {
    /// At most 100 at once, and later one each 6 seconds: of 300 bytes each, 4 MB a day.
    pub(crate) fn for_refusals(clock: Arc<dyn Clock>) -> Self {
        let quota = Quota::with_period(Duration::from_secs(6));
        let burst = NonZeroU32::new(100).unwrap_or(NonZeroU32::MIN);
        let clock = Shared(Arc::new(Steady::new(clock)));
        let limiter = |quota: Quota| {
            let quota = quota.allow_burst(burst);
            Limiter::new(quota, InMemoryState::default(), clock)
        };
        Self {
            limiter: quota.map(limiter),
            passed_over: AtomicU64::new(0),
        }
    }

    /// Whether one more is let through: then how many were not since the last one that was.
    pub(crate) fn take(&self) -> Option<u64> {
        let limiter = self.limiter.as_ref()?;
        if limiter.check().is_err() {
            self.passed_over.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        Some(self.passed_over.swap(0, Ordering::Relaxed))
    }
}
