use std::pin::Pin;

use async_trait::async_trait;
use futures_util::Stream;
use serde::{Deserialize, Serialize};
use thalweg_wire::{ErrorCode, Model, Role, Usage};

/// One message of the history that a model is shown; of an answer that called tools, one round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Whose words.
    pub role: Role,
    /// The words. Empty if there are `calls` alone.
    pub text: String,
    /// What the provider gave to be handed back with this turn, see [`ModelDelta::Keep`].
    pub kept: Option<Kept>,
    /// The calls after the words, with their results: a model is never shown one without the other.
    pub calls: Vec<Called>,
}

impl Turn {
    /// Words alone.
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self {
            role,
            text: text.into(),
            kept: None,
            calls: Vec::new(),
        }
    }
}

/// A call of a tool and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// Unique in the message: 1 to 64 of `A-Z a-z 0-9 _ -`.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Its arguments, an object.
    pub args: serde_json::Value,
    /// What the model is told of its end.
    pub result: String,
    /// Whether it did not end well.
    pub failed: bool,
}

/// A tool that a model may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolOffer {
    /// What it is called by.
    pub name: String,
    /// What it does and when to call it.
    pub description: String,
    /// JSON Schema of its arguments, which are an object.
    pub schema: serde_json::Value,
}

/// Something that only the provider understands, such as a signature of its thinking. It is stored
/// with the message and never sent to a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Whose it is: a provider takes back only its own.
    pub provider: String,
    /// It.
    pub data: serde_json::Value,
}

/// What a model is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelRequest {
    /// The model's id, one of [`ModelProvider::models`].
    pub model: String,
    /// Instructions that stand above the conversation.
    pub system: Option<String>,
    /// The branch, oldest first. The last turn is the user's, or, if the model is to write on, the
    /// assistant's unfinished one, or one whose calls have their results.
    pub turns: Vec<Turn>,
    /// More text for the model.
    pub context: Option<String>,
    /// Whether it should think first, if the person said so.
    pub reasoning: Option<bool>,
    /// The longest answer, in tokens; the provider's own limit if absent.
    pub max_tokens: Option<u32>,
    /// What the model may call.
    pub tools: Vec<ToolOffer>,
    /// It has called enough and is to answer: `tools` only explain the calls of its turns.
    pub no_calls: bool,
}

/// What a piece of text is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeltaKind {
    /// The answer.
    Text,
    /// The model's thinking.
    Reasoning,
}

/// Why a model ended by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FinishReason {
    /// It said all.
    Complete,
    /// It reached its limit of length.
    Length,
    /// It refused, or a filter cut it.
    Refused,
    /// It waits for the results of the tools that it called.
    ToolCalls,
}

/// A model's wish to call a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolRequest {
    /// Unique in the answer.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Its arguments as the model wrote them; JSON, if the model made no mistake.
    pub arguments: String,
}

/// One thing that a model says. A stream that ends without [`ModelDelta::Finish`] was cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelDelta {
    /// A piece of text.
    Piece {
        /// What it is of.
        kind: DeltaKind,
        /// The text, whole characters.
        text: String,
    },
    /// The model calls a tool. Whole: the provider has put its pieces together.
    ToolCall(ToolRequest),
    /// Something to be handed back with this answer when the conversation goes on; the last one
    /// counts.
    Keep(Kept),
    /// What the model counted; the last one counts.
    Usage(Usage),
    /// The model ended by itself. Nothing comes after it.
    Finish(FinishReason),
}

/// Why a model failed, in words for a person; no secrets and no text of the upstream.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ModelError {
    /// The stable word.
    pub code: ErrorCode,
    /// What happened and what to do.
    pub message: String,
    /// How long to wait before trying again, in milliseconds, if the upstream said so.
    pub retry_after_ms: Option<u32>,
}

/// What a model says, piece by piece. Dropping it drops the call.
pub type ModelStream = Pin<Box<dyn Stream<Item = Result<ModelDelta, ModelError>> + Send>>;

/// A source of models.
#[async_trait]
pub trait ModelProvider: Send + Sync + 'static {
    /// What can be asked, the default first.
    fn models(&self) -> Vec<Model>;

    /// Asks a model.
    ///
    /// # Errors
    /// [`ModelError`] if the call failed before the model said anything.
    async fn stream(&self, request: &ModelRequest) -> Result<ModelStream, ModelError>;

    /// Whether a model is worth asking for a title; otherwise titles are made by rule.
    fn makes_titles(&self, _model: &str) -> bool {
        true
    }
}
