//! Many readers that only count, and what a process costs meanwhile.

mod counting;
mod quantiles;
mod usage;

pub use counting::{Count, count};
pub use quantiles::Quantiles;
pub use usage::{Usage, machine};
