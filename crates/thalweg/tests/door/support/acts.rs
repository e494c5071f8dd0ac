use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Map, Value, json};
use thalweg_chat::{InputSchema, Tool, ToolContext, ToolError, Toolbox};
use thalweg_testkit::{TestServer, TestServerBuilder};
use thalweg_wire::ToolPermission;

type Args = Map<String, Value>;
type Doing = Pin<Box<dyn Future<Output = Result<Value, ToolError>> + Send>>;

/// A tool that does what a test says. It takes `{ n?: integer }`.
pub(crate) struct Act {
    name: &'static str,
    input: InputSchema,
    permission: ToolPermission,
    limit: Duration,
    act: Box<dyn Fn(ToolContext, Args) -> Doing + Send + Sync>,
}

impl Act {
    pub(crate) fn new<F, Doing>(name: &'static str, act: F) -> Self
    where
        F: Fn(ToolContext, Args) -> Doing + Send + Sync + 'static,
        Doing: Future<Output = Result<Value, ToolError>> + Send + 'static,
    {
        let schema = json!({
            "type": "object",
            "properties": { "n": { "type": "integer" } },
            "additionalProperties": false,
        });
        Self {
            name,
            input: InputSchema::new(schema).expect("a schema"),
            permission: ToolPermission::Allow,
            limit: Duration::from_secs(60),
            act: Box::new(move |context, args| Box::pin(act(context, args))),
        }
    }

    /// A tool that never ends by itself.
    pub(crate) fn hang() -> Self {
        Self::new("hang", |_, _| std::future::pending())
    }

    pub(crate) fn asks(mut self) -> Self {
        self.permission = ToolPermission::Ask;
        self
    }

    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }
}

#[async_trait]
impl Tool for Act {
    fn name(&self) -> &str {
        self.name
    }

    fn title(&self) -> &'static str {
        "Act"
    }

    fn description(&self) -> &'static str {
        "Does what a test says."
    }

    fn input(&self) -> &InputSchema {
        &self.input
    }

    fn permission(&self) -> ToolPermission {
        self.permission
    }

    fn limit(&self) -> Duration {
        self.limit
    }

    async fn run(&self, context: ToolContext, args: Args) -> Result<Value, ToolError> {
        (self.act)(context, args).await
    }
}

/// These tools.
pub(crate) fn toolbox(acts: impl IntoIterator<Item = Act>) -> Toolbox {
    Toolbox::new(acts.into_iter().map(|act| Arc::new(act) as Arc<dyn Tool>))
}

/// A server with these tools.
pub(crate) fn acting(acts: impl IntoIterator<Item = Act>) -> TestServerBuilder {
    TestServer::builder().tools(Arc::new(toolbox(acts)))
}
