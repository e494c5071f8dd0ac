#![doc = include_str!("../README.md")]

mod advance;
mod append;
mod calls;
mod config;
mod continues;
mod conversations;
mod delete;
mod delete_all;
mod draft;
mod drafts;
mod drain;
mod estimate;
mod events;
mod fill;
mod finish;
mod fork;
mod gather;
mod history;
mod hold;
mod jobs;
mod key;
mod launch;
mod locks;
mod messages;
mod model;
mod naming;
mod page;
mod plan;
mod project;
mod queue;
mod quota;
mod recover;
mod registry;
mod rejection;
mod render;
mod rounds;
mod said;
mod search;
mod service;
mod sessions;
mod sources;
mod start;
mod stop;
mod store;
mod task;
mod templates;
mod title;
mod tools;
mod transfer;
mod validate;
mod waiting;

pub use config::ChatConfig;
pub use conversations::{CreateConversationError, ReadError, UpdateConversationError};
pub use delete::DeleteConversationError;
pub use draft::Draft;
pub use drafts::{DraftRow, SaveDraftError};
pub use drain::Drained;
pub use fork::ForkConversationError;
pub use jobs::{
    DecideApprovalError, DrainedJobs, InvokeToolError, JobConfig, JobPrivate, JobRow, JobStore,
    StopJobError,
};
pub use messages::{AddMessageError, messages_cursor};
pub use model::{
    Called, DeltaKind, FinishReason, Kept, ModelDelta, ModelError, ModelProvider, ModelRequest,
    ModelStream, ToolOffer, ToolRequest, Turn,
};
pub use project::{MessagePrivate, RowChange, RunPrivate, RunRow, project};
pub use queue::{ChangeQueueError, QueuedPrivate, QueuedRow};
pub use quota::{DonePrivate, QuotaExceeded, Spending};
pub use rejection::Rejection;
pub use search::{Hit, HitMessage, Phrase, SEARCHED_WORDS, SearchError, SearchQuery, Word, words};
pub use service::Chat;
pub use sessions::{
    AckError, CallProgress, Invoked, JobSession, ResumedSession, SessionConfig, SessionEnd,
    SessionHandle,
};
pub use sources::{
    FixedSources, HttpToolMaker, McpHealth, McpServerMaker, SourceError, SourceKind, SourceStore,
    Sources,
};
pub use start::{StartRunError, Started};
pub use stop::StopRunError;
pub use store::{
    AsOf, ChatStore, ConversationQuery, ConversationRow, ListKey, Listed, MessageQuery, Shelf,
};
pub use templates::{MAX_TEMPLATES, TemplateError, folded_name};
pub use tools::{
    Answered, BadSchema, Deadline, Hold, InputSchema, Question, Tool, ToolContext, ToolError,
    ToolSource, Toolbox, UpdateToolError,
};
pub use transfer::{Export, ExportFormat, ImportError};
