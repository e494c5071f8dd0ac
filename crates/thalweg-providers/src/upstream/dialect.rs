use thalweg_chat::{ModelDelta, ToolRequest};

use super::Fault;
use super::events::Event;

/// What a dialect makes of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// More is to come.
    On,
    /// All was said but for what counts tokens; an end of the bytes is no cut any more.
    Ending,
    /// Nothing comes after this.
    Ended,
}

/// The events of one answer, made into deltas.
pub(crate) trait Dialect: Send + 'static {
    /// Takes an event; deltas go to `out`.
    ///
    /// # Errors
    /// [`Fault`], which ends the answer.
    fn take(&mut self, event: &Event, out: &mut Vec<ModelDelta>) -> Result<Step, Fault>;

    /// Called once when the answer has ended by itself: gives tool calls and the reason.
    ///
    /// # Errors
    /// [`Fault`] if what the model said of tools cannot be put together.
    fn finish(&mut self, out: &mut Vec<ModelDelta>) -> Result<(), Fault>;
}

/// The id of a call after `others`, by which it is told from them: its own, or one that is made.
pub(crate) fn unique(mut id: String, others: &[ToolRequest]) -> String {
    let taken = |id: &str| others.iter().any(|other| other.id == id);
    let mut number = others.len() + 1;
    while id.is_empty() || taken(&id) {
        id = format!("call-{number}");
        number += 1;
    }
    id
}
