use async_trait::async_trait;
use thalweg_chat::{AsOf, SourceStore};
use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::{HttpTool, McpServer};

use super::MemoryStore;

#[async_trait]
impl SourceStore for MemoryStore {
    async fn http_tools(&self, owner: &PrincipalId) -> Result<AsOf<Vec<HttpTool>>, StoreError> {
        let state = self.state()?;
        let all = state.rows.http_tools.iter();
        let own = all.filter(|((of, _), _)| of == owner);
        Ok(state.as_of(own.map(|(_, tool)| tool.clone()).collect()))
    }

    async fn mcp_servers(&self, owner: &PrincipalId) -> Result<AsOf<Vec<McpServer>>, StoreError> {
        let state = self.state()?;
        let all = state.rows.mcp_servers.iter();
        let own = all.filter(|((of, _), _)| of == owner);
        Ok(state.as_of(own.map(|(_, server)| server.clone()).collect()))
    }
}
