//! The files of the tree that people write, and digests of them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Made by tools, never by people.
const MADE: [&str; 8] = [
    ".git",
    "target",
    "node_modules",
    ".next",
    "out",
    "dist",
    "test-results",
    "playwright-report",
];

/// Every file below `folder` in a fixed order, as paths relative to `root`; folders that tools make
/// are left out. An absent folder has no files.
pub(crate) fn written(root: &Path, folder: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let top = root.join(folder);
    if top.is_dir() {
        collect(&top, &mut files, &MADE)?;
    }
    relative(files, root)
}

/// Every file below `root`, whatever made it, in a fixed order and as relative paths.
pub(crate) fn all(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(root, &mut files, &[])?;
    relative(files, root)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>, skipped: &[&str]) -> Result<()> {
    let context = || format!("cannot read `{}`", folder.display());
    for entry in fs::read_dir(folder).with_context(context)? {
        let entry = entry.with_context(context)?;
        let kind = entry.file_type().with_context(context)?;
        if kind.is_dir() {
            let name = entry.file_name();
            if !skipped.iter().any(|skip| name == *skip) {
                collect(&entry.path(), files, skipped)?;
            }
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn relative(files: Vec<PathBuf>, root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = files
        .into_iter()
        .map(|file| file.strip_prefix(root).map(Path::to_owned))
        .collect::<Result<Vec<_>, _>>()?;
    files.sort();
    Ok(files)
}

/// The path with `/` between its parts, as manifests and messages have it.
pub(crate) fn slashed(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// Hexadecimal SHA-256.
pub(crate) fn hex_digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// One digest of names and contents of `files`, relative to `root`.
pub(crate) fn digest_of(root: &Path, files: &[PathBuf]) -> Result<String> {
    let mut digest = Sha256::new();
    for file in files {
        let content = fs::read(root.join(file))
            .with_context(|| format!("cannot read `{}`", file.display()))?;
        // Name and content are hashed apart, so that no text can pass from one to the other.
        digest.update(Sha256::digest(slashed(file)));
        digest.update(Sha256::digest(&content));
    }
    Ok(hex(&digest.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::{digest_of, hex_digest, slashed, written};

    #[test]
    fn what_tools_make_is_left_out() {
        let root = tempfile::tempdir().expect("a folder");
        for file in [
            "web/src/a.ts",
            "web/node_modules/b.js",
            "web/.next/c.js",
            "web/z.json",
            "sdk/d.ts",
        ] {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, file).expect("a file");
        }
        let found = written(root.path(), "web").expect("readable");
        assert_eq!(
            found.iter().map(|file| slashed(file)).collect::<Vec<_>>(),
            ["web/src/a.ts", "web/z.json"]
        );
        assert!(
            written(root.path(), "none")
                .expect("an absent folder is empty")
                .is_empty()
        );
    }

    #[test]
    fn a_digest_follows_names_and_contents() {
        let root = tempfile::tempdir().expect("a folder");
        let files = [PathBuf::from("a"), PathBuf::from("b")];
        let write = |a: &str, b: &str| {
            fs::write(root.path().join("a"), a).expect("a file");
            fs::write(root.path().join("b"), b).expect("a file");
            digest_of(root.path(), &files).expect("readable")
        };
        let first = write("1", "2");
        assert_eq!(first, write("1", "2"));
        assert_ne!(first, write("1", "3"));
        assert_ne!(first, write("12", ""));
        assert_ne!(
            first,
            digest_of(root.path(), &files[..1]).expect("readable")
        );
        write("1", "2");
        fs::write(root.path().join("c"), "2").expect("a file");
        let renamed = [PathBuf::from("a"), PathBuf::from("c")];
        assert_ne!(first, digest_of(root.path(), &renamed).expect("readable"));
    }

    #[test]
    fn digests_are_sha_256() {
        assert_eq!(
            hex_digest(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
