#![doc = include_str!("../README.md")]

mod draft;
mod model;
mod project;
mod store;

pub use draft::Draft;
pub use model::{
    DeltaKind, FinishReason, ModelDelta, ModelError, ModelProvider, ModelRequest, ModelStream, Turn,
};
pub use project::{RowChange, RunPrivate, RunRow, project};
pub use store::{AsOf, ChatStore, ConversationRow, ListKey, Listed, MessageQuery};
