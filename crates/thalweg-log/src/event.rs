use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use crate::{ChannelName, Cursor, Position, Seq, Timestamp};

/// The type of an event: the `event:` line of SSE.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventKind(Cow<'static, str>);

impl EventKind {
    /// A type that is known when the program is built.
    pub const fn of(word: &'static str) -> Self {
        Self(Cow::Borrowed(word))
    }

    /// A type read from elsewhere. The caller has checked that it is one line.
    pub const fn owned(word: String) -> Self {
        Self(Cow::Owned(word))
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How long an event matters. Stored by its number: never renumber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
pub enum EventClass {
    /// Kept as long as its channel.
    #[default]
    Kept = 0,
    /// May be folded away some time after a later [`EventClass::Terminal`] of its channel, which
    /// comes with an event that replaces it. Tokens.
    Transient = 1,
    /// Ends what the transient events before it in the channel belong to. `done`.
    Terminal = 2,
}

impl EventClass {
    /// The class with this number, [`EventClass::Kept`] for any that is not known.
    pub const fn from_number(number: u8) -> Self {
        match number {
            1 => Self::Transient,
            2 => Self::Terminal,
            _ => Self::Kept,
        }
    }
}

/// One entry of the log, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The channel it belongs to.
    pub channel: ChannelName,
    /// Its number in the channel, from 1.
    pub seq: Seq,
    /// Its place in the log, with epoch and tag.
    pub cursor: Cursor,
    /// When it was committed.
    pub at: Timestamp,
    /// Its type.
    pub kind: EventKind,
    /// How long it matters.
    pub class: EventClass,
    /// One line of JSON; what readers get.
    pub data: Bytes,
    /// One line of JSON that is stored for the server alone and never sent.
    pub private: Option<Bytes>,
}

impl Event {
    /// Its place in the log.
    pub const fn position(&self) -> Position {
        self.cursor.position()
    }
}
