#![doc = include_str!("../README.md")]

mod host;
mod process;
mod server;

pub use host::{BinaryHost, look};
pub use process::Process;
pub use server::{TestServer, TestServerBuilder};
