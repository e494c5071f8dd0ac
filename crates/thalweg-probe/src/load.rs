//! Many readers that only count, and what a process costs meanwhile.

mod usage;

pub use usage::{Usage, machine};
