mod number;
mod parse;
mod read;

use async_trait::async_trait;
use serde_json::{Map, Value, json};
use thalweg_chat::{InputSchema, Tool, ToolContext, ToolError};
use thalweg_wire::{ToolAnnotations, ToolPermission};

#[cfg(feature = "fuzzing")]
pub(crate) use self::parse::calculate;
use self::parse::evaluate;
use crate::builtin::schema;

/// Arithmetic with exact decimals where that is possible.
#[derive(Debug)]
pub struct Calculator(InputSchema);

impl Default for Calculator {
    fn default() -> Self {
        Self(schema(json!({
            "type": "object",
            "properties": {
                "expression": {
                    "type": "string",
                    "title": "Expression",
                    "description": "Such as `0.17 * 2340`, `17% of 2,340`, `(2 + 3)^4` or `sqrt(2) * pi`",
                    "minLength": 1,
                    "maxLength": 1000,
                },
            },
            "required": ["expression"],
            "additionalProperties": false,
        })))
    }
}

#[async_trait]
impl Tool for Calculator {
    fn name(&self) -> &'static str {
        "calculator"
    }

    fn title(&self) -> &'static str {
        "Calculator"
    }

    fn description(&self) -> &'static str {
        "Calculates an expression: + - * / ^ and parentheses, percent, pi, e, and the functions \
         sqrt, abs, round, floor, ceil, min, max, exp, ln, log, sin, cos, tan (angles in radians)."
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

    async fn run(&self, _: ToolContext, args: Map<String, Value>) -> Result<Value, ToolError> {
        let text = args.get("expression").and_then(Value::as_str);
        let result = evaluate(text.unwrap_or_default()).map_err(ToolError)?;
        Ok(json!({ "result": result.to_string(), "exact": result.is_exact() }))
    }
}
