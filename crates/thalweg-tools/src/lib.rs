#![doc = include_str!("../README.md")]

mod builtin;
mod calculator;
mod clock;
mod countdown;
mod search;

pub use builtin::builtin;
pub use calculator::Calculator;
pub use clock::Clock;
pub use countdown::Countdown;
pub use search::SearchConversations;
