use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use thalweg_log::{Clock, Timestamp};

/// The clock, which never goes back. A machine's time of day does when it is set right, and a bucket
/// that was emptied in what is the future now would stay so until then.
pub(super) struct Steady {
    clock: Arc<dyn Clock>,
    /// The last moment, and by how much the clock went back so far.
    seen: Mutex<(Timestamp, Duration)>,
}

impl Steady {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        let seen = Mutex::new((clock.now(), Duration::ZERO));
        Self { clock, seen }
    }
}

impl governor::clock::Clock for Steady {
    /// Since 1970, and the steps back.
    type Instant = Duration;

    fn now(&self) -> Duration {
        let mut seen = self.seen.lock();
        // Asked under the lock: of two that ask at once the later is not taken for a step back.
        let now = self.clock.now();
        let back = seen.0.since(now);
        *seen = (now, seen.1 + back);
        now.since(Timestamp::default()) + seen.1
    }
}

/// Shared, as a limiter owns its clock.
#[derive(Clone)]
pub(super) struct Shared(pub(super) Arc<Steady>);

impl governor::clock::Clock for Shared {
    type Instant = Duration;

    fn now(&self) -> Duration {
        governor::clock::Clock::now(&*self.0)
    }
}
