use async_trait::async_trait;
use serde_json::{Map, Value, json};
use thalweg_chat::{InputSchema, Tool, ToolContext, ToolError};
use thalweg_wire::ToolAnnotations;

use super::Folders;
use super::folders::told;
use crate::builtin::schema;

/// The most entries that are given.
const MOST: usize = 1_000;

/// Lists a folder that the owner opened, for the owner alone.
#[derive(Debug)]
pub struct ListFiles {
    input: InputSchema,
    folders: Folders,
}

impl ListFiles {
    /// Lists what is in these folders.
    pub fn new(folders: Folders) -> Self {
        let input = schema(json!({
            "type": "object",
            "properties": {
                "path": {
                    "type": "string",
                    "title": "Folder",
                    "description": "Such as `notes/2026`; empty for the folders that are open",
                    "maxLength": 1000,
                },
            },
            "additionalProperties": false,
        }));
        Self { input, folders }
    }
}

#[async_trait]
impl Tool for ListFiles {
    fn name(&self) -> &'static str {
        "list_files"
    }

    fn title(&self) -> &'static str {
        "List files"
    }

    fn description(&self) -> &'static str {
        "Lists the files and folders in a folder that the owner of this server opened."
    }

    fn input(&self) -> &InputSchema {
        &self.input
    }

    fn annotations(&self) -> ToolAnnotations {
        ToolAnnotations {
            read_only_hint: Some(true),
            open_world_hint: Some(false),
            ..ToolAnnotations::default()
        }
    }

    fn is_owners(&self) -> bool {
        true
    }

    async fn run(&self, _: ToolContext, args: Map<String, Value>) -> Result<Value, ToolError> {
        let path = args.get("path").and_then(Value::as_str).unwrap_or_default();
        let (folders, path) = (self.folders.clone(), path.to_owned());
        let work = tokio::task::spawn_blocking(move || list(&folders, &path));
        work.await
            .unwrap_or_else(|_| Err(ToolError::new("the folder cannot be read")))
    }
}

/// The entries of a folder by name, folders told from files.
pub(super) fn list(folders: &Folders, path: &str) -> Result<Value, ToolError> {
    if path.trim_matches('/').is_empty() {
        let open = folders.names();
        let open: Vec<_> = open
            .map(|name| json!({ "name": name, "kind": "folder" }))
            .collect();
        return Ok(json!({ "path": "", "entries": open, "more": false }));
    }
    let (dir, rest) = folders.find(path)?;
    let mut entries = Vec::new();
    for entry in dir.read_dir(rest).map_err(|error| told(path, &error))? {
        let entry = entry.map_err(|error| told(path, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(|error| told(path, &error))?;
        let mut shown = json!({ "name": name });
        shown["kind"] = if kind.is_dir() {
            "folder".into()
        } else if kind.is_file() {
            let size = entry.metadata().map(|data| data.len());
            shown["size"] = size.unwrap_or_default().into();
            "file".into()
        } else if kind.is_symlink() {
            "link".into()
        } else {
            "other".into()
        };
        entries.push((name, shown));
    }
    entries.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let more = entries.len() > MOST;
    let entries = entries.into_iter().take(MOST).map(|(_, shown)| shown);
    Ok(json!({ "path": path, "entries": entries.collect::<Vec<_>>(), "more": more }))
}
