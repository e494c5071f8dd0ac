use std::io::{Read as _, Seek as _, SeekFrom};

use async_trait::async_trait;
use serde_json::{Map, Value, json};
use thalweg_chat::{InputSchema, Tool, ToolContext, ToolError};
use thalweg_wire::ToolAnnotations;

use super::Folders;
use super::folders::told;
use crate::builtin::schema;

/// The most bytes that are given at a time.
const MOST: usize = 256 * 1024;

/// Reads a file in a folder that the owner opened, for the owner alone.
#[derive(Debug)]
pub struct ReadFile {
    input: InputSchema,
    folders: Folders,
}

impl ReadFile {
    /// Reads what is in these folders.
    pub fn new(folders: Folders) -> Self {
        let input = schema(json!({
            "type": "object",
            "properties": {
                "path": {
                    "type": "string",
                    "title": "File",
                    "description": "Such as `notes/2026/rivers.md`",
                    "minLength": 1,
                    "maxLength": 1000,
                },
                "offset": {
                    "type": "integer",
                    "title": "From",
                    "description": "The byte to begin with, the `nextOffset` of the piece before; 0 if absent",
                    "minimum": 0,
                },
            },
            "required": ["path"],
            "additionalProperties": false,
        }));
        Self { input, folders }
    }
}

#[async_trait]
impl Tool for ReadFile {
    fn name(&self) -> &'static str {
        "read_file"
    }

    fn title(&self) -> &'static str {
        "Read a file"
    }

    fn description(&self) -> &'static str {
        "Reads a text file in a folder that the owner of this server opened, 256 KiB at a time."
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
        let offset = args.get("offset").and_then(Value::as_u64).unwrap_or(0);
        let (folders, path) = (self.folders.clone(), path.to_owned());
        let work = tokio::task::spawn_blocking(move || read(&folders, &path, offset));
        work.await
            .unwrap_or_else(|_| Err(ToolError::new("the file cannot be read")))
    }
}

/// A piece of a text file.
pub(super) fn read(folders: &Folders, path: &str, offset: u64) -> Result<Value, ToolError> {
    let (dir, rest) = folders.find(path)?;
    let failed = |error| told(path, &error);
    // Opening something else than a file may wait for ever.
    if !dir.metadata(rest).map_err(failed)?.is_file() {
        return Err(ToolError(format!("`{path}` is no file")));
    }
    let mut file = dir.open(rest).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    file.seek(SeekFrom::Start(offset)).map_err(failed)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(MOST).unwrap_or(u64::MAX);
    file.take(most).read_to_end(&mut bytes).map_err(failed)?;
    let end = |bytes: &[u8]| offset + u64::try_from(bytes.len()).unwrap_or(0);
    let has_more = end(&bytes) < size;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        // A character that the limit cut is for the next piece.
        Err(error) if has_more && error.utf8_error().error_len().is_none() => {
            let whole = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(whole);
            String::from_utf8(bytes).unwrap_or_default()
        }
        Err(_) => return Err(ToolError(format!("`{path}` is no text in UTF-8"))),
    };
    let next = end(text.as_bytes());
    let mut shown = json!({ "path": path, "size": size, "text": text });
    if next < size {
        shown["nextOffset"] = next.into();
    }
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::list::list;
    use super::*;

    fn opened(root: &Path) -> Folders {
        let inside = root.join("open");
        std::fs::create_dir_all(inside.join("deep")).expect("a folder");
        std::fs::write(inside.join("a.txt"), "hällo").expect("written");
        std::fs::write(inside.join("deep/b.txt"), "deep").expect("written");
        std::fs::write(root.join("secret.txt"), "secret").expect("written");
        Folders::open(&[inside]).expect("opened")
    }

    #[test]
    fn what_is_inside_is_listed_and_read() {
        let root = tempfile::tempdir().expect("a folder");
        let folders = opened(root.path());
        let top = list(&folders, "").expect("listed");
        assert_eq!(top["entries"][0]["name"], "open");
        let inside = list(&folders, "open").expect("listed");
        let entry = json!({ "name": "a.txt", "kind": "file", "size": 6 });
        assert_eq!(inside["entries"][0], entry);
        assert_eq!(inside["entries"][1]["kind"], "folder");
        assert_eq!(
            read(&folders, "open/a.txt", 0).expect("read")["text"],
            "hällo"
        );
        assert_eq!(
            read(&folders, "/open/deep/b.txt", 2).expect("read")["text"],
            "ep"
        );
        assert_eq!(
            read(&folders, "open/deep/../a.txt", 3).expect("read")["text"],
            "llo"
        );
    }

    #[cfg(unix)]
    #[test]
    fn nothing_leads_out() {
        let root = tempfile::tempdir().expect("a folder");
        let folders = opened(root.path());
        let inside = root.path().join("open");
        let link = |to: &Path, name: &str| {
            std::os::unix::fs::symlink(to, inside.join(name)).expect("a link");
        };
        link(&root.path().join("secret.txt"), "absolute");
        link(Path::new("../secret.txt"), "relative");
        link(root.path(), "folder");
        link(Path::new("a.txt"), "fine");
        for path in [
            "open/../secret.txt",
            "open/deep/../../secret.txt",
            "open/absolute",
            "open/relative",
            "open/folder/secret.txt",
            "../secret.txt",
            "secret.txt",
            "/etc/hosts",
            "open//etc/hosts",
            "open/\0",
            "open",
            "open/deep",
            "",
        ] {
            let refused = read(&folders, path, 0).expect_err(path);
            let words = refused.to_string();
            let place = root.path().to_string_lossy();
            assert!(!words.contains(&*place), "{words}");
        }
        assert!(list(&folders, "open/folder").is_err());
        assert!(list(&folders, "open/..").is_err());
        assert_eq!(
            read(&folders, "open/fine", 0).expect("read")["text"],
            "hällo"
        );
    }

    #[test]
    fn long_files_come_in_pieces_of_whole_characters() {
        let root = tempfile::tempdir().expect("a folder");
        let folders = opened(root.path());
        let long = format!("x{}", "é".repeat(MOST));
        std::fs::write(root.path().join("open/long.txt"), &long).expect("written");
        let (mut whole, mut at) = (String::new(), 0);
        loop {
            let piece = read(&folders, "open/long.txt", at).expect("read");
            whole.push_str(piece["text"].as_str().expect("a text"));
            match piece["nextOffset"].as_u64() {
                Some(next) => at = next,
                None => break,
            }
        }
        assert_eq!(whole, long);
        std::fs::write(root.path().join("open/bytes"), [0xff, 0xfe]).expect("written");
        let words = read(&folders, "open/bytes", 0).expect_err("no text").0;
        assert_eq!(words, "`open/bytes` is no text in UTF-8");
    }
}
