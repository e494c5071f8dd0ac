use std::fmt;

use super::{Ask, Asked};
use crate::Dice;

/// Which of all turns: the minute of the hour, whose, and which of theirs in that minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The minute, from 0.
    pub minute: u64,
    /// The person, from 0.
    pub user: u64,
    /// The turn, from 0.
    pub turn: u64,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "minute {}, user {}, turn {}",
            self.minute, self.user, self.turn
        )
    }
}

/// One thing that a person does, and who reads along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// What they do.
    pub act: Act,
    /// Whether a run's own request is its stream, rather than 202.
    pub streamed: bool,
    /// When they stop it, if they do.
    pub stop: Option<Stop>,
    /// Who reads besides.
    pub readers: Vec<Follow>,
}

/// When a run is stopped: after so many events or so many milliseconds, whichever comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    pub(super) events: usize,
    pub(super) ms: u64,
}

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Asks in the conversation, or in a new one after the old one was looked over and deleted.
    Send(Asked, bool),
    /// Has the last question answered again.
    Again,
    /// Asks the last question in other words.
    Edit(Asked),
    /// Has the last answer written on.
    GoOn(Asked),
    /// Asks, and lets two more questions wait, of which the last may be taken out again.
    Queue([Asked; 3], bool),
    /// Asks, and asks something else instead.
    Replace([Asked; 2]),
    /// Goes on in a copy, which is thrown away.
    Fork,
    /// Deletes the conversation and takes it back, while this is being answered, if anything.
    Trash(Option<Asked>),
    /// Looks for the last question.
    Search,
    /// Saves the conversation in both forms, and brings it in again.
    Export,
    /// Gives it a name and instructions.
    Rename(u64),
    /// Lists conversations, messages and what waits.
    Look,
}

/// A reader besides the first: from where, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// The run from its start, after the first reader had so many events.
    Late {
        /// So many.
        after: usize,
        /// Tokens are joined over this time.
        flush_ms: u64,
    },
    /// The run from the place of the first reader's event of this number.
    From {
        /// The number.
        at: usize,
        /// As above.
        flush_ms: u64,
    },
    /// The run from its start; the connection is left after every so many events.
    Leaver {
        /// So many.
        every: usize,
    },
    /// The conversation from the place of an event.
    Conversation {
        /// The number.
        at: usize,
        /// As above.
        flush_ms: u64,
    },
    /// The channel beside the person's own from the place of an event.
    Channels {
        /// The number.
        at: usize,
        /// Events are written together over this time.
        batch_ms: u64,
    },
}

impl Turn {
    /// The turn of a step, all of which follows from `seed`.
    pub fn new(seed: u64, step: Step) -> Self {
        let at = (step.minute << 40) ^ (step.user << 16) ^ step.turn;
        // A roll between, so that neighbours differ in more than a bit.
        let mut dice = Dice::new(Dice::new(seed ^ Dice::new(at).roll()).roll());
        Self {
            act: act(&mut dice),
            streamed: dice.between(0, 2) == 0,
            stop: (dice.between(0, 6) == 0).then(|| Stop {
                events: usize::try_from(dice.between(1, 20)).unwrap_or(1),
                ms: dice.between(1, 300),
            }),
            readers: (0..dice.between(0, 4)).map(|_| follow(&mut dice)).collect(),
        }
    }
}

fn act(dice: &mut Dice) -> Act {
    match dice.between(0, 40) {
        0..14 => Act::Send(asked(dice), false),
        14..18 => Act::Send(asked(dice), true),
        18..20 => Act::Again,
        20..22 => Act::Edit(asked(dice)),
        22..25 => Act::GoOn(asked(dice)),
        25..27 => {
            let three = [asked(dice), asked(dice), asked(dice)];
            Act::Queue(three, dice.between(0, 2) == 0)
        }
        27..29 => Act::Replace([asked(dice), asked(dice)]),
        29 => Act::Fork,
        30..32 => {
            let busy = dice.between(0, 2) == 0;
            Act::Trash(busy.then(|| asked(dice)))
        }
        32..34 => Act::Search,
        34..36 => Act::Export,
        36 => Act::Rename(dice.roll()),
        _ => Act::Look,
    }
}

fn asked(dice: &mut Dice) -> Asked {
    let ask = if dice.between(0, 2) == 0 {
        Ask::Answer
    } else {
        let at = dice.between(0, Ask::ALL.len() as u64);
        Ask::ALL[usize::try_from(at).unwrap_or(0)]
    };
    let words = match dice.between(0, 30) {
        0 => dice.between(5_000, 15_000),
        1..8 => dice.between(300, 2_000),
        _ => dice.between(1, 120),
    };
    Asked {
        ask,
        words,
        name: dice.roll(),
    }
}

fn follow(dice: &mut Dice) -> Follow {
    let mut number = |most| usize::try_from(dice.between(0, most)).unwrap_or(0);
    let (kind, at, every) = (number(5), number(24), 1 + number(6));
    let flush_ms = [0, 0, 20, 100, 1_000][number(5)];
    match kind {
        0 => Follow::Late {
            after: at,
            flush_ms,
        },
        1 => Follow::From { at, flush_ms },
        2 => Follow::Leaver { every },
        3 => Follow::Conversation { at, flush_ms },
        _ => Follow::Channels {
            at,
            batch_ms: flush_ms,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::mem::discriminant;

    use super::*;

    fn hour(seed: u64) -> Vec<Turn> {
        let turns = (0..60).flat_map(|minute| (0..50).map(move |user| (minute, user)));
        turns
            .map(|(minute, user)| Step {
                minute,
                user,
                turn: 0,
            })
            .map(|step| Turn::new(seed, step))
            .collect()
    }

    #[test]
    fn a_seed_replays_its_hour() {
        assert_eq!(hour(7), hour(7));
        assert_ne!(hour(7), hour(8));
    }

    #[test]
    fn everything_happens_in_an_hour() {
        let turns = hour(1);
        let acts: HashSet<_> = turns.iter().map(|turn| discriminant(&turn.act)).collect();
        assert_eq!(acts.len(), 12);
        let asks: HashSet<_> = turns
            .iter()
            .filter_map(|turn| match &turn.act {
                Act::Send(asked, _) => Some(asked.ask),
                _ => None,
            })
            .collect();
        assert_eq!(asks.len(), Ask::ALL.len());
        let readers = turns.iter().flat_map(|turn| &turn.readers);
        let readers: HashSet<_> = readers.map(discriminant).collect();
        assert_eq!(readers.len(), 5);
    }
}
