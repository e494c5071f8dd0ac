use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

const WITHIN: Duration = Duration::from_secs(60);

/// When a client sent frames that were not obeyed; so many within a minute end its connection.
#[derive(Debug)]
pub(super) struct Strikes {
    times: VecDeque<Instant>,
    most: usize,
}

impl Strikes {
    /// For frames that cannot be read.
    pub(super) const fn for_bad() -> Self {
        Self::new(5)
    }

    /// For frames that are too many. The first ones tell the client to be slower.
    pub(super) const fn for_many() -> Self {
        Self::new(10)
    }

    const fn new(most: usize) -> Self {
        let times = VecDeque::new();
        Self { times, most }
    }

    /// One more; whether it is the one that ends the connection.
    pub(super) fn add(&mut self, now: Instant) -> bool {
        self.times.retain(|at| now < *at + WITHIN);
        self.times.push_back(now);
        self.times.len() >= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_fifth_in_a_minute_is_too_many_and_older_ones_do_not_count() {
        let (mut strikes, start) = (Strikes::for_bad(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        for second in [0, 10, 20, 30] {
            assert!(!strikes.add(at(second)));
        }
        assert!(!strikes.add(at(60)), "the first is a minute old");
        assert!(strikes.add(at(61)));
    }
}
