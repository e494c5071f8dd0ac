use thalweg_log::{Batch, ChannelName, EventClass, NewEvent, PrincipalId, StoreError};
use thalweg_wire::{
    FieldError, McpServer, McpServerPage, McpServerPatch, McpServerStatus, NewMcpServer,
    TestMcpServer, TestedMcpServer, Time, kind,
};

use super::created::{Created, create};
use super::names::{choices_forgotten, commit, name_deleted};
use super::{SourceError, Sources};
use crate::AsOf;
use crate::events::json;
use crate::key::Key;

/// The most servers besides those of the configuration.
const MOST: usize = 50;

impl Sources {
    /// All servers, by name, with how they do now and the place in the log that the list is of.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn mcp_servers(&self) -> Result<McpServerPage, StoreError> {
        let AsOf { value, position } = self.defined_servers().await?;
        Ok(McpServerPage {
            items: value.into_iter().map(|one| self.seen(one)).collect(),
            next_cursor: None,
            as_of: Some(self.chat().hub().cursor_at(position).to_string()),
        })
    }

    /// Makes a server, and begins to reach it. `key` is the request's idempotency key.
    ///
    /// # Errors
    /// [`SourceError`], each with its cause.
    pub async fn create_mcp_server(
        &self,
        new: NewMcpServer,
        key: Option<String>,
    ) -> Result<McpServer, SourceError> {
        let (owner, now) = (PrincipalId::owner(), self.chat().now());
        let key = key.map(|key| Key::new(&owner, key, "mcp-server", &new, now.0));
        let _lock = self.chat().locks().hold_for(&owner).await;
        let make = self.new_mcp_server(new);
        let server = match create(self.chat(), key, make, changed).await? {
            Created::Now(server) => server,
            Created::Before(server) => return Ok(server),
        };
        self.mcp().put(definition(server.clone()));
        Ok(self.seen(server))
    }

    /// Changes a server; what the patch leaves out stays. Of a fixed one only `enabled` can change.
    ///
    /// # Errors
    /// [`SourceError`], each with its cause.
    pub async fn update_mcp_server(
        &self,
        name: &str,
        patch: McpServerPatch,
    ) -> Result<McpServer, SourceError> {
        let _lock = self.chat().locks().hold_for(&PrincipalId::owner()).await;
        let old = self.mcp_server(name).await?;
        let more = patch.title.is_some() || patch.transport.is_some() || patch.timeout_ms.is_some();
        if old.fixed && more {
            return Err(SourceError::Fixed);
        }
        let after = tidied(NewMcpServer {
            name: old.name.clone(),
            title: patch.title.or(old.title.clone()),
            transport: patch.transport.unwrap_or(old.transport.clone()),
            enabled: patch.enabled.or(Some(old.enabled)),
            timeout_ms: patch.timeout_ms.or(old.timeout_ms),
        });
        let faults = self.mcp().check(&after);
        if !faults.is_empty() {
            return Err(SourceError::Invalid(faults));
        }
        let server = McpServer {
            fixed: old.fixed,
            created_at: old.created_at,
            ..defined(after.clone(), self.chat().now())
        };
        commit(self.chat(), Batch::of(vec![changed(&server)])).await?;
        self.mcp().put(after);
        Ok(self.seen(server))
    }

    /// Deletes a server, and forgets what its owner chose of its tools. Its calls end.
    ///
    /// # Errors
    /// [`SourceError`], each with its cause.
    pub async fn delete_mcp_server(&self, name: &str) -> Result<(), SourceError> {
        let owner = PrincipalId::owner();
        let _lock = self.chat().locks().hold_for(&owner).await;
        if self.mcp_server(name).await?.fixed {
            return Err(SourceError::Fixed);
        }
        let mut events = vec![name_deleted(kind::MCP_SERVER, name)];
        events.extend(choices_forgotten(self.chat(), &format!("{name}__")).await?);
        let done = commit(self.chat(), Batch::of(events)).await;
        self.chat().kept_choices().forget(&owner);
        done?;
        self.mcp().remove(name);
        Ok(())
    }

    /// Lets go of a server and reaches for it anew.
    ///
    /// # Errors
    /// [`SourceError`], each with its cause.
    pub async fn restart_mcp_server(&self, name: &str) -> Result<McpServer, SourceError> {
        let server = self.mcp_server(name).await?;
        self.mcp().restart(name);
        Ok(self.seen(server))
    }

    /// Reaches a server once, and keeps nothing.
    ///
    /// # Errors
    /// [`SourceError::Invalid`] if the definition is not right. That the server cannot be reached is
    /// no error: the answer says it.
    pub async fn test_mcp_server(
        &self,
        test: TestMcpServer,
    ) -> Result<TestedMcpServer, SourceError> {
        let server = tidied(test.server);
        let faults = self.mcp().check(&server).into_iter();
        let faults: Vec<_> = faults
            .map(|fault| FieldError {
                path: format!("server.{}", fault.path),
                ..fault
            })
            .collect();
        if !faults.is_empty() {
            return Err(SourceError::Invalid(faults));
        }
        Ok(self.mcp().try_once(server).await)
    }

    /// Every server as it is defined: of those of the configuration whether they are switched on may
    /// have been changed.
    pub(super) async fn defined_servers(&self) -> Result<AsOf<Vec<McpServer>>, StoreError> {
        let AsOf { value, position } = self.store().mcp_servers(&PrincipalId::owner()).await?;
        let (over, stored): (Vec<_>, Vec<_>) = value.into_iter().partition(|server| server.fixed);
        let mut all: Vec<_> = self.fixed_mcp_servers().collect();
        for server in &mut all {
            if let Some(over) = over.iter().find(|over| over.name == server.name) {
                server.enabled = over.enabled;
                server.updated_at = over.updated_at;
            }
        }
        let is_fixed = |name: &str| self.fixed_mcp_servers().any(|fixed| fixed.name == name);
        all.extend(stored.into_iter().filter(|server| !is_fixed(&server.name)));
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(AsOf {
            value: all,
            position,
        })
    }

    async fn mcp_server(&self, name: &str) -> Result<McpServer, SourceError> {
        let all = self.defined_servers().await?.value.into_iter();
        let found = all.into_iter().find(|server| server.name == name);
        found.ok_or(SourceError::NotFound)
    }

    async fn new_mcp_server(&self, new: NewMcpServer) -> Result<McpServer, SourceError> {
        let new = tidied(new);
        let faults = self.mcp().check(&new);
        if !faults.is_empty() {
            return Err(SourceError::Invalid(faults));
        }
        let all = self.defined_servers().await?.value;
        if all.iter().any(|server| server.name == new.name) {
            return Err(SourceError::NameTaken);
        }
        if all.iter().filter(|server| !server.fixed).count() >= MOST {
            return Err(SourceError::Full(MOST));
        }
        Ok(defined(new, self.chat().now()))
    }

    /// The server with how it does now.
    pub(super) fn seen(&self, server: McpServer) -> McpServer {
        let Some(health) = self.mcp().health(&server.name) else {
            return server;
        };
        let now = self.chat().now();
        let retry_at = health.retry_at.map(|at| {
            let wait = at.saturating_duration_since(tokio::time::Instant::now());
            Time(now.0.plus(wait))
        });
        McpServer {
            status: health.status,
            problem: health.problem,
            retry_at,
            protocol_version: health.protocol_version,
            server_info: health.server_info,
            tools: health.tools,
            ..server
        }
    }
}

