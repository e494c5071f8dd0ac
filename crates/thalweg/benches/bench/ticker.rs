use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Map, Value, json};
use thalweg_chat::{InputSchema, Tool, ToolContext, ToolError};
use thalweg_wire::ToolPermission;
use tokio::time::{Instant, sleep_until};

/// How often it tells how far it is.
const TICK: Duration = Duration::from_millis(100);
/// When it would be done.
const LONG: f64 = 36_000.0;

/// A tool that tells how far it is ten times a second, for an hour.
pub(crate) struct Ticker(InputSchema);

impl Ticker {
    pub(crate) fn new() -> anyhow::Result<Self> {
        Ok(Self(InputSchema::new(json!({ "type": "object" }))?))
    }
}

#[async_trait]
impl Tool for Ticker {
    fn name(&self) -> &'static str {
        "ticker"
    }

    fn title(&self) -> &'static str {
        "Ticker"
    }

    fn description(&self) -> &'static str {
        "Tells how far it is ten times a second."
    }

    fn input(&self) -> &InputSchema {
        &self.0
    }

    fn permission(&self) -> ToolPermission {
        ToolPermission::Allow
    }

    fn limit(&self) -> Duration {
        Duration::from_secs(3_600)
    }

    async fn run(&self, context: ToolContext, _: Map<String, Value>) -> Result<Value, ToolError> {
        let mut due = Instant::now();
        let mut ticks = 0.0;
        loop {
            due += TICK;
            sleep_until(due).await;
            ticks += 1.0;
            context.progress(ticks / LONG);
        }
    }
}
