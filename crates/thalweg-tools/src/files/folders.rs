use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use thalweg_chat::ToolError;

/// A folder that cannot be opened for tools.
#[derive(Debug, thiserror::Error)]
pub enum BadFolder {
    /// It is not there, or is no folder, or may not be read.
    #[error("cannot open the folder `{path}`: {cause}")]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// Another folder is called by the same name.
    #[error("two folders are called `{0}`; open one above them both, or rename one")]
    SameName(String),
}

/// The folders that the owner opened. Each is called by its own name, and nothing outside it can be
/// reached: every part of a path is looked up from the folder on, links included.
#[derive(Debug, Clone)]
pub struct Folders(Arc<Vec<(String, Dir)>>);

impl Folders {
    /// Opens these folders.
    ///
    /// # Errors
    /// [`BadFolder`], each with its cause.
    pub fn open(paths: &[PathBuf]) -> Result<Self, BadFolder> {
        let mut folders: Vec<(String, Dir)> = Vec::with_capacity(paths.len());
        for path in paths {
            let unreadable = |cause| BadFolder::Unreadable {
                path: path.clone(),
                cause,
            };
            // A name such as `.` says nothing.
            let whole = path.canonicalize().map_err(unreadable)?;
            let name = whole.file_name().unwrap_or(whole.as_os_str());
            let name = name.to_string_lossy().trim_matches('/').to_owned();
            let name = if name.is_empty() { "root".into() } else { name };
            let dir = Dir::open_ambient_dir(&whole, ambient_authority()).map_err(unreadable)?;
            if folders.iter().any(|(other, _)| *other == name) {
                return Err(BadFolder::SameName(name));
            }
            folders.push((name, dir));
        }
        Ok(Self(Arc::new(folders)))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the folders are called.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The folder that a path begins with, and the rest of the path.
    pub(super) fn find<'a>(&self, path: &'a str) -> Result<(&Dir, &'a Path), ToolError> {
        let path = path.trim_start_matches('/');
        let (name, rest) = path.split_once('/').unwrap_or((path, ""));
        let rest = rest.trim_matches('/');
        let found = self.0.iter().find(|(other, _)| other == name);
        let (_, dir) = found.ok_or_else(|| {
            let names: Vec<_> = self.names().map(|name| format!("`{name}`")).collect();
            ToolError(format!("a path begins with one of {}", names.join(", ")))
        })?;
        Ok((dir, Path::new(if rest.is_empty() { "." } else { rest })))
    }
}

/// Why something cannot be had, without a path of the machine.
pub(super) fn told(path: &str, error: &io::Error) -> ToolError {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "is not there",
        io::ErrorKind::NotADirectory => "is no folder",
        // What leads out of the folder is refused by this, too.
        io::ErrorKind::PermissionDenied => "may not be read",
        _ => "cannot be read",
    };
    ToolError(format!("`{path}` {why}"))
}
