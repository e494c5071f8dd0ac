use serde_json::Value;
use thalweg_chat::ToolRequest;

use super::chunk::CallPiece;
use crate::upstream::{Fault, unique};

/// The most calls of one answer.
const MOST: usize = 128;
/// The most arguments of one answer, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;

/// Puts tool calls together from their pieces, which servers number in many ways: by index, by
/// index 0 for all, by id, by an id that is blank later on, or not at all.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    calls: Vec<Call>,
    size: usize,
}

#[derive(Debug, Default)]
struct Call {
    index: Option<u64>,
    id: String,
    name: String,
    arguments: String,
}

impl Calls {
    pub(crate) const fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Takes a piece.
    ///
    /// # Errors
    /// [`Fault::Garbled`] if there are too many, or too long ones.
    pub(crate) fn push(&mut self, piece: CallPiece) -> Result<(), Fault> {
        let id = piece.id.as_deref().unwrap_or_default().trim();
        let name = piece.function.name.as_deref().unwrap_or_default().trim();
        let arguments = match piece.function.arguments {
            Value::Null => String::new(),
            Value::String(text) => text,
            // A call that came at once, as JSON instead of a text of JSON.
            whole => whole.to_string(),
        };
        let at = match self.find(piece.index, id, name) {
            Some(at) => at,
            None if id.is_empty() && name.is_empty() && arguments.is_empty() => return Ok(()),
            None => {
                self.calls.push(Call {
                    index: piece.index,
                    ..Call::default()
                });
                self.calls.len() - 1
            }
        };
        self.size += arguments.len();
        if self.calls.len() > MOST || self.size > LONGEST {
            return Err(Fault::Garbled);
        }
        let call = &mut self.calls[at];
        if call.id.is_empty() {
            call.id.push_str(id);
        }
        if call.name.is_empty() {
            call.name.push_str(name);
        }
        call.arguments.push_str(&arguments);
        Ok(())
    }

    /// Which call a piece goes on with; none: it begins one.
    fn find(&self, index: Option<u64>, id: &str, name: &str) -> Option<usize> {
        let by_id = |call: &Call| !id.is_empty() && call.id == id;
        if let Some(at) = self.calls.iter().rposition(by_id) {
            return Some(at);
        }
        let last = match index {
            // Of several with one index the last one grows.
            Some(_) => self.calls.iter().rposition(|call| call.index == index)?,
            None => self.calls.len().checked_sub(1)?,
        };
        let call = &self.calls[last];
        let begins = if name.is_empty() {
            // A piece without a name goes on, whatever its id: some make a new id for each piece.
            false
        } else if call.name.is_empty() {
            false
        } else if id.is_empty() {
            // A name again: the same call told twice, or another one.
            index.is_none() || name != call.name || is_whole(&call.arguments)
        } else {
            !call.id.is_empty() || name != call.name
        };
        (!begins).then_some(last)
    }

    /// The calls, whole. Those without an id are given one.
    ///
    /// # Errors
    /// [`Fault::Garbled`] if one has no name.
    pub(crate) fn take(&mut self) -> Result<Vec<ToolRequest>, Fault> {
        let mut requests: Vec<ToolRequest> = Vec::new();
        for call in std::mem::take(&mut self.calls) {
            if call.name.is_empty() {
                return Err(Fault::Garbled);
            }
            let id = unique(call.id, &requests);
            let arguments = if call.arguments.trim().is_empty() {
                "{}".into()
            } else {
                call.arguments
            };
            requests.push(ToolRequest {
                id,
                name: call.name,
                arguments,
            });
        }
        Ok(requests)
    }
}

/// Whether arguments are complete.
fn is_whole(arguments: &str) -> bool {
    arguments.trim_end().ends_with('}')
        && serde_json::from_str::<serde::de::IgnoredAny>(arguments).is_ok()
}
