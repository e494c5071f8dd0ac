use std::time::Duration;

use thalweg_wire::{McpServerInfo, McpServerStatus, McpServerTool};
use tokio::time::Instant;

/// How a server is and what it offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct McpHealth {
    /// Its name.
    pub name: String,
    /// How it is.
    pub status: McpServerStatus,
    /// What is wrong, in words for a person and without secrets. A server that is ready can have a
    /// problem too.
    pub problem: Option<String>,
    /// When it is tried again, if it waits.
    pub retry_at: Option<Instant>,
    /// The revision of the protocol that is spoken with it.
    pub protocol_version: Option<String>,
    /// What it says that it is.
    pub server_info: Option<McpServerInfo>,
    /// Its tools as they were listed last, those that are off included.
    pub tools: Vec<McpServerTool>,
}

impl McpHealth {
    /// How long until it is tried again, if it waits.
    pub fn retry_in(&self) -> Option<Duration> {
        let at = self.retry_at?;
        Some(at.saturating_duration_since(Instant::now()))
    }
}

/// What came of trying a server once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct McpTested {
    /// Its tools, or what went wrong, in words for a person and without secrets.
    pub outcome: Result<McpFound, String>,
    /// The last lines that it wrote to standard error, without secrets, oldest first.
    pub log: Vec<String>,
}

/// What a server that was tried offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct McpFound {
    /// The revision of the protocol that is spoken with it.
    pub protocol_version: String,
    /// What it says that it is.
    pub server_info: Option<McpServerInfo>,
    /// Its tools.
    pub tools: Vec<McpServerTool>,
}
