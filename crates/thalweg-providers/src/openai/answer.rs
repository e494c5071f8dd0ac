use serde_json::Value;
use thalweg_chat::{DeltaKind, FinishReason, ModelDelta};
use thalweg_wire::Usage;

use super::calls::Calls;
use super::chunk::{CallPiece, Choice, Chunk, Counted};
use crate::upstream::{Dialect, Event, Fault, Step};

/// The answer of one chat completion.
#[derive(Debug, Default)]
pub(crate) struct OpenAiAnswer {
    calls: Calls,
    reason: Option<FinishReason>,
    refused: bool,
    usage: Option<Usage>,
}

impl Dialect for OpenAiAnswer {
    fn take(&mut self, event: &Event, out: &mut Vec<ModelDelta>) -> Result<Step, Fault> {
        if event.data.trim() == "[DONE]" {
            return Ok(Step::Ended);
        }
        let chunk = match serde_json::from_str::<Chunk>(&event.data) {
            Ok(chunk) => chunk,
            Err(_) if event.kind == "error" => return Err(Fault::of_words("", None, &event.data)),
            Err(_) => return Err(Fault::Garbled),
        };
        if let Some(fault) = fault_of(&chunk, event) {
            return Err(fault);
        }
        for choice in chunk.choices {
            // One answer is asked for; more would be mixed into one text.
            if choice.index.unwrap_or_default() == 0 {
                self.hear(choice, out)?;
            }
        }
        if let Some(usage) = chunk.usage.as_ref().and_then(usage_of)
            && self.usage != Some(usage)
        {
            self.usage = Some(usage);
            out.push(ModelDelta::Usage(usage));
        }
        Ok(if self.reason.is_some() {
            Step::Ending
        } else {
            Step::On
        })
    }

    fn finish(&mut self, out: &mut Vec<ModelDelta>) -> Result<(), Fault> {
        let reason = match self.reason {
            _ if self.refused => FinishReason::Refused,
            Some(reason @ (FinishReason::Length | FinishReason::Refused)) => reason,
            // Whatever reason is told: a model that called tools waits for them.
            _ if !self.calls.is_empty() => FinishReason::ToolCalls,
            _ => FinishReason::Complete,
        };
        if reason == FinishReason::ToolCalls {
            out.extend(self.calls.take()?.into_iter().map(ModelDelta::ToolCall));
        }
        out.push(ModelDelta::Finish(reason));
        Ok(())
    }
}

impl OpenAiAnswer {
    fn hear(&mut self, choice: Choice, out: &mut Vec<ModelDelta>) -> Result<(), Fault> {
        let mut say = |kind, text: String| {
            if !text.is_empty() {
                out.push(ModelDelta::Piece { kind, text });
            }
        };
        let delta = choice.delta.or(choice.message).unwrap_or_default();
        let (text, thinking) = delta.content();
        say(DeltaKind::Reasoning, thinking);
        // The same thinking under two names, from those who serve clients of both.
        let named = [delta.reasoning_content, delta.reasoning];
        let thinking = named.into_iter().flatten().find(|text| !text.is_empty());
        say(DeltaKind::Reasoning, thinking.unwrap_or_default());
        say(DeltaKind::Text, text);
        let refusal = delta.refusal.unwrap_or_default();
        self.refused |= !refusal.is_empty();
        say(DeltaKind::Text, refusal);
        for piece in delta.tool_calls {
            self.calls.push(piece)?;
        }
        if let Some(function) = delta.function_call {
            self.calls.push(CallPiece {
                function,
                ..CallPiece::default()
            })?;
        }
        match choice.finish_reason.as_deref() {
            None | Some("") => {}
            // The server gave the answer up, which is no end that the model chose.
            Some("abort" | "cancelled") => {}
            Some("error") => return Err(Fault::Failed),
            Some("length" | "max_tokens" | "model_length") => {
                self.reason = Some(FinishReason::Length);
            }
            Some("content_filter" | "refusal") => self.reason = Some(FinishReason::Refused),
            Some(_) => self.reason = Some(FinishReason::Complete),
        }
        Ok(())
    }
}

/// The error that a chunk tells, if it does.
fn fault_of(chunk: &Chunk, event: &Event) -> Option<Fault> {
    let inner = chunk.choices.iter().map(|choice| &choice.error);
    let told = std::iter::once(&chunk.error).chain(inner).find(is_said);
    if let Some(error) = told {
        let word = |field: &str| error[field].as_str().unwrap_or_default();
        let kind = match word("type") {
            // The code is the narrower word of the two.
            _ if !word("code").is_empty() => word("code"),
            kind => kind,
        };
        let status = number(&error["code"]).or_else(|| number(&error["status"]));
        return Some(Fault::of_words(kind, status, &event.data));
    }
    let bare = chunk.object == "error" || is_said(&&chunk.detail) || event.kind == "error";
    bare.then(|| {
        let all: Value = serde_json::from_str(&event.data).unwrap_or_default();
        let kind = all["type"].as_str().unwrap_or_default();
        Fault::of_words(kind, number(&all["code"]), &event.data)
    })
}

fn is_said(error: &&Value) -> bool {
    match error {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}

/// A status, as a number or as a text of one.
fn number(value: &Value) -> Option<u16> {
    match value {
        Value::Number(number) => number.as_u64()?.try_into().ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn usage_of(counted: &Counted) -> Option<Usage> {
    let count = |count: Option<u64>| {
        let count = count.unwrap_or_default();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    let known = counted.prompt_tokens.is_some() || counted.completion_tokens.is_some();
    known.then(|| Usage {
        input_tokens: count(counted.prompt_tokens),
        output_tokens: count(counted.completion_tokens),
    })
}
