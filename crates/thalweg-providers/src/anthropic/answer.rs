use serde_json::{Value, json};
use thalweg_chat::{DeltaKind, FinishReason, Kept, ModelDelta};
use thalweg_wire::Usage;

use super::blocks::Blocks;
use super::event::Told;
use crate::upstream::{Dialect, Event, Fault, Step};

/// The answer of one request for a message.
#[derive(Debug)]
pub(crate) struct AnthropicAnswer {
    /// Whose answer it is: the upstream and its model.
    upstream: String,
    model: String,
    blocks: Blocks,
    reason: Option<FinishReason>,
    input_tokens: u32,
    output_tokens: u32,
}

impl AnthropicAnswer {
    pub(crate) fn new(upstream: &str, model: &str) -> Self {
        Self {
            upstream: upstream.into(),
            model: model.into(),
            blocks: Blocks::default(),
            reason: None,
            input_tokens: 0,
            output_tokens: 0,
        }
    }

    fn count(&mut self, usage: &Value, out: &mut Vec<ModelDelta>) {
        let count = |field: &str| {
            let count = usage[field].as_u64()?;
            Some(u32::try_from(count).unwrap_or(u32::MAX))
        };
        let before = (self.input_tokens, self.output_tokens);
        if let Some(read) = count("input_tokens") {
            // What came from the cache was read as well.
            self.input_tokens = read
                .saturating_add(count("cache_creation_input_tokens").unwrap_or_default())
                .saturating_add(count("cache_read_input_tokens").unwrap_or_default());
        }
        // Each number is the total so far.
        self.output_tokens = count("output_tokens").unwrap_or(self.output_tokens);
        if (self.input_tokens, self.output_tokens) != before {
            out.push(ModelDelta::Usage(Usage {
                input_tokens: self.input_tokens,
                output_tokens: self.output_tokens,
            }));
        }
    }

    fn keep(&self, index: u64, out: &mut Vec<ModelDelta>) {
        if let Some(blocks) = self.blocks.kept(index) {
            out.push(ModelDelta::Keep(Kept {
                provider: self.upstream.clone(),
                data: json!({ "model": self.model, "blocks": blocks }),
            }));
        }
    }
}

impl Dialect for AnthropicAnswer {
    fn take(&mut self, event: &Event, out: &mut Vec<ModelDelta>) -> Result<Step, Fault> {
        let told = match serde_json::from_str::<Told>(&event.data) {
            Ok(told) => told,
            Err(_) if event.kind == "error" => return Err(Fault::of_words("", None, &event.data)),
            Err(_) => return Err(Fault::Garbled),
        };
        let kind = if told.kind.is_empty() {
            event.kind.as_str()
        } else {
            told.kind.as_str()
        };
        if kind == "error" || event.kind == "error" || !told.error.is_null() {
            let kind = told.error["type"].as_str().unwrap_or_default();
            return Err(Fault::of_words(kind, None, &event.data));
        }
        match kind {
            "message_start" => self.count(&told.message["usage"], out),
            "content_block_start" => {
                self.blocks.start(told.index, &told.content_block)?;
                say(DeltaKind::Reasoning, &told.content_block["thinking"], out);
                say(DeltaKind::Text, text_of(&told.content_block), out);
            }
            "content_block_delta" => {
                match told.delta["type"].as_str() {
                    Some("text_delta") => say(DeltaKind::Text, &told.delta["text"], out),
                    Some("thinking_delta") => {
                        say(DeltaKind::Reasoning, &told.delta["thinking"], out);
                    }
                    _ => {}
                }
                self.blocks.push(told.index, &told.delta)?;
            }
            "content_block_stop" => self.keep(told.index, out),
            "message_delta" => {
                self.count(&told.usage, out);
                if let Some(reason) = told.delta["stop_reason"].as_str() {
                    self.reason = Some(reason_of(reason));
                }
            }
            "message_stop" => return Ok(Step::Ended),
            // Signs of life, and whatever will be added.
            _ => {}
        }
        Ok(if self.reason.is_some() {
            Step::Ending
        } else {
            Step::On
        })
    }

    fn finish(&mut self, out: &mut Vec<ModelDelta>) -> Result<(), Fault> {
        let reason = match self.reason {
            Some(reason @ (FinishReason::Length | FinishReason::Refused)) => reason,
            _ if self.blocks.has_calls() => FinishReason::ToolCalls,
            _ => FinishReason::Complete,
        };
        if reason == FinishReason::ToolCalls {
            let calls = self.blocks.take_calls()?;
            out.extend(calls.into_iter().map(ModelDelta::ToolCall));
        }
        out.push(ModelDelta::Finish(reason));
        Ok(())
    }
}

fn reason_of(reason: &str) -> FinishReason {
    match reason {
        // A turn that pauses for the server's own tools, or lacks room, can be written on.
        "max_tokens" | "model_context_window_exceeded" | "pause_turn" => FinishReason::Length,
        "refusal" => FinishReason::Refused,
        "tool_use" => FinishReason::ToolCalls,
        _ => FinishReason::Complete,
    }
}

/// The text that a block of text begins with; of other blocks it is none for a person.
fn text_of(block: &Value) -> &Value {
    match block["type"].as_str() {
        Some("text") => &block["text"],
        _ => &Value::Null,
    }
}

fn say(kind: DeltaKind, text: &Value, out: &mut Vec<ModelDelta>) {
    if let Some(text) = text.as_str().filter(|text| !text.is_empty()) {
        out.push(ModelDelta::Piece {
            kind,
            text: text.into(),
        });
    }
}
