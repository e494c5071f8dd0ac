//! The hub through its own door: what is appended is read, in order, once, or a reset says why not.

mod appends;
mod memory;
mod order;
mod resets;
mod support;
mod visibility;
mod wakeups;
