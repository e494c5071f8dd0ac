use async_trait::async_trait;
use serde_json::{Map, Value};
use thalweg_wire::{FieldError, NewHttpTool};

use crate::ToolError;

/// Makes tools of definitions of HTTP requests, and offers them.
#[async_trait]
pub trait HttpToolMaker: Send + Sync + 'static {
    /// What is wrong with a definition; nothing if it can be offered.
    fn check(&self, tool: &NewHttpTool) -> Vec<FieldError>;

    /// Offers a tool from now on, in place of one of the same name. Calls that run go on as they began.
    /// One that cannot be offered has a [`Self::problem`], and others are offered all the same.
    fn put(&self, tool: NewHttpTool);

    /// Offers the tool of that name no more.
    fn remove(&self, name: &str);

    /// Why the tool of that name is not offered, in words for a person.
    fn problem(&self, name: &str) -> Option<String>;

    /// Does what a tool does, once. `args` fit its schema.
    ///
    /// # Errors
    /// [`ToolError`] as of a call.
    async fn try_once(
        &self,
        tool: NewHttpTool,
        args: Map<String, Value>,
    ) -> Result<Value, ToolError>;
}