/// A server as it is kept, before anything is known of how it does.
pub(super) fn defined(new: NewMcpServer, at: Time) -> McpServer {
    let enabled = new.enabled.unwrap_or(true);
    McpServer {
        name: new.name,
        title: new.title,
        transport: new.transport,
        enabled,
        timeout_ms: new.timeout_ms,
        fixed: false,
        status: if enabled {
            McpServerStatus::Connecting
        } else {
            McpServerStatus::Disabled
        },
        problem: None,
        retry_at: None,
        protocol_version: None,
        server_info: None,
        tools: Vec::new(),
        created_at: at,
        updated_at: at,
    }
}

/// What makes a server what it is.
pub(super) fn definition(server: McpServer) -> NewMcpServer {
    NewMcpServer {
        name: server.name,
        title: server.title,
        transport: server.transport,
        enabled: Some(server.enabled),
        timeout_ms: server.timeout_ms,
    }
}

/// Without a title that says nothing.
fn tidied(new: NewMcpServer) -> NewMcpServer {
    NewMcpServer {
        title: new.title.filter(|title| !title.trim().is_empty()),
        ..new
    }
}

/// A server that came into being or changed, in the owner's feed.
fn changed(server: &McpServer) -> NewEvent {
    let feed = ChannelName::user(&PrincipalId::owner());
    NewEvent::new(feed, kind::MCP_SERVER, json(server))
}

/// How a server does, in the owner's feed, which forgets it.
pub(super) fn told(server: &McpServer) -> NewEvent {
    changed(server).class(EventClass::Transient)
}
