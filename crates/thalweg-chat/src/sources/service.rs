use std::sync::Arc;

use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::{HttpTool, McpServer, NewHttpTool, NewMcpServer, Time};

use super::{HttpToolMaker, McpServerMaker, mcp_servers};
use crate::Chat;

/// What the configuration says. Found to be right before.
#[derive(Debug, Clone, Default)]
pub struct FixedSources {
    /// HTTP tools, by their names.
    pub http_tools: Vec<NewHttpTool>,
    /// Servers of the Model Context Protocol, by their names.
    pub mcp_servers: Vec<NewMcpServer>,
}

/// The server's definitions of where tools come from: what its owner made and what its configuration
/// says. Cheap to clone.
///
/// Whether somebody may do what they ask for is to be decided before.
#[derive(Clone)]
pub struct Sources(Arc<Inner>);

struct Inner {
    chat: Chat,
    maker: Arc<dyn HttpToolMaker>,
    mcp: Arc<dyn McpServerMaker>,
    fixed: FixedSources,
    /// When the server started, which is when what is fixed came into being.
    started: Time,
}

impl Sources {
    /// Joins the parts. What `maker` and `mcp` offer must be among the tools of `chat`. Call
    /// [`Self::load`] before the first request.
    pub fn new(
        chat: Chat,
        maker: Arc<dyn HttpToolMaker>,
        mcp: Arc<dyn McpServerMaker>,
        fixed: FixedSources,
    ) -> Self {
        let started = chat.now();
        Self(Arc::new(Inner {
            chat,
            maker,
            mcp,
            fixed,
            started,
        }))
    }

    /// Offers everything that is defined, without waiting for a server.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn load(&self) -> Result<(), StoreError> {
        let stored = self.store().http_tools(&PrincipalId::owner()).await?;
        for tool in &self.0.fixed.http_tools {
            self.maker().put(tool.clone());
        }
        for tool in stored.value {
            if self.fixed_http_tool(&tool.name).is_some() {
                tracing::warn!(
                    tool.name = %tool.name,
                    "the HTTP tool `{}` of the configuration takes the place of a stored one",
                    tool.name
                );
                continue;
            }
            self.maker().put(definition(tool));
        }
        for server in self.defined_servers().await?.value {
            self.mcp().put(mcp_servers::definition(server));
        }
        Ok(())
    }

    pub(super) fn chat(&self) -> &Chat {
        &self.0.chat
    }

    pub(super) fn store(&self) -> &dyn crate::ChatStore {
        self.0.chat.store()
    }

    pub(super) fn maker(&self) -> &dyn HttpToolMaker {
        &*self.0.maker
    }

    pub(super) fn mcp(&self) -> &dyn McpServerMaker {
        &*self.0.mcp
    }

    pub(super) fn fixed_mcp_servers(&self) -> impl Iterator<Item = McpServer> {
        let fixed = self.0.fixed.mcp_servers.iter();
        fixed.map(|server| McpServer {
            fixed: true,
            ..mcp_servers::defined(server.clone(), self.0.started)
        })
    }

    pub(super) fn fixed_http_tools(&self) -> impl Iterator<Item = HttpTool> {
        let fixed = self.0.fixed.http_tools.iter();
        fixed.map(|tool| HttpTool {
            fixed: true,
            ..super::http_tools::defined(tool.clone(), self.0.started)
        })
    }

    pub(super) fn fixed_http_tool(&self, name: &str) -> Option<&NewHttpTool> {
        self.0
            .fixed
            .http_tools
            .iter()
            .find(|tool| tool.name == name)
    }
}

/// What makes a tool what it is.
pub(super) fn definition(tool: HttpTool) -> NewHttpTool {
    NewHttpTool {
        name: tool.name,
        title: tool.title,
        description: tool.description,
        input_schema: tool.input_schema,
        method: tool.method,
        url: tool.url,
        headers: tool.headers,
        body: tool.body,
        result_path: tool.result_path,
        timeout_ms: tool.timeout_ms,
        annotations: tool.annotations,
        allow_private: tool.allow_private,
    }
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sources")
    }
}
