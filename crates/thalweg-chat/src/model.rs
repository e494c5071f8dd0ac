use std::pin::Pin;

use async_trait::async_trait;
use futures_util::Stream;
use thalweg_wire::{ErrorCode, Model, Role, Usage};

/// One message of the history that a model is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Whose words.
    pub role: Role,
    /// The words.
    pub text: String,
}

/// What a model is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelRequest {
    /// The model's id, one of [`ModelProvider::models`].
    pub model: String,
    /// The branch, oldest first; the last turn is the user's.
    pub turns: Vec<Turn>,
    /// More text for the model.
    pub context: Option<String>,
    /// Whether it should think first, if the person said so.
    pub reasoning: Option<bool>,
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
    async fn stream(&self, request: ModelRequest) -> Result<ModelStream, ModelError>;
}
