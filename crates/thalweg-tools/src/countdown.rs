use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Map, Value, json};
use thalweg_chat::{InputSchema, Tool, ToolContext, ToolError};
use thalweg_wire::{ToolAnnotations, ToolPermission};
use tokio::time::{Instant, sleep_until};

use crate::builtin::schema;

/// The longest countdown, in seconds.
const MOST: u32 = 3_600;

/// Counts down to zero, a second at a time, and tells how far it is.
#[derive(Debug)]
pub struct Countdown(InputSchema);

impl Default for Countdown {
    fn default() -> Self {
        Self(schema(json!({
            "type": "object",
            "properties": {
                "seconds": {
                    "type": "integer",
                    "title": "Seconds",
                    "description": "How long, 1 to 3600 seconds",
                    "minimum": 1,
                    "maximum": MOST,
                },
            },
            "required": ["seconds"],
            "additionalProperties": false,
        })))
    }
}

#[async_trait]
impl Tool for Countdown {
    fn name(&self) -> &'static str {
        "countdown"
    }

    fn title(&self) -> &'static str {
        "Countdown"
    }

    fn description(&self) -> &'static str {
        "Counts down from a number of seconds to zero and tells how far it is every second."
    }

    fn input(&self) -> &InputSchema {
        &self.0
    }

    fn annotations(&self) -> ToolAnnotations {
        ToolAnnotations {
            read_only_hint: Some(true),
            idempotent_hint: Some(true),
            open_world_hint: Some(false),
            ..ToolAnnotations::default()
        }
    }

    fn permission(&self) -> ToolPermission {
        ToolPermission::Allow
    }

    fn limit(&self) -> Duration {
        Duration::from_secs(u64::from(MOST) + 60)
    }

    async fn run(
        &self,
        context: ToolContext,
        args: Map<String, Value>,
    ) -> Result<Value, ToolError> {
        // A whole number may be written as `3.0`, which the schema takes for one.
        let seconds = args.get("seconds").and_then(Value::as_f64);
        let seconds = seconds.unwrap_or_default();
        let start = Instant::now();
        let mut gone = 0.0;
        while gone < seconds {
            context.progress(gone / seconds);
            context.log(&format!("{} s left", seconds - gone));
            gone += 1.0;
            sleep_until(start + Duration::from_secs_f64(gone)).await;
        }
        context.progress(1.0);
        Ok(json!({ "seconds": seconds }))
    }
}
