use std::sync::Arc;

use serde_json::Value;
use thalweg_chat::{InputSchema, Tool};

use crate::{Calculator, Clock, Countdown, SearchConversations};

/// The tools that need no configuration, in the order in which to show them.
pub fn builtin() -> Vec<Arc<dyn Tool>> {
    vec![
        Arc::new(Calculator::default()),
        Arc::new(Clock::default()),
        Arc::new(SearchConversations::default()),
        Arc::new(Countdown::default()),
    ]
}

/// A schema that is written in this crate.
pub(crate) fn schema(json: Value) -> InputSchema {
    // Each is read by a test, so that none can be wrong at run time.
    InputSchema::new(json).expect("a schema of ours is one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_has_a_name_that_models_take_and_says_what_it_is() {
        for tool in builtin() {
            let name = tool.name();
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            assert!(name.len() <= 64 && name.chars().all(plain), "{name}");
            assert!(
                !tool.title().is_empty() && tool.description().len() > 20,
                "{name}"
            );
            assert_eq!(tool.input().json()["additionalProperties"], false, "{name}");
        }
    }
}
