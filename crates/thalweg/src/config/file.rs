use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{ConfigError, LogFormat};

/// `thalweg.toml`: the same keys as the flags.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) listen: Option<String>,
    pub(crate) data: Option<PathBuf>,
    pub(crate) guests: Option<bool>,
    pub(crate) public_url: Option<String>,
    pub(crate) allowed_origins: Option<Vec<String>>,
    pub(crate) limit_streams: Option<usize>,
    pub(crate) drain_timeout: Option<String>,
    pub(crate) log_format: Option<LogFormat>,
}

impl File {
    /// The file that was named, which must be there, or the one in the working folder, which need
    /// not.
    pub(crate) fn find(named: Option<&Path>, working_folder: &Path) -> Result<Self, ConfigError> {
        let path = named.map_or_else(|| working_folder.join("thalweg.toml"), Path::to_path_buf);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(ConfigError::Unreadable {
                    path,
                    cause: error.to_string(),
                });
            }
        };
        toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(0, |span| {
                text.as_bytes()[..span.start.min(text.len())]
                    .iter()
                    .filter(|b| **b == b'\n')
                    .count()
            });
            let what = error.message().replace('\n', " ");
            ConfigError::BadFile {
                path,
                cause: format!("line {}: {what}", line + 1),
            }
        })
    }
}
