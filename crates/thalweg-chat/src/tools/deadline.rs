use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// When a call has taken too long. It stands still while a person is asked: how long somebody thinks
/// is not the tool's fault.
#[derive(Debug)]
pub struct Deadline(watch::Sender<State>);

#[derive(Debug, Clone, Copy)]
struct State {
    at: Instant,
    /// How many hold it.
    holds: usize,
    /// Since when, if any do.
    since: Instant,
}

impl Deadline {
    /// In `limit` from now on.
    pub fn new(limit: Duration) -> Self {
        let now = Instant::now();
        let state = State {
            at: now + limit,
            holds: 0,
            since: now,
        };
        Self(watch::Sender::new(state))
    }

    /// It stands still until the hold is dropped.
    pub fn hold(&self) -> Hold {
        self.0.send_modify(|state| {
            if state.holds == 0 {
                state.since = Instant::now();
            }
            state.holds += 1;
        });
        Hold(self.0.clone())
    }

    /// Whether it stands still.
    pub fn is_held(&self) -> bool {
        self.0.borrow().holds > 0
    }

    /// Returns when it is over.
    pub async fn passed(&self) {
        let mut states = self.0.subscribe();
        loop {
            let State { at, holds, .. } = *states.borrow_and_update();
            tokio::select! {
                // The sender is our own.
                _ = states.changed() => {}
                () = sleep_until(at), if holds == 0 => return,
            }
        }
    }
}

/// Keeps a [`Deadline`] from coming nearer; dropping it lets it go on.
#[derive(Debug)]
pub struct Hold(watch::Sender<State>);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.send_modify(|state| {
            state.holds -= 1;
            if state.holds == 0 {
                state.at += state.since.elapsed();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn it_stands_still_while_anybody_holds_it() {
        let (deadline, begun) = (Deadline::new(10 * SECOND), Instant::now());
        tokio::time::advance(4 * SECOND).await;
        let (one, other) = (deadline.hold(), deadline.hold());
        let waits = async {
            tokio::time::sleep(60 * SECOND).await;
            drop(one);
            tokio::time::sleep(60 * SECOND).await;
            drop(other);
        };
        tokio::join!(deadline.passed(), waits);
        assert_eq!(begun.elapsed().as_secs(), 130);
    }
}
