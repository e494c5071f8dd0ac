use std::sync::Arc;

use serde_json::Value;
use thalweg_chat::{InputSchema, Tool};

use crate::{
    Calculator, Clock, Countdown, Folders, HttpFetch, ListFiles, ReadFile, SearchConversations,
};

/// The tools that need no configuration, in the order in which to show them.
pub fn builtin() -> Vec<Arc<dyn Tool>> {
    vec![
        Arc::new(Calculator::default()),
        Arc::new(Clock::default()),
        Arc::new(SearchConversations::default()),
        Arc::new(HttpFetch::default()),
        Arc::new(Countdown::default()),
    ]
}

/// The tools for folders that the owner opened; none if there are no folders.
pub fn files(folders: &Folders) -> Vec<Arc<dyn Tool>> {
    if folders.is_empty() {
        return Vec::new();
    }
    vec![
        Arc::new(ListFiles::new(folders.clone())),
        Arc::new(ReadFile::new(folders.clone())),
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
        let folder = tempfile::tempdir().expect("a folder");
        let folders = Folders::open(&[folder.path().into()]).expect("opened");
        for tool in builtin().into_iter().chain(files(&folders)) {
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
