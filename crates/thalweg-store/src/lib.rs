#![doc = include_str!("../README.md")]

mod config;
mod entries;
mod error;
mod memory;
mod rows;
mod sqlite;

pub use config::{Keep, Retention, SqliteConfig};
pub use error::OpenError;
pub use memory::MemoryStore;
pub use sqlite::{SqliteStore, read_at_rest};

#[cfg(feature = "suite")]
pub mod suite;
