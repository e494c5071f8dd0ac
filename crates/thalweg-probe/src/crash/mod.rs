//! A server under load is ended at a random moment and started again; every reader's log is then
//! compared with what the log holds.
//!
//! [`play`] does a round against a [`Host`] and gathers [`Evidence`]; [`check`] judges it and knows
//! nothing of the server's code.

mod check;
mod evidence;
mod follower;
mod pieces;
mod plan;
pub(crate) mod read;
mod round;

pub use check::{Finding, Rule, check};
pub use evidence::{Evidence, Log, Post, Seen, Span, Stored, StoredEvent};
pub(crate) use follower::seen;
pub(crate) use pieces::{difference, pieces};
pub use plan::{End, Follow, Plan, PlannedReader, PlannedRun};
pub use round::{Host, play};
