//! The pool of servers as `chat` has it: checked definitions in, how servers do out.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Url;
use thalweg_chat::{McpHealth, McpServerMaker, Tool, ToolSource};
use thalweg_wire::{FieldError, McpTransport, NamedValue, NewMcpServer, TestedMcpServer};
use tokio::sync::watch;

use crate::Secrets;
use crate::http::{RESERVED, check_headers, check_title, wrong};
use crate::mcp::{McpPool, McpServerSetup, McpTransport as Way};

/// How long a call may take, in milliseconds.
const TIMES: std::ops::RangeInclusive<u32> = 1_000..=3_600_000;
/// The most arguments, or variables.
const MANY: usize = 100;
/// The longest text, in bytes.
const LONG: usize = 4_000;
/// The longest address, in characters.
const URL: usize = 2_000;

/// The servers of the Model Context Protocol: a pool, and what is needed to check what goes into it.
pub struct McpServers {
    pool: McpPool,
    secrets: Secrets,
}

impl McpServers {
    /// No servers yet. Headers and variables are filled with `secrets`.
    pub fn new(secrets: Secrets) -> Self {
        let pool = McpPool::new(secrets.clone());
        Self { pool, secrets }
    }

    /// The pool, which offers the tools.
    pub const fn pool(&self) -> &McpPool {
        &self.pool
    }
}

/// What is wrong with a server; nothing if it can be reached for.
pub fn check_mcp_server(server: &NewMcpServer, secrets: &Secrets) -> Vec<FieldError> {
    let mut faults = Vec::new();
    if !McpServerSetup::is_name(&server.name) {
        let words = "give 1 to 32 of a-z, 0-9 and `-`, and not `-` first";
        faults.push(wrong("name", words));
    } else if server.name == RESERVED {
        faults.push(wrong("name", "give another name: a route is called `test`"));
    }
    faults.extend(check_title(server.title.as_deref()));
    if server.timeout_ms.is_some_and(|time| !TIMES.contains(&time)) {
        faults.push(wrong("timeoutMs", "give 1,000 to 3,600,000 milliseconds"));
    }
    match &server.transport {
        McpTransport::Stdio {
            command,
            args,
            env,
            cwd,
        } => {
            if command.trim().is_empty() || !is_plain(command) {
                let words = "name a program, such as `npx` or /usr/local/bin/mcp-files";
                faults.push(wrong("transport.command", words));
            }
            if args.len() > MANY || !args.iter().all(|text| is_plain(text)) {
                let words = "give at most 100 arguments of at most 4,000 bytes";
                faults.push(wrong("transport.args", words));
            }
            if args
                .iter()
                .chain([command])
                .any(|text| Secrets::has_place(text))
            {
                let words = "secrets go into `env` alone: every program can see arguments";
                faults.push(wrong("transport.args", words));
            }
            check_env(env, secrets, &mut faults);
            if cwd
                .as_deref()
                .is_some_and(|cwd| cwd.trim().is_empty() || !is_plain(cwd))
            {
                faults.push(wrong("transport.cwd", "name a folder, or leave it out"));
            }
        }
        McpTransport::Http { url, headers, .. } => {
            if let Some(words) = no_address(url) {
                faults.push(wrong("transport.url", words));
            }
            check_headers("transport.headers", headers, secrets, &mut faults);
        }
    }
    faults
}

fn check_env(env: &[NamedValue], secrets: &Secrets, faults: &mut Vec<FieldError>) {
    if env.len() > MANY {
        faults.push(wrong("transport.env", "give at most 100"));
        return;
    }
    for (at, NamedValue { name, value }) in env.iter().enumerate() {
        let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !begins || name.len() > 200 || !name.chars().all(plain) {
            let words = "give the name of a variable: letters, digits and `_`";
            faults.push(wrong(&format!("transport.env.{at}.name"), words));
        } else if env[..at].iter().any(|before| before.name == *name) {
            let words = "give each variable once: this name stands further up";
            faults.push(wrong(&format!("transport.env.{at}.name"), words));
        }
        let place = format!("transport.env.{at}.value");
        match secrets.fill(value) {
            Err(unknown) => faults.push(wrong(&place, unknown.to_string())),
            Ok(_) if !is_plain(value) => {
                faults.push(wrong(&place, "give at most 4,000 bytes"));
            }
            Ok(_) => {}
        }
    }
}

