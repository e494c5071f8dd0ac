use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// How many bad frames within [`WITHIN`] end a connection.
const MOST: usize = 5;
const WITHIN: Duration = Duration::from_secs(60);

/// When a client sent frames that could not be read.
#[derive(Debug, Default)]
pub(super) struct Strikes(VecDeque<Instant>);

impl Strikes {
    /// One more; whether it is the one that ends the connection.
    pub(super) fn add(&mut self, now: Instant) -> bool {
        self.0.retain(|at| now < *at + WITHIN);
        self.0.push_back(now);
        self.0.len() >= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_fifth_in_a_minute_is_too_many_and_older_ones_do_not_count() {
        let (mut strikes, start) = (Strikes::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        for second in [0, 10, 20, 30] {
            assert!(!strikes.add(at(second)));
        }
        assert!(!strikes.add(at(60)), "the first is a minute old");
        assert!(strikes.add(at(61)));
    }
}
