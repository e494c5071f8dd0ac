use async_trait::async_trait;
use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::{HttpTool, McpServer};

use crate::AsOf;

/// What a definition is of. Stored by name: add, never rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// A tool that is an HTTP request.
    HttpTool,
    /// A server of the Model Context Protocol.
    McpServer,
}

impl SourceKind {
    /// Its word, which is also the type of its events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HttpTool => "http-tool",
            Self::McpServer => "mcp-server",
        }
    }
}

/// The definitions that people made of where tools come from. Every read is one transaction.
///
/// All methods fail with [`StoreError`] if the store cannot be read.
#[async_trait]
pub trait SourceStore: Send + Sync + 'static {
    /// The HTTP tools of `owner`, by their names.
    async fn http_tools(&self, owner: &PrincipalId) -> Result<AsOf<Vec<HttpTool>>, StoreError>;

    /// The servers of the Model Context Protocol of `owner`, by their names, each as it was when its
    /// definition last changed: how it does now is not in the rows.
    async fn mcp_servers(&self, owner: &PrincipalId) -> Result<AsOf<Vec<McpServer>>, StoreError>;
}
