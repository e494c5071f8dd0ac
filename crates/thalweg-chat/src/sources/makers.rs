use async_trait::async_trait;
use serde_json::{Map, Value};
use thalweg_wire::{
    FieldError, McpServerInfo, McpServerStatus, McpServerTool, NewHttpTool, NewMcpServer,
    TestedMcpServer,
};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::ToolError;

/// Makes tools of definitions of HTTP requests, and offers them.
#[async_trait]
pub trait HttpToolMaker: Send + Sync + 'static {
    /// What is wrong with a definition; nothing if it can be offered.
    fn check(&self, tool: &NewHttpTool) -> Vec<FieldError>;

    /// Offers a tool from now on, in place of one of the same name. Calls that run go on as they began.
    /// One that cannot be offered has a [`Self::problem`], and others are offered all the same.
    fn put(&self, tool: NewHttpTool);

    /// Offers the tool of that name no more.
    fn remove(&self, name: &str);

    /// Why the tool of that name is not offered, in words for a person.
    fn problem(&self, name: &str) -> Option<String>;

    /// Does what a tool does, once. `args` fit its schema.
    ///
    /// # Errors
    /// [`ToolError`] as of a call.
    async fn try_once(
        &self,
        tool: NewHttpTool,
        args: Map<String, Value>,
    ) -> Result<Value, ToolError>;
}

/// How a server of the Model Context Protocol does, and what it offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct McpHealth {
    /// How it does.
    pub status: McpServerStatus,
    /// What is wrong, in words for a person and without secrets.
    pub problem: Option<String>,
    /// When it is tried again, if it waits.
    pub retry_at: Option<Instant>,
    /// The revision of the protocol that both speak.
    pub protocol_version: Option<String>,
    /// What it calls itself.
    pub server_info: Option<McpServerInfo>,
    /// Its tools as they were listed last.
    pub tools: Vec<McpServerTool>,
}

/// Reaches servers of the Model Context Protocol, and offers their tools.
#[async_trait]
pub trait McpServerMaker: Send + Sync + 'static {
    /// What is wrong with a definition; nothing if it can be reached for.
    fn check(&self, server: &NewMcpServer) -> Vec<FieldError>;

    /// Reaches for a server from now on, in place of one of the same name, without waiting for it.
    fn put(&self, server: NewMcpServer);

    /// Lets go of the server of that name. Its calls end.
    fn remove(&self, name: &str);

    /// Reaches anew for the server of that name, now. Its calls end.
    fn restart(&self, name: &str);

    /// How the server of that name does.
    fn health(&self, name: &str) -> Option<McpHealth>;

    /// Reaches a server once, lists its tools, and lets go of it.
    async fn try_once(&self, server: NewMcpServer) -> TestedMcpServer;

    /// Changes with every change of how a server does or of what it offers.
    fn changes(&self) -> watch::Receiver<u64>;
}
