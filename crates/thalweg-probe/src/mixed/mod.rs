//! People who use a chat in every way that there is, all at once: each asks, stops, goes on, asks
//! again, edits, queues, forks, deletes and takes it back, searches and exports, while readers join
//! late, leave and come back.
//!
//! [`User::play`] does what a [`Turn`] says and judges what came of it; a turn follows from its seed
//! and its [`Step`]. [`Flat`] judges the server's memory over all of it.

mod act;
mod ask;
mod audit;
mod check;
mod flat;
mod follow;
mod growing;
mod plan;
mod run;
mod user;

pub use ask::{Ask, Asked, CONTINUATION};
pub use flat::{Flat, Growth};
pub use plan::{Act, Follow, Step, Turn};
pub use user::{Tally, User};
