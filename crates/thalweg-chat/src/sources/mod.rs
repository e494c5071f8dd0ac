//! Where tools come from besides the server itself: definitions that its owner makes while it runs,
//! and those of its configuration, which are fixed.

mod created;
mod error;
mod health;
mod http_tools;
mod makers;
mod mcp_servers;
mod names;
mod service;
mod store;

pub use self::error::SourceError;
pub use self::makers::{HttpToolMaker, McpHealth, McpServerMaker};
pub use self::service::{FixedSources, Sources};
pub use self::store::{SourceKind, SourceStore};
