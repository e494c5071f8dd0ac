use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in the one total order of the log: 1, 2, 3 … without holes; [`Position::ZERO`] is the
/// place before the first event.
///
/// At most [`Position::MAX`] (48 bits), which lasts 29 years at 300,000 events a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position(u64);

impl Position {
    /// Before the first event.
    pub const ZERO: Self = Self(0);
    /// The last position a cursor can hold.
    pub const MAX: Self = Self((1 << 48) - 1);

    /// Wraps a raw position; values above [`Position::MAX`] are held at it.
    pub const fn new(raw: u64) -> Self {
        if raw > Self::MAX.0 {
            Self::MAX
        } else {
            Self(raw)
        }
    }

    /// The raw number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The place right after this one.
    pub const fn next(self) -> Self {
        Self::new(self.0 + 1)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number of an event within its channel: 1, 2, 3 … issued without holes; [`Seq::ZERO`] means
/// that the channel has no event yet.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(u64);

impl Seq {
    /// Before the first event of a channel.
    pub const ZERO: Self = Self(0);

    /// Wraps a raw number.
    pub const fn new(raw: u64) -> Self {
        Self(raw)
    }

    /// The raw number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The number right after this one.
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
