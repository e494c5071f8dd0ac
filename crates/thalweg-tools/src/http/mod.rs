mod answer;
mod check;
mod request;
mod template;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::RwLock;
use serde_json::{Map, Value};
use thalweg_chat::{HttpToolMaker, Tool, ToolError, ToolSource};
use thalweg_wire::{FieldError, NewHttpTool};

pub use self::check::check_http_tool;
pub(crate) use self::check::{RESERVED, check_headers, check_title, wrong};
use self::request::HttpRequest;
#[cfg(feature = "fuzzing")]
pub(crate) use self::template::Template;
use crate::{Resolver, Secrets, SystemResolver, is_public};

/// Tools that are HTTP requests, as they are defined now. Of several definitions one that cannot be
/// offered leaves the others alone.
pub struct HttpTools {
    outside: Outside,
    made: RwLock<BTreeMap<String, Made>>,
}

/// A tool, or why there is none.
type Made = Result<Arc<HttpRequest>, String>;

/// What a request needs of the world outside.
#[derive(Clone)]
struct Outside {
    resolver: Arc<dyn Resolver>,
    /// Which addresses may be asked by a tool that may not ask private ones.
    allowed: fn(IpAddr) -> bool,
    secrets: Secrets,
}

impl HttpTools {
    /// No tools yet. Headers are filled with `secrets`.
    pub fn new(secrets: Secrets) -> Self {
        Self::with(secrets, Arc::new(SystemResolver), is_public)
    }

    /// With another resolver, and another rule for addresses. For tests.
    pub fn with(
        secrets: Secrets,
        resolver: Arc<dyn Resolver>,
        allowed: fn(IpAddr) -> bool,
    ) -> Self {
        Self {
            outside: Outside {
                resolver,
                allowed,
                secrets,
            },
            made: RwLock::default(),
        }
    }

    /// A tool that is right, or the first that is wrong with it.
    fn make(&self, tool: NewHttpTool) -> Made {
        if let Some(fault) = self.check(&tool).into_iter().next() {
            return Err(format!("`{}`: {}", fault.path, fault.message));
        }
        HttpRequest::new(tool, self.outside.clone()).map(Arc::new)
    }
}

impl fmt::Debug for HttpTools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.made.read().keys()).finish()
    }
}

#[async_trait]
impl HttpToolMaker for HttpTools {
    fn check(&self, tool: &NewHttpTool) -> Vec<FieldError> {
        check_http_tool(tool, &self.outside.secrets)
    }

    fn put(&self, tool: NewHttpTool) {
        let name = tool.name.clone();
        let made = self.make(tool);
        if let Err(problem) = &made {
            tracing::warn!(tool.name = %name, %problem, "the HTTP tool `{name}` is not offered");
        }
        self.made.write().insert(name, made);
    }

    fn remove(&self, name: &str) {
        self.made.write().remove(name);
    }

    fn problem(&self, name: &str) -> Option<String> {
        self.made.read().get(name)?.as_ref().err().cloned()
    }

    async fn try_once(
        &self,
        tool: NewHttpTool,
        args: Map<String, Value>,
    ) -> Result<Value, ToolError> {
        let made = HttpRequest::new(tool, self.outside.clone()).map_err(ToolError)?;
        made.ask(args, |_| {}).await
    }
}

impl ToolSource for HttpTools {
    fn tools(&self) -> Vec<Arc<dyn Tool>> {
        let made = self.made.read();
        let offered = made.values().filter_map(|made| made.as_ref().ok());
        offered
            .map(|tool| Arc::clone(tool) as Arc<dyn Tool>)
            .collect()
    }

    fn tool(&self, name: &str) -> Option<Arc<dyn Tool>> {
        let made = self.made.read();
        let tool = made.get(name)?.as_ref().ok()?;
        Some(Arc::clone(tool) as Arc<dyn Tool>)
    }
}