/// Whether a text can be handed to a program.
fn is_plain(text: &str) -> bool {
    text.len() <= LONG && !text.contains('\0')
}

/// What is wrong with an address, if it is none.
fn no_address(url: &str) -> Option<&'static str> {
    let usage = "give an address such as https://mcp.example/mcp, of at most 2,000 characters";
    if Secrets::has_place(url) {
        return Some("secrets go into headers alone: an address may be shown and logged");
    }
    if url.chars().count() > URL {
        return Some(usage);
    }
    match Url::parse(url) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") || !url.has_host() => Some(usage),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            Some("leave out name and password; a header has them, with the place of a secret")
        }
        Ok(_) => None,
        Err(_) => Some(usage),
    }
}

/// A definition as the pool takes it.
fn setup(server: NewMcpServer) -> McpServerSetup {
    let pairs = |named: Vec<NamedValue>| {
        let pairs = named.into_iter();
        pairs
            .map(|NamedValue { name, value }| (name, value))
            .collect()
    };
    let timeout = server.timeout_ms;
    McpServerSetup {
        name: server.name,
        title: server.title,
        transport: match server.transport {
            McpTransport::Stdio {
                command,
                args,
                env,
                cwd,
            } => Way::Stdio {
                command,
                args,
                env: pairs(env),
                cwd: cwd.map(Into::into),
            },
            McpTransport::Http {
                url,
                headers,
                allow_private,
            } => Way::Http {
                url,
                headers: pairs(headers),
                allow_private,
            },
        },
        enabled: server.enabled.unwrap_or(true),
        timeout: timeout.map_or(McpServerSetup::TIMEOUT, |time| {
            Duration::from_millis(time.into())
        }),
    }
}

#[async_trait]
impl McpServerMaker for McpServers {
    fn check(&self, server: &NewMcpServer) -> Vec<FieldError> {
        check_mcp_server(server, &self.secrets)
    }

    fn put(&self, server: NewMcpServer) {
        self.pool.set(setup(server));
    }

    fn remove(&self, name: &str) {
        self.pool.remove(name);
    }

    fn restart(&self, name: &str) {
        self.pool.restart(name);
    }

    fn health(&self, name: &str) -> Option<McpHealth> {
        let health = self.pool.health(name)?;
        Some(McpHealth {
            status: health.status,
            problem: health.problem,
            retry_at: health.retry_at,
            protocol_version: health.protocol_version,
            server_info: health.server_info,
            tools: health.tools,
        })
    }

    async fn try_once(&self, server: NewMcpServer) -> TestedMcpServer {
        let tested = self.pool.test(setup(server)).await;
        let log = tested.log.join("\n");
        let mut told = TestedMcpServer {
            ok: tested.outcome.is_ok(),
            protocol_version: None,
            server_info: None,
            tools: None,
            error: None,
            log: Some(log).filter(|log| !log.is_empty()),
        };
        match tested.outcome {
            Ok(found) => {
                told.protocol_version = Some(found.protocol_version);
                told.server_info = found.server_info;
                told.tools = Some(found.tools);
            }
            Err(words) => told.error = Some(words),
        }
        told
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.pool.changes()
    }
}

impl ToolSource for McpServers {
    fn tools(&self) -> Vec<Arc<dyn Tool>> {
        self.pool.tools()
    }

    fn tool(&self, name: &str) -> Option<Arc<dyn Tool>> {
        self.pool.tool(name)
    }
}
