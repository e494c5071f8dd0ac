//! `manifest.json`: all that the server has to know of each file of a packed page.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::files;

/// Its name in a packed page.
pub(super) const FILE: &str = "manifest.json";

/// A packed page.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Digest of the sources it was made from; absent for the stub, which is its own source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) inputs: Option<String>,
    /// By path below the root of the page, without a leading slash.
    pub(crate) files: BTreeMap<String, PageFile>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageFile {
    pub(crate) content_type: String,
    /// The first half of the SHA-256 of the plain bytes, in hexadecimal.
    pub(crate) hash: String,
    /// Whether a browser may keep it for good: its name changes with its content.
    pub(crate) immutable: bool,
    /// `br` and `gzip`, where that form is smaller than the plain one and lies beside it.
    pub(crate) encodings: Vec<String>,
    /// `sha256-…` of each inline script, for a Content-Security-Policy.
    pub(crate) scripts: Vec<String>,
    /// `sha256-…` of each `<style>`.
    pub(crate) styles: Vec<String>,
    /// `sha256-…` of each `style="…"`.
    pub(crate) style_attributes: Vec<String>,
    /// Plain size and the size of the smallest form, in bytes; for the summary.
    #[serde(skip)]
    pub(crate) sizes: (usize, usize),
}

impl Manifest {
    /// Reads the manifest of the packed page in `folder`.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let file = folder.join(FILE);
        let text = fs::read(&file).with_context(|| format!("cannot read `{}`", file.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("cannot parse `{}`", file.display()))
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        fs::write(folder.join(FILE), self.to_text()?).context("cannot write the page's manifest")
    }

    pub(super) fn to_text(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    pub(super) fn with_inputs(self, inputs: String) -> Self {
        Self {
            inputs: Some(inputs),
            ..self
        }
    }

    /// Changes whenever a file does.
    pub(super) fn digest(&self) -> String {
        let hashes = self
            .files
            .iter()
            .flat_map(|(path, file)| [path.as_str(), "\n", &file.hash, "\n"]);
        files::hex_digest(hashes.collect::<String>().as_bytes())
    }

    /// One line for people.
    pub(super) fn summary(&self) -> String {
        let (plain, packed) = self.files.values().fold((0, 0), |sum, file| {
            (sum.0 + file.sizes.0, sum.1 + file.sizes.1)
        });
        let count = self.files.len();
        format!(
            "{count} files, {} kB plain, {} kB at their smallest",
            plain / 1000,
            packed / 1000
        )
    }
}

/// The type a file is served with.
///
/// Next asks for its payloads (`.txt`) and takes `text/plain` for one of an export.
/// An unknown ending is an error: a guess would be refused by browsers under `nosniff`.
pub(super) fn content_type(path: &str) -> Result<&'static str> {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    Ok(match ending {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "wasm" => "application/wasm",
        _ => bail!(
            "`{path}`: no content type is known for this ending; add it to xtask/src/page/manifest.rs"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::content_type;

    #[test]
    fn every_ending_is_known_or_an_error() {
        assert_eq!(
            content_type("chat.html").expect("known"),
            "text/html; charset=utf-8"
        );
        assert_eq!(
            content_type("chat/__next._tree.txt").expect("known"),
            "text/plain; charset=utf-8"
        );
        assert!(content_type("a.exe").is_err());
        assert!(content_type("a").is_err());
    }
}
