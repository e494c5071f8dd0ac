use std::time::Duration;

use thalweg_log::{Cursor, Position, Timestamp};
use thalweg_wire::{Reset, Welcome};
use uuid::Uuid;

/// How an event is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// As it is, on a stream of one channel.
    Bare,
    /// With its channel and seq, on a stream of several channels.
    Wrapped,
}

/// When a stream has come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Never.
    Forever,
    /// With a `deleted` after this place. One before it was undone.
    Deleted(Position),
    /// With the `done` of this run, or `deleted`.
    Done(Uuid),
    /// With the event that ends what the channel is of: a job.
    Terminal,
}

/// How a stream is to be written.
#[derive(Debug, Clone)]
pub struct DrainConfig {
    /// How events are written.
    pub shape: Shape,
    /// When the stream ends by itself.
    pub until: Until,
    /// The first event's data; its `heartbeatMs` is the time of silence after which a sign of life
    /// is sent.
    pub welcome: Welcome,
    /// What a reader that misses the stream shall wait before it comes back, in milliseconds.
    pub retry_ms: u32,
    /// Join tokens over this time; zero for the frames that all readers share.
    pub flush: Duration,
    /// Write events together that come within this time; zero for each at once.
    pub batch: Duration,
    /// Only events of these types, and the one that ends the stream; all if empty.
    pub types: Vec<String>,
    /// Told before anything else, if the place that the client named is not known.
    pub reset: Option<UnknownPlace>,
    /// When the credential ends.
    pub expires_at: Option<Timestamp>,
}

/// A place that a client named and the log does not know.
#[derive(Debug, Clone)]
pub struct UnknownPlace {
    /// It. The stream is welcomed with it, so that a client which is cut before the reset comes back
    /// to be told.
    pub named: Cursor,
    /// Where the stream goes on.
    pub goes_on: Cursor,
    /// What the client is told.
    pub reset: Reset,
}
