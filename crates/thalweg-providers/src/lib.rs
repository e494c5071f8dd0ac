#![doc = include_str!("../README.md")]

mod demo;
mod fake;
mod providers;

pub use demo::DemoModel;
pub use fake::{FakeProvider, FakeStep};
pub use providers::Providers;
