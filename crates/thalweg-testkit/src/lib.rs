#![doc = include_str!("../README.md")]

mod host;
mod process;
mod server;
mod socket;
mod tls;
mod upstream;

pub use host::{BinaryHost, look};
pub use process::Process;
pub use server::{TestServer, TestServerBuilder};
pub use socket::{RefusedSocket, Said, Socket, handshake};
pub use tls::Authority;
pub use upstream::{FakeUpstream, UpstreamAsked, UpstreamStep};
