//! Conversations out of the server, as files, and back into it.

mod check;
mod export;
mod filename;
mod import;
mod markdown;

pub use self::export::{Export, ExportFormat};
pub use self::import::ImportError;

/// What the JSON of a conversation says that it is.
const FORMAT: &str = "thalweg.conversation";
/// The version of that form.
const VERSION: u32 = 1;
