mod choices;
mod context;
mod kept;
mod reports;
mod schema;
mod source;
mod tool;

pub use self::choices::UpdateToolError;
pub(crate) use self::choices::{Chosen, tool_chosen};
pub use self::context::ToolContext;
pub(crate) use self::kept::KeptChoices;
pub(crate) use self::reports::{Reported, Reports};
pub use self::schema::{BadSchema, InputSchema};
pub use self::source::{ToolSource, Toolbox};
pub use self::tool::{Tool, ToolError};
