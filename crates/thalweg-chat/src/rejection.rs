use serde::{Deserialize, Serialize};
use thalweg_wire::{ErrorCode, FieldError};
use uuid::Uuid;

/// What a request asks for that cannot be done, whenever it is asked: 422 on the wire. Kept under
/// the idempotency key; stored by name: add, never rename.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
pub enum Rejection {
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Fields(Vec<FieldError>),
    /// No such model.
    #[error("there is no model `{0}`; GET /api/models names those there are")]
    UnknownModel(String),
    /// No such tool.
    #[error("there is no tool `{0}`")]
    UnknownTool(String),
    /// No such template.
    #[error("there is no template `{0}`")]
    UnknownTemplate(Uuid),
    /// Instructions, history, prompt and context are longer than the model takes; sizes in tokens,
    /// estimated.
    #[error(
        "instructions, history, prompt and context have about {size} tokens, the model takes \
         {limit}; shorten them, begin a new conversation, or choose a model that takes more"
    )]
    ContextTooLong {
        /// What was asked for.
        size: u32,
        /// What the model takes.
        limit: u32,
    },
    /// The run's message cannot be written on; in words why.
    #[error("{0}")]
    NotContinuable(String),
}

impl Rejection {
    /// The stable word for it.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Fields(_) => ErrorCode::InvalidFields,
            Self::UnknownModel(_) => ErrorCode::UnknownModel,
            Self::UnknownTool(_) => ErrorCode::UnknownTool,
            Self::UnknownTemplate(_) => ErrorCode::UnknownTemplate,
            Self::ContextTooLong { .. } => ErrorCode::ContextTooLong,
            Self::NotContinuable(_) => ErrorCode::NotContinuable,
        }
    }
}
