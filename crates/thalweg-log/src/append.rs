use bytes::Bytes;
use uuid::Uuid;

use crate::{
    ChannelName, Event, EventClass, EventKind, FenceChange, FenceName, PrincipalId, Seq,
    StoreError, Timestamp,
};

/// An event that is not yet in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The channel to append to; it comes into being with its first event.
    pub channel: ChannelName,
    /// Its type.
    pub kind: EventKind,
    /// How long it matters.
    pub class: EventClass,
    /// One line of JSON; what readers get.
    pub data: Bytes,
    /// One line of JSON for the server alone.
    pub private: Option<Bytes>,
}

impl NewEvent {
    /// An event of class [`EventClass::Kept`] without private data.
    pub const fn new(channel: ChannelName, kind: EventKind, data: Bytes) -> Self {
        Self {
            channel,
            kind,
            class: EventClass::Kept,
            data,
            private: None,
        }
    }

    /// The same event of another class.
    #[must_use]
    pub const fn class(mut self, class: EventClass) -> Self {
        self.class = class;
        self
    }

    /// The same event with private data.
    #[must_use]
    pub fn private(mut self, data: Bytes) -> Self {
        self.private = Some(data);
        self
    }
}

/// What must hold when a batch is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The channel's last seq is `seq`.
    ExpectedSeq {
        /// The channel.
        channel: ChannelName,
        /// Its last seq; [`Seq::ZERO`] for a channel without events.
        seq: Seq,
    },
    /// The fence is open under this token.
    Fence {
        /// What it guards.
        name: FenceName,
        /// The token of the opening.
        token: u64,
    },
}

/// A key that makes repeating a request harmless. It commits together with its effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyRecord {
    /// Who sent it; keys of different principals never meet.
    pub principal: PrincipalId,
    /// The key, at most 255 visible characters.
    pub key: String,
    /// SHA-256 of what was asked, so that another request under the same key is told apart.
    pub request_hash: [u8; 32],
    /// What to answer to a repetition: one line of JSON that its writer understands.
    pub answer: Bytes,
    /// When it was made; it counts for 24 hours.
    pub at: Timestamp,
}

/// What is appended as one: all of it or nothing, over any number of channels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// The events, in order. May be empty.
    pub events: Vec<NewEvent>,
    /// What must hold, else nothing is written. Checked against the log as it is before the batch.
    pub conditions: Vec<Condition>,
    /// What happens to fences.
    pub fences: Vec<FenceChange>,
    /// The key under which this batch takes effect at most once.
    pub idempotency: Option<IdempotencyRecord>,
}

impl Batch {
    /// A batch of events without conditions.
    pub const fn of(events: Vec<NewEvent>) -> Self {
        Self {
            events,
            conditions: Vec::new(),
            fences: Vec::new(),
            idempotency: None,
        }
    }
}

/// A committed batch: its events as stored, in the order of the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The events with position, seq and time.
    pub events: Vec<Event>,
}

/// Why a batch was not written. Nothing of it was; the other batches of its group are not touched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// [`Condition::ExpectedSeq`] did not hold.
    #[error("expected the last seq of `{channel}` to be {expected}, it is {actual}")]
    SeqMismatch {
        /// The channel.
        channel: ChannelName,
        /// What the condition named.
        expected: Seq,
        /// What the channel has.
        actual: Seq,
    },
    /// The fence is closed or open under another token: somebody else ended or took over.
    #[error("the fence `{name}` is lost")]
    FenceLost {
        /// What it guards.
        name: FenceName,
    },
    /// The fence is open already.
    #[error("the fence `{name}` is held by `{holder}`")]
    FenceHeld {
        /// What it guards.
        name: FenceName,
        /// Who holds it.
        holder: Uuid,
    },
    /// The idempotency key has been used; `record` is what it was used for.
    #[error("the idempotency key was used before")]
    Repeated {
        /// The first use. Compare `request_hash` before answering with it.
        record: Box<IdempotencyRecord>,
    },
    /// A row that an event brings exists already, such as a message id a client made.
    #[error("`{what}` exists already")]
    Conflict {
        /// The kind of row, such as `message`.
        what: &'static str,
    },
    /// The store failed; nothing of the whole group was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AppendError {
    /// The failure of an append whose conditions cannot fail, or were answered before.
    pub fn unexpected(self) -> StoreError {
        match self {
            Self::Store(failure) => failure,
            other => StoreError::Failed(other.to_string()),
        }
    }
}
