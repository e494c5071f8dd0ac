//! `cargo xtask codegen`: what is derived from the Rust types, written or compared.
//!
//! `openapi.json` comes from the binary, the SDK's types and schemas from `openapi.json`.
//! The manifest of the stub page is derived too, from the stub.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell::{Shell, capture, execute};
use crate::{files, page, report, tools};

const OPENAPI: &str = "openapi.json";
const GENERATED: &str = "sdk/client/src/generated";

/// What `cargo xtask codegen` understands.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Changes nothing; fails if a file is not what it would be
    #[arg(long)]
    pub(crate) check: bool,
}

pub(crate) fn run(shell: &Shell, options: &Options) -> Result<()> {
    let before = Derived::read(shell)?;
    let result = write(shell).and_then(|()| Derived::read(shell));
    if !options.check {
        for file in before.differences(&result?) {
            report::note(&format!("written: {file}"));
        }
        return Ok(());
    }
    // Whatever happened in between, a check leaves the tree as it found it.
    before.restore(shell)?;
    let stale = before.differences(&result?);
    if !stale.is_empty() {
        bail!(
            "not up to date: {}; run `cargo xtask codegen` and commit",
            stale.join(", ")
        );
    }
    Ok(())
}

fn write(shell: &Shell) -> Result<()> {
    fs::write(page::stub_manifest_path(shell), page::stub_manifest(shell)?)
        .context("cannot write the stub's manifest")?;
    let document = report::timed("ask the binary for its OpenAPI document", || {
        let binary = shell.tested_binary()?;
        capture(shell.command(binary, &["openapi"]))
    })?;
    fs::write(shell.path(OPENAPI), document).context("cannot write openapi.json")?;
    if !shell.path("sdk/client/package.json").is_file() {
        bail!("there is no SDK to generate for: `sdk/client/package.json` does not exist");
    }
    tools::node_modules(shell)?;
    report::timed("write the SDK's types and schemas", || {
        execute(shell.pnpm(&["--filter", "@thalweg/client", "codegen"]))
    })
}

/// Every derived file with its content.
struct Derived(BTreeMap<PathBuf, Vec<u8>>);

impl Derived {
    fn read(shell: &Shell) -> Result<Self> {
        let root = shell.path("");
        let mut paths = files::written(&root, GENERATED)?;
        paths.push(PathBuf::from(OPENAPI));
        paths.extend(
            page::stub_manifest_path(shell)
                .strip_prefix(&root)
                .map(Path::to_owned),
        );
        let mut contents = BTreeMap::new();
        for path in paths {
            let file = root.join(&path);
            if file.is_file() {
                let content =
                    fs::read(&file).with_context(|| format!("cannot read `{}`", file.display()))?;
                contents.insert(path, content);
            }
        }
        Ok(Self(contents))
    }

    /// The files that are not the same in both, new and vanished ones included.
    fn differences(&self, other: &Self) -> Vec<String> {
        let paths: BTreeSet<_> = self.0.keys().chain(other.0.keys()).collect();
        let differing = paths
            .into_iter()
            .filter(|path| self.0.get(*path) != other.0.get(*path));
        differing.map(|path| files::slashed(path)).collect()
    }

    fn restore(&self, shell: &Shell) -> Result<()> {
        let now = Self::read(shell)?;
        for path in now.0.keys().filter(|path| !self.0.contains_key(*path)) {
            fs::remove_file(shell.path(path)).context("cannot remove a generated file")?;
        }
        for (path, content) in self
            .0
            .iter()
            .filter(|(path, content)| now.0.get(*path) != Some(*content))
        {
            let file = shell.path(path);
            fs::create_dir_all(file.parent().unwrap_or(&file))?;
            fs::write(&file, content)
                .with_context(|| format!("cannot restore `{}`", file.display()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use super::Derived;

    fn derived(files: &[(&str, &str)]) -> Derived {
        let entry =
            |(path, content): &(&str, &str)| (PathBuf::from(path), content.as_bytes().to_vec());
        Derived(files.iter().map(entry).collect::<BTreeMap<_, _>>())
    }

    #[test]
    fn changed_new_and_vanished_files_are_drift() {
        let before = derived(&[("openapi.json", "1"), ("a/old.ts", "2"), ("a/same.ts", "3")]);
        let after = derived(&[("openapi.json", "x"), ("a/new.ts", "2"), ("a/same.ts", "3")]);
        assert_eq!(
            before.differences(&after),
            ["a/new.ts", "a/old.ts", "openapi.json"]
        );
        assert!(before.differences(&before).is_empty());
    }
}
