//! Servers of the Model Context Protocol as sources of tools, through the official SDK.

mod backoff;
mod call;
mod connect;
mod connection;
mod elicit;
mod handler;
mod health;
mod http;
mod listing;
mod names;
mod only_tasks;
mod pool;
mod problem;
mod result;
mod running;
mod server;
mod setup;
mod stdio;
mod tap;
#[cfg(test)]
mod tests;
mod tool;

pub use health::{McpFound, McpHealth, McpTested};
pub use pool::McpPool;
#[cfg(feature = "fuzzing")]
pub(crate) use result::output;
pub use setup::{McpOptions, McpServerSetup, McpTransport};
