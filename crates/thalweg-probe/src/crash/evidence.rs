use std::collections::BTreeMap;

use thalweg_wire::{ChatMessage, StartedRun};
use uuid::Uuid;

/// The seqs that an event holds: more than one if it was joined of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub first: u64,
    /// The last.
    pub last: u64,
}

/// An event as a reader handled it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its channel.
    pub channel: String,
    /// Its seqs, on a stream that tells them.
    pub span: Option<Span>,
    /// Its cursor; empty for an event that names no place.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// Its data, to the letter.
    pub data: String,
}

/// What one reader handled, `welcome` left out.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// Which reader, for people.
    pub reader: String,
    /// The place that it started from.
    pub from: String,
    /// The runs whose end it waited for.
    pub runs: Vec<Uuid>,
    /// The events, in the order in which they came.
    pub seen: Vec<Seen>,
    /// How many of them it had handled when the server was ended.
    pub before_the_end: usize,
    /// Why it gave up, if it did.
    pub failure: Option<String>,
}

/// A request for a run.
#[derive(Debug, Clone)]
pub struct Post {
    /// Its idempotency key.
    pub key: Uuid,
    /// The answer before the end, if one came.
    pub answer: Option<StartedRun>,
    /// The answers to the same request after the restart.
    pub again: Vec<StartedRun>,
}

/// An event as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its number in its channel.
    pub seq: u64,
    /// Its cursor.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// Its data.
    pub data: String,
}

/// What the store says, read without the server.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    /// The events of each channel.
    pub channels: BTreeMap<String, Vec<StoredEvent>>,
    /// Every difference between the rows and what follows from the log.
    pub differences: Vec<String>,
}

/// Everything that a round brought to light.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// What was asked.
    pub posts: Vec<Post>,
    /// What the readers handled.
    pub logs: Vec<Log>,
    /// Each channel from the round's start, read over HTTP afterwards.
    pub channels: BTreeMap<String, Vec<Seen>>,
    /// The messages of each conversation, newest first, read over HTTP afterwards.
    pub messages: BTreeMap<Uuid, Vec<ChatMessage>>,
    /// By how much the number of conversations grew.
    pub new_conversations: usize,
    /// What the store says, once the server is gone.
    pub stored: Stored,
    /// Whether tokens of runs that ended may have been folded away meanwhile.
    pub folding: bool,
    /// From the start of the process to the first answer after the end, in milliseconds.
    pub restart_ms: u128,
}
