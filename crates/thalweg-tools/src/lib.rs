#![doc = include_str!("../README.md")]

mod builtin;
mod calculator;
mod clock;
mod countdown;
mod fetch;
mod files;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod http;
mod joined;
mod mcp;
mod mcp_maker;
mod percent;
mod search;
mod secrets;

pub use builtin::{builtin, files};
pub use calculator::Calculator;
pub use clock::Clock;
pub use countdown::Countdown;
pub use fetch::{HttpFetch, Resolver, SystemResolver, is_public};
pub use files::{BadFolder, Folders, ListFiles, ReadFile};
pub use http::{HttpTools, check_http_tool};
pub use joined::JoinedTools;
pub use mcp::{McpFound, McpHealth, McpOptions, McpPool, McpServerSetup, McpTested, McpTransport};
pub use mcp_maker::{McpServers, check_mcp_server};
pub use search::SearchConversations;
pub use secrets::{Secrets, UnknownSecret};
