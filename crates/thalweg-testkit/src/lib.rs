#![doc = include_str!("../README.md")]

mod host;
mod process;
mod server;
mod upstream;

pub use host::{BinaryHost, look};
pub use process::Process;
pub use server::{TestServer, TestServerBuilder};
pub use upstream::{FakeUpstream, UpstreamAsked, UpstreamStep};
