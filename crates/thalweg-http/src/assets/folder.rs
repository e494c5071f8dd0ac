//! Builds for development may serve a packed page from a folder, so that a change of the page
//! costs no link of the server.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::table::Asset;

/// Names the folder that `cargo xtask` packed the page into, usually `target/web`.
const VARIABLE: &str = "THALWEG_PAGE_FOLDER";

/// `manifest.json` of a packed page.
#[derive(Debug, Deserialize)]
struct Manifest {
    files: std::collections::BTreeMap<String, File>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    content_type: String,
    hash: String,
    #[serde(default)]
    immutable: bool,
    #[serde(default)]
    encodings: Vec<String>,
    #[serde(default)]
    scripts: Vec<String>,
    #[serde(default)]
    styles: Vec<String>,
    #[serde(default)]
    style_attributes: Vec<String>,
}

/// The page of the folder that the environment names; `None` if it names none.
///
/// Read once and kept for the life of the process. A folder that cannot be read gives an empty
/// page and one line in the log: the embedded page in its place would hide the mistake.
pub(super) fn named() -> Option<&'static [Asset]> {
    let folder = std::env::var_os(VARIABLE)?;
    let read = read(Path::new(&folder));
    Some(read.unwrap_or_else(|error| {
        tracing::error!(%error, "cannot read the page in the folder that {VARIABLE} names");
        &[]
    }))
}

fn read(folder: &Path) -> Result<&'static [Asset], std::io::Error> {
    let manifest = fs::read(folder.join("manifest.json"))?;
    let manifest: Manifest = serde_json::from_slice(&manifest)?;
    let assets: Result<Vec<Asset>, _> = manifest
        .files
        .into_iter()
        .map(|(path, file)| asset(folder, path, file))
        .collect();
    Ok(assets?.leak())
}

fn asset(folder: &Path, path: String, file: File) -> Result<Asset, std::io::Error> {
    let bytes = |suffix: &str| -> Result<&'static [u8], std::io::Error> {
        Ok(fs::read(folder.join(format!("{path}{suffix}")))?.leak())
    };
    let encoded = |suffix: &str, encoding: &str| {
        let exists = file.encodings.iter().any(|name| name == encoding);
        exists.then(|| bytes(suffix)).transpose()
    };
    Ok(Asset {
        identity: bytes("")?,
        brotli: encoded(".br", "br")?,
        gzip: encoded(".gz", "gzip")?,
        path: path.leak(),
        content_type: file.content_type.leak(),
        hash: file.hash.leak(),
        immutable: file.immutable,
        scripts: leaked(file.scripts),
        styles: leaked(file.styles),
        style_attributes: leaked(file.style_attributes),
    })
}

fn leaked(words: Vec<String>) -> &'static [&'static str] {
    let words: Vec<&'static str> = words.into_iter().map(|word| &*word.leak()).collect();
    words.leak()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::read;

    #[test]
    fn the_stub_is_read_as_it_was_embedded() {
        let stub = Path::new(env!("CARGO_MANIFEST_DIR")).join("stub");
        let page = read(&stub).expect("the stub is a packed page");
        let chat = page.iter().find(|asset| asset.path == "chat.html");
        let chat = chat.expect("the stub has a chat");
        assert!(chat.is_html(), "{}", chat.content_type);
        let file = std::fs::read(stub.join("chat.html")).expect("the file is there");
        assert_eq!(chat.identity, file);
    }

    #[test]
    fn a_folder_without_a_page_is_an_error() {
        let error = read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect_err("there is no manifest");
        assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
    }
}
