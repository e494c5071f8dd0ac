use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Map, Value};
use thalweg_wire::{ToolAnnotations, ToolOrigin, ToolPermission};

use crate::{InputSchema, ToolContext};

/// Why a tool failed, in words for a person and for a model: what was wrong and what would be right.
/// No secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ToolError(pub String);

impl ToolError {
    /// A failure in these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

/// Something that can be called. One value serves every call, many at a time.
#[async_trait]
pub trait Tool: Send + Sync + 'static {
    /// What it is called by: 1 to 64 of `A-Z a-z 0-9 _ -`, unique on a server.
    fn name(&self) -> &str;

    /// What to show.
    fn title(&self) -> &str;

    /// What it does and when to call it, for models and people.
    fn description(&self) -> &str;

    /// What its arguments are.
    fn input(&self) -> &InputSchema;

    /// Where it comes from.
    fn origin(&self) -> ToolOrigin {
        ToolOrigin::Builtin
    }

    /// The server that offers it, if one does.
    fn server(&self) -> Option<&str> {
        None
    }

    /// What it says of itself.
    fn annotations(&self) -> ToolAnnotations {
        ToolAnnotations::default()
    }

    /// Whether it may be called by somebody who chose nothing.
    fn permission(&self) -> ToolPermission {
        ToolPermission::Ask
    }

    /// Whether it is for the server's owner alone. To others it does not exist then.
    fn is_owners(&self) -> bool {
        false
    }

    /// The longest that a call may take; it is dropped then. 60 s.
    fn limit(&self) -> Duration {
        Duration::from_secs(60)
    }

    /// Does it. `args` fit [`Tool::input`]. The result is any JSON, at most 1 MiB of it.
    ///
    /// The future is dropped when the job is stopped, when its time is over, and when the server goes
    /// down, so it must not block the thread; work that it hands to others ends by
    /// [`ToolContext::stopped`].
    ///
    /// # Errors
    /// [`ToolError`], which the caller is told.
    async fn run(&self, context: ToolContext, args: Map<String, Value>)
    -> Result<Value, ToolError>;
}
