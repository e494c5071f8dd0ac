#![doc = include_str!("../README.md")]

mod counters;
mod frame;
mod hub;
mod reader;
mod tail;
mod tails;
mod tasks;
mod writer;

pub use counters::{Counters, CountersView};
pub use frame::{Frame, WsForm};
pub use hub::{Hub, HubConfig, Submitted};
pub use reader::{Item, Reader, Start};
pub use tasks::Tasks;
