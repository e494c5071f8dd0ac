use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use thalweg_chat::{Tool, ToolSource};
use thalweg_wire::McpServerTool;
use tokio::sync::watch;
use tokio::time::timeout;

use super::connect::{Era, Kit, connect};
use super::connection::Trace;
use super::health::{McpFound, McpHealth, McpTested};
use super::problem::Problem;
use super::server::Server;
use super::setup::{McpOptions, McpServerSetup};
use super::tool::McpTool;
use crate::{Resolver, Secrets, SystemResolver, is_public};

/// MCP servers and their tools, each with one connection that is kept.
///
/// Nothing here waits for a server, but [`McpPool::test`] and [`McpPool::close`]: tools are those that were
/// listed last, and only a call waits for its server.
pub struct McpPool {
    kit: Arc<Kit>,
    /// In the order in which they were added.
    servers: Mutex<Vec<Arc<Server>>>,
    changes: watch::Sender<u64>,
}

impl McpPool {
    /// Without servers. `secrets` fill the places in their headers and environments.
    pub fn new(secrets: Secrets) -> Self {
        Self::with(secrets, McpOptions::default())
    }

    /// The same, with other times.
    pub fn with(secrets: Secrets, options: McpOptions) -> Self {
        let resolver = Arc::new(SystemResolver);
        Self::of(secrets, options, resolver, is_public)
    }

    pub(super) fn of(
        secrets: Secrets,
        options: McpOptions,
        resolver: Arc<dyn Resolver>,
        is_public: fn(IpAddr) -> bool,
    ) -> Self {
        let kit = Kit::new(secrets, options, resolver, is_public);
        Self {
            kit: Arc::new(kit),
            servers: Mutex::default(),
            changes: watch::channel(0).0,
        }
    }

    /// Adds a server, or takes another setup for one. It is connected anew only if how it is reached, or
    /// whether it is switched on, changed. To be called within a runtime.
    pub fn set(&self, setup: McpServerSetup) {
        if self.kit.tasks.is_closed() {
            return;
        }
        let mut servers = self.servers.lock();
        let known = servers
            .iter_mut()
            .find(|server| server.gate.server == setup.name);
        match known {
            Some(server) if server.setup().connects_as(&setup) => server.update(setup),
            Some(server) => {
                let why = if setup.enabled {
                    "it was set up anew"
                } else {
                    "it is switched off"
                };
                server.stop(why);
                *server = Server::start(setup, &self.kit, &self.changes);
            }
            None => servers.push(Server::start(setup, &self.kit, &self.changes)),
        }
    }

    /// Takes a server out. Its calls end. Whether there was one.
    pub fn remove(&self, name: &str) -> bool {
        let mut servers = self.servers.lock();
        let at = servers.iter().position(|server| server.gate.server == name);
        let Some(at) = at else {
            return false;
        };
        servers.remove(at).stop("it was removed");
        drop(servers);
        self.changes.send_modify(|count| *count += 1);
        true
    }

    /// Connects a server anew, now. Its calls end. Whether there is one.
    pub fn restart(&self, name: &str) -> bool {
        let server = self.server(name);
        if let Some(server) = &server {
            server.restart();
        }
        server.is_some()
    }

    /// How a server is.
    pub fn health(&self, name: &str) -> Option<McpHealth> {
        self.server(name).map(|server| server.health())
    }

    /// How all of them are, in the order in which they were added.
    pub fn all(&self) -> Vec<McpHealth> {
        let servers = self.servers.lock();
        servers.iter().map(|server| server.health()).collect()
    }

    /// Tells of each change of a server's health and of its tools: the number grows. It may grow without
    /// a change.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Connects to a server once and keeps nothing of it. Takes 35 s at most, see [`McpOptions::test`].
    pub async fn test(&self, setup: McpServerSetup) -> McpTested {
        let (kit, trace) = (&self.kit, Trace::default());
        let tries = async {
            let live = connect(kit, &setup, &mut Era::default(), &trace).await?;
            let listed = tokio::select! {
                biased;
                listed = live.list(&setup.name, kit.options.test) => listed,
                problem = live.died() => Err(problem),
            };
            let found = listed.map(|listed| McpFound {
                protocol_version: live.protocol_version.clone(),
                server_info: live.server_info.clone(),
                tools: listed
                    .into_iter()
                    .map(|tool| McpServerTool {
                        name: tool.name,
                        title: tool.title,
                        problem: tool.input.err(),
                    })
                    .collect(),
            });
            Ok((live, found))
        };
        let tried = timeout(kit.options.test, tries).await;
        let tried = tried.unwrap_or_else(|_| Err(Problem::silent(kit.options.test)));
        let outcome = match tried {
            Ok((live, found)) => {
                // The one who asks does not wait for it to go.
                let farewell = kit.options.farewell;
                let closes = async move { live.close("it was only tried", farewell).await };
                kit.tasks.spawn(closes);
                found
            }
            Err(problem) => Err(problem),
        };
        let lines = trace.lines.all().into_iter();
        McpTested {
            outcome: outcome.map_err(|problem| kit.secrets.redact(&problem.words)),
            log: lines.map(|line| kit.secrets.redact(&line)).collect(),
        }
    }

    /// Ends all servers with all that they started, and all calls. Takes five times
    /// [`McpOptions::farewell`] at most; nothing can be set afterwards.
    pub async fn close(&self) {
        self.kit.tasks.close();
        let servers = std::mem::take(&mut *self.servers.lock());
        for server in &servers {
            server.stop("Thalweg is shutting down");
        }
        let limit = self.kit.options.farewell.saturating_mul(5);
        if timeout(limit, self.kit.tasks.wait()).await.is_err() {
            tracing::warn!("an MCP server did not end in time");
        }
    }

    /// The tools of all servers.
    pub(super) fn of_servers(&self) -> Vec<Arc<McpTool>> {
        let servers = self.servers.lock();
        servers.iter().flat_map(|server| server.tools()).collect()
    }

    fn server(&self, name: &str) -> Option<Arc<Server>> {
        let servers = self.servers.lock();
        let mut servers = servers.iter();
        servers.find(|server| server.gate.server == name).cloned()
    }
}

impl ToolSource for McpPool {
    fn tools(&self) -> Vec<Arc<dyn Tool>> {
        let tools = self.of_servers().into_iter();
        tools.map(|tool| tool as Arc<dyn Tool>).collect()
    }
}

impl Drop for McpPool {
    fn drop(&mut self) {
        for server in &*self.servers.lock() {
            server.stop("Thalweg is shutting down");
        }
    }
}
