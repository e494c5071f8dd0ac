use async_trait::async_trait;
use serde_json::{Map, Value, json};
use thalweg_chat::{InputSchema, Tool, ToolContext, ToolError};
use thalweg_wire::{ToolAnnotations, ToolPermission};

use crate::builtin::schema;

/// How many places are given.
const PLACES: usize = 10;

/// Looks through the conversations of the one who calls.
#[derive(Debug)]
pub struct SearchConversations(InputSchema);

impl Default for SearchConversations {
    fn default() -> Self {
        Self(schema(json!({
            "type": "object",
            "properties": {
                "query": {
                    "type": "string",
                    "title": "Words",
                    "description": "Words that must all be in the text; the last letters of a word may be missing",
                    "minLength": 1,
                    "maxLength": 200,
                },
            },
            "required": ["query"],
            "additionalProperties": false,
        })))
    }
}

#[async_trait]
impl Tool for SearchConversations {
    fn name(&self) -> &'static str {
        "search_conversations"
    }

    fn title(&self) -> &'static str {
        "Search conversations"
    }

    fn description(&self) -> &'static str {
        "Finds earlier messages and titles in the person's own conversations, the newest first."
    }

    fn input(&self) -> &InputSchema {
        &self.0
    }

    fn annotations(&self) -> ToolAnnotations {
        ToolAnnotations {
            read_only_hint: Some(true),
            open_world_hint: Some(false),
            ..ToolAnnotations::default()
        }
    }

    fn permission(&self) -> ToolPermission {
        ToolPermission::Allow
    }

    async fn run(
        &self,
        context: ToolContext,
        args: Map<String, Value>,
    ) -> Result<Value, ToolError> {
        let query = args.get("query").and_then(Value::as_str);
        let page = context.search(query.unwrap_or_default(), PLACES).await?;
        let hits = page.items.into_iter().map(|hit| {
            let mut shown = json!({
                "conversationId": hit.conversation_id,
                "title": hit.title,
                "snippet": hit.snippet,
                "at": hit.at,
            });
            if let Some(message) = hit.message_id {
                shown["messageId"] = json!(message);
            }
            if let Some(role) = hit.role {
                shown["role"] = json!(role);
            }
            shown
        });
        let hits: Vec<Value> = hits.collect();
        Ok(json!({ "hits": hits, "more": page.next_cursor.is_some() }))
    }
}
