use std::time::Duration;

use uuid::Uuid;

use crate::Dice;

/// How a round ends the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// At whatever instruction it is, as `kill -9`.
    Kill,
    /// As SIGTERM does.
    Terminate,
}

/// What a reader follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// Everything in the conversation of one run.
    Conversation,
    /// The stream of one run.
    Run,
    /// The conversations of the last so many runs and the person's feed, on one connection.
    Channels(usize),
}

/// A run to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRun {
    /// What is asked of the demonstration model.
    pub prompt: String,
    /// The idempotency key.
    pub key: Uuid,
}

/// A reader to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedReader {
    /// It starts when so many runs were acknowledged, and follows the last of them.
    pub after: usize,
    /// What it follows.
    pub follow: Follow,
}

/// A round, all of which follows from its seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What it follows from.
    pub seed: u64,
    /// The runs.
    pub runs: Vec<PlannedRun>,
    /// The readers, by the time of their start.
    pub readers: Vec<PlannedReader>,
    /// How the server is ended.
    pub end: End,
    /// Whether the moment of the end is counted from the first request rather than from the last
    /// answer, so that it falls among the requests.
    pub early: bool,
    /// When the server is ended.
    pub moment: Duration,
    /// How long readers may take to the end of their runs after the restart.
    pub patience: Duration,
}

impl Plan {
    /// A round of `runs` runs and 20 readers that ends with `kill -9`.
    pub fn new(seed: u64, runs: usize) -> Self {
        let mut dice = Dice::new(seed);
        let run = |dice: &mut Dice| PlannedRun {
            prompt: match dice.between(0, 4) {
                0 => format!("stream fast, write {} words", dice.between(50, 600)),
                1 => format!(
                    "stream fast, think first, write {} words",
                    dice.between(50, 400)
                ),
                2 => format!("stream slowly, write {} words", dice.between(50, 400)),
                _ => format!("write {} words", dice.between(400, 800)),
            },
            key: dice.id(),
        };
        let runs: Vec<_> = (0..runs).map(|_| run(&mut dice)).collect();
        let reader = |n: usize| PlannedReader {
            after: 1 + n * runs.len() / READERS,
            follow: match n % 3 {
                0 => Follow::Conversation,
                1 => Follow::Run,
                _ => Follow::Channels(2 + n / 3),
            },
        };
        let readers = (0..READERS).map(reader).collect();
        let early = dice.between(0, 5) == 0;
        let moment = if early {
            dice.between(1, 80)
        } else {
            dice.between(50, 1_200)
        };
        Self {
            seed,
            runs,
            readers,
            end: End::Kill,
            early,
            moment: Duration::from_millis(moment),
            patience: Duration::from_secs(30),
        }
    }
}

const READERS: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_replays_its_plan() {
        assert_eq!(Plan::new(7, 50), Plan::new(7, 50));
        assert_ne!(Plan::new(7, 50), Plan::new(8, 50));
    }

    #[test]
    fn every_reader_has_a_run_to_follow() {
        let plan = Plan::new(1, 50);
        assert_eq!(plan.readers.len(), READERS);
        assert!(
            plan.readers
                .iter()
                .all(|reader| (1..=50).contains(&reader.after))
        );
        assert!(
            plan.readers
                .iter()
                .any(|reader| reader.follow == Follow::Run)
        );
    }
}
