#![doc = include_str!("../README.md")]

mod process;
mod server;

pub use process::Process;
pub use server::{TestServer, TestServerBuilder};
