use serde_json::{Value, json};
use thalweg_chat::ToolRequest;

use crate::upstream::{Fault, unique};

/// The most blocks of one answer.
const MOST: usize = 1024;
/// The most text that is gathered of thinking and of arguments, in bytes.
const LONGEST: usize = 16 * 1024 * 1024;

/// The blocks of an answer that more is made of than text.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    blocks: Vec<(u64, Block)>,
    size: usize,
}

#[derive(Debug)]
enum Block {
    Thinking {
        thinking: String,
        signature: String,
    },
    Redacted(Value),
    Tool {
        id: String,
        name: String,
        input: String,
    },
    /// Text, and everything that the server does by itself or that came later.
    Other,
}

impl Blocks {
    /// A block begins.
    ///
    /// # Errors
    /// [`Fault::Garbled`] if there are too many.
    pub(crate) fn start(&mut self, index: u64, block: &Value) -> Result<(), Fault> {
        let text = |field: &str| block[field].as_str().unwrap_or_default().to_owned();
        let new = match block["type"].as_str() {
            Some("thinking") => Block::Thinking {
                thinking: text("thinking"),
                signature: text("signature"),
            },
            Some("redacted_thinking") => Block::Redacted(block["data"].clone()),
            Some("tool_use") => Block::Tool {
                id: text("id"),
                name: text("name"),
                // Mostly an empty object, which the pieces that follow replace.
                input: match &block["input"] {
                    Value::Object(input) if !input.is_empty() => block["input"].to_string(),
                    _ => String::new(),
                },
            },
            _ => Block::Other,
        };
        self.blocks.push((index, new));
        self.grow(block["data"].as_str().map_or(0, str::len))?;
        if self.blocks.len() > MOST {
            return Err(Fault::Garbled);
        }
        Ok(())
    }

    /// More of a block.
    ///
    /// # Errors
    /// [`Fault::Garbled`] if it is too long.
    pub(crate) fn push(&mut self, index: u64, delta: &Value) -> Result<(), Fault> {
        let text = |field: &str| delta[field].as_str().unwrap_or_default();
        let block = self.blocks.iter_mut().rev().find(|(at, _)| *at == index);
        let grown = match (block, delta["type"].as_str()) {
            (Some((_, Block::Thinking { thinking, .. })), Some("thinking_delta")) => {
                thinking.push_str(text("thinking"));
                text("thinking").len()
            }
            (Some((_, Block::Thinking { signature, .. })), Some("signature_delta")) => {
                signature.push_str(text("signature"));
                text("signature").len()
            }
            (Some((_, Block::Tool { input, .. })), Some("input_json_delta")) => {
                input.push_str(text("partial_json"));
                text("partial_json").len()
            }
            _ => 0,
        };
        self.grow(grown)
    }

    /// What is to be handed back if the block `index` is one of thinking: all such blocks so far.
    pub(crate) fn kept(&self, index: u64) -> Option<Vec<Value>> {
        let of = |block: &Block| match block {
            Block::Thinking { signature, .. } if signature.is_empty() => None,
            Block::Thinking {
                thinking,
                signature,
            } => Some(json!({
                "type": "thinking", "thinking": thinking, "signature": signature,
            })),
            Block::Redacted(data) => Some(json!({ "type": "redacted_thinking", "data": data })),
            Block::Tool { .. } | Block::Other => None,
        };
        let (_, ended) = self.blocks.iter().rev().find(|(at, _)| *at == index)?;
        of(ended)?;
        Some(
            self.blocks
                .iter()
                .filter_map(|(_, block)| of(block))
                .collect(),
        )
    }

    /// Whether the model called a tool of ours.
    pub(crate) fn has_calls(&self) -> bool {
        let call = |(_, block): &(u64, Block)| matches!(block, Block::Tool { .. });
        self.blocks.iter().any(call)
    }

    /// The calls, whole. Of several with one id the later ones are given another.
    ///
    /// # Errors
    /// [`Fault::Garbled`] if one has no name or no id.
    pub(crate) fn take_calls(&mut self) -> Result<Vec<ToolRequest>, Fault> {
        let mut calls: Vec<ToolRequest> = Vec::new();
        for (_, block) in std::mem::take(&mut self.blocks) {
            let Block::Tool { id, name, input } = block else {
                continue;
            };
            if id.is_empty() || name.is_empty() {
                return Err(Fault::Garbled);
            }
            let arguments = if input.is_empty() { "{}".into() } else { input };
            calls.push(ToolRequest {
                id: unique(id, &calls),
                name,
                arguments,
            });
        }
        Ok(calls)
    }

    fn grow(&mut self, by: usize) -> Result<(), Fault> {
        self.size += by;
        if self.size > LONGEST {
            return Err(Fault::Garbled);
        }
        Ok(())
    }
}
