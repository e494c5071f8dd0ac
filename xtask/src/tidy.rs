//! `cargo xtask tidy`: the rules of the tree that no compiler checks.
//!
//! Each rule is a function of names and texts that returns what is wrong, so that its tests can show
//! it failing without a tree.

mod arrows;
mod lengths;
mod lock_files;
mod words;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::shell::Shell;
use crate::{files, page, report};

/// A file of the tree.
struct Source {
    /// Relative to the root, with `/`.
    path: String,
    text: String,
}

pub(crate) fn run(shell: &Shell) -> Result<()> {
    let sources = read(&shell.path(""))?;
    let mut findings = Vec::new();
    findings.extend(arrows::check(&sources)?);
    findings.extend(lock_files::check(&sources));
    findings.extend(lengths::check(&sources));
    findings.extend(words::check(&sources));
    findings.extend(stub(shell)?);
    if findings.is_empty() {
        report::note(&format!("{} files are tidy", sources.len()));
        return Ok(());
    }
    for finding in &findings {
        report::note(finding);
    }
    bail!("{} findings of tidy", findings.len())
}

/// The texts of the tree that people write; pictures and fonts are passed over.
fn read(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in files::written(root, "")? {
        let bytes = fs::read(root.join(&path))
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        if let Ok(text) = String::from_utf8(bytes) {
            sources.push(Source {
                path: files::slashed(&path),
                text,
            });
        }
    }
    Ok(sources)
}

/// The committed manifest of the stub page holds the stub's hashes.
fn stub(shell: &Shell) -> Result<Option<String>> {
    let committed = fs::read_to_string(page::stub_manifest_path(shell)).unwrap_or_default();
    let stale = committed != page::stub_manifest(shell)?;
    Ok(stale.then(|| {
        "crates/thalweg-http/stub/manifest.json does not fit the stub page: run `cargo xtask codegen`"
            .to_owned()
    }))
}

#[cfg(test)]
mod tests {
    use super::{Source, read, stub};
    use crate::shell::Shell;

    impl Source {
        pub(super) fn new(path: &str, text: impl Into<String>) -> Self {
            Self {
                path: path.to_owned(),
                text: text.into(),
            }
        }
    }

    #[test]
    fn the_stub_is_served_under_its_own_hashes() {
        let shell = Shell::new().expect("the tree is here");
        assert_eq!(stub(&shell).expect("the stub can be packed"), None);
    }

    #[test]
    fn files_that_are_no_text_are_passed_over() {
        let root = tempfile::tempdir().expect("a folder");
        std::fs::write(root.path().join("a.rs"), "text").expect("a file");
        std::fs::write(root.path().join("b.png"), [0xff, 0xfe]).expect("a file");
        let sources = read(root.path()).expect("readable");
        assert_eq!(
            sources
                .iter()
                .map(|source| source.path.as_str())
                .collect::<Vec<_>>(),
            ["a.rs"]
        );
    }
}
