use async_trait::async_trait;
use rusqlite::Connection;
use serde::Serialize;
use serde::de::DeserializeOwned;
use thalweg_chat::{AsOf, SourceKind, SourceStore};
use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::{HttpTool, McpServer};

use super::SqliteStore;
use super::rows::{json, parse};
use super::upkeep::execute;
use super::view::{View, ViewError};

/// Adds or replaces a definition.
pub(super) fn put(
    conn: &Connection,
    owner: &PrincipalId,
    kind: SourceKind,
    name: &str,
    definition: &impl Serialize,
) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO tool_sources (owner, kind, name, data) VALUES (?, ?, ?, ?)";
    let row = (owner.as_str(), kind.as_str(), name, json(definition)?);
    execute(conn, sql, row).map(drop)
}

/// Forgets a definition.
pub(super) fn delete(
    conn: &Connection,
    owner: &PrincipalId,
    kind: SourceKind,
    name: &str,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM tool_sources WHERE owner = ? AND kind = ? AND name = ?";
    execute(conn, sql, (owner.as_str(), kind.as_str(), name)).map(drop)
}

#[async_trait]
impl SourceStore for SqliteStore {
    async fn http_tools(&self, owner: &PrincipalId) -> Result<AsOf<Vec<HttpTool>>, StoreError> {
        let owner = owner.clone();
        self.view(move |view| view.as_of(view.sources(&owner, SourceKind::HttpTool)?))
            .await
    }

    async fn mcp_servers(&self, owner: &PrincipalId) -> Result<AsOf<Vec<McpServer>>, StoreError> {
        let owner = owner.clone();
        self.view(move |view| view.as_of(view.sources(&owner, SourceKind::McpServer)?))
            .await
    }
}

impl View<'_> {
    /// The definitions of one kind that a person made, by their names.
    pub(super) fn sources<T: DeserializeOwned>(
        &self,
        owner: &PrincipalId,
        kind: SourceKind,
    ) -> Result<Vec<T>, ViewError> {
        let sql = "SELECT data FROM tool_sources WHERE owner = ? AND kind = ? ORDER BY name";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map((owner.as_str(), kind.as_str()), |row| {
            row.get::<_, String>(0)
        })?;
        rows.map(|data| Ok(parse(&data?)?)).collect()
    }
}
