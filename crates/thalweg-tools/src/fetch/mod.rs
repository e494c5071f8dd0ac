mod address;
mod get;
mod html;
#[cfg(test)]
mod tests;
mod text;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Map, Value, json};
use thalweg_chat::{InputSchema, Tool, ToolContext, ToolError};
use thalweg_wire::{ToolAnnotations, ToolPermission};

pub use self::address::is_public;
use self::get::get;
pub(crate) use self::get::{Bounds, Got, client, failed, read, redirect, shown};
pub(crate) use self::text::readable;
use crate::builtin::schema;

/// Finds the addresses of a host.
#[async_trait]
pub trait Resolver: Send + Sync + 'static {
    /// The addresses of `host`, in the order in which to try them.
    ///
    /// # Errors
    /// [`std::io::Error`] if there are none, or nobody could be asked.
    async fn resolve(&self, host: &str, port: u16) -> std::io::Result<Vec<SocketAddr>>;
}

/// Asks the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn resolve(&self, host: &str, port: u16) -> std::io::Result<Vec<SocketAddr>> {
        Ok(tokio::net::lookup_host((host, port)).await?.collect())
    }
}

/// Gets a page or a text from the public internet, and from nowhere else.
///
/// Every host is resolved here, once for each request, also after a redirect. If one of its addresses
/// is not public nothing is asked, and the connection goes to the addresses that were looked at, so
/// that a name which means something else a moment later changes nothing.
pub struct HttpFetch {
    input: InputSchema,
    resolver: Arc<dyn Resolver>,
    allowed: fn(IpAddr) -> bool,
}

impl Default for HttpFetch {
    fn default() -> Self {
        Self::with(Arc::new(SystemResolver), is_public)
    }
}

impl HttpFetch {
    /// With another resolver, and another rule for addresses. For tests.
    pub fn with(resolver: Arc<dyn Resolver>, allowed: fn(IpAddr) -> bool) -> Self {
        let input = schema(json!({
            "type": "object",
            "properties": {
                "url": {
                    "type": "string",
                    "title": "Address",
                    "description": "Of a page or a text on the public internet, `https://…` or `http://…`",
                    "minLength": 8,
                    "maxLength": 2000,
                },
            },
            "required": ["url"],
            "additionalProperties": false,
        }));
        Self {
            input,
            resolver,
            allowed,
        }
    }
}

impl fmt::Debug for HttpFetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpFetch")
    }
}

#[async_trait]
impl Tool for HttpFetch {
    fn name(&self) -> &'static str {
        "http_fetch"
    }

    fn title(&self) -> &'static str {
        "Fetch a page"
    }

    fn description(&self) -> &'static str {
        "Gets a page or a text from the public internet and gives its text."
    }

    fn input(&self) -> &InputSchema {
        &self.input
    }

    fn annotations(&self) -> ToolAnnotations {
        ToolAnnotations {
            read_only_hint: Some(true),
            open_world_hint: Some(true),
            ..ToolAnnotations::default()
        }
    }

    fn permission(&self) -> ToolPermission {
        ToolPermission::Ask
    }

    fn limit(&self) -> Duration {
        Duration::from_secs(30)
    }

    async fn run(
        &self,
        context: ToolContext,
        args: Map<String, Value>,
    ) -> Result<Value, ToolError> {
        let url = args.get("url").and_then(Value::as_str).unwrap_or_default();
        let got = get(&*self.resolver, self.allowed, url, |line| context.log(line));
        let page = readable(got.await?)?;
        let mut shown = json!({
            "url": page.url,
            "status": page.status,
            "contentType": page.kind,
            "text": page.text,
            "truncated": page.truncated,
        });
        if let Some(title) = page.title {
            shown["title"] = title.into();
        }
        Ok(shown)
    }
}
