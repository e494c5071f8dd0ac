//! The steps of `cargo xtask test`.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::shell::{Shell, execute};
use crate::{codegen, page, tidy, tools};

/// One thing that has to hold.
pub(super) struct Step {
    /// The word that runs it alone.
    pub(super) name: &'static str,
    /// What it does, for the list and the headline.
    pub(super) about: &'static str,
    pub(super) needs_node: bool,
    pub(super) needs_browser: bool,
    /// Fails, or returns what is to be known: what it left out, what was unsteady.
    pub(super) run: fn(&Shell) -> Result<Vec<String>>,
}

impl Step {
    const fn rust(
        name: &'static str,
        about: &'static str,
        run: fn(&Shell) -> Result<Vec<String>>,
    ) -> Self {
        Self {
            name,
            about,
            needs_node: false,
            needs_browser: false,
            run,
        }
    }

    const fn web(
        name: &'static str,
        about: &'static str,
        run: fn(&Shell) -> Result<Vec<String>>,
    ) -> Self {
        Self {
            name,
            about,
            needs_node: true,
            needs_browser: false,
            run,
        }
    }
}

/// All steps, the cheapest first. The page is built before anything is compiled that carries it,
/// so that the binary and the tests are compiled once, and the browser sees what the Rust tests saw.
pub(super) const STEPS: [Step; 13] = [
    Step::rust("fmt", "format of the Rust sources", |shell| {
        passes(shell.cargo(&["fmt", "--all", "--check"]))
    }),
    Step::rust(
        "tidy",
        "boundaries, lock files, long files, words left behind",
        |shell| tidy::run(shell).map(|()| Vec::new()),
    ),
    Step::web(
        "lint",
        "format and lints of TypeScript, CSS and JSON (Biome)",
        |shell| passes(shell.pnpm(&["exec", "biome", "check", "--error-on-warnings", "."])),
    ),
    Step::web(
        "types",
        "types of the SDK, the page and the browser tests",
        |shell| {
            exists(shell, &["sdk/client", "sdk/react", "web", "e2e"])?;
            passes(shell.pnpm(&["--recursive", "typecheck"]))
        },
    ),
    Step::web("vitest", "unit tests of the SDK and the page", |shell| {
        exists(shell, &["sdk/client", "sdk/react", "web"])?;
        passes(shell.pnpm(&["--recursive", "--workspace-concurrency=1", "test"]))
    }),
    Step::web("page", "static export of the page, packed", |shell| {
        page::build(shell).map(|()| Vec::new())
    }),
    Step::web(
        "size",
        "first-load script of the page against its budget",
        |shell| {
            page::build(shell)?;
            passes(shell.pnpm(&["--filter", "./web", "size"]))
        },
    ),
    Step::rust(
        "clippy",
        "lints of the Rust sources, warnings are errors",
        |shell| {
            let arguments = [
                "clippy",
                "--workspace",
                "--all-targets",
                "--locked",
                "--",
                "-D",
                "warnings",
            ];
            passes(shell.cargo(&arguments))
        },
    ),
    Step::rust(
        "rust",
        "Rust tests and the examples in Rust comments",
        |shell| passes(shell.cargo(&["test", "--workspace", "--locked"])),
    ),
    Step::rust(
        "docs",
        "documentation of the crates, broken links are errors",
        |shell| {
            let mut cargo = shell.cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
            cargo.env("RUSTDOCFLAGS", "-D warnings");
            passes(cargo)
        },
    ),
    Step::web(
        "drift",
        "openapi.json, SDK types and stub are what the sources say",
        |shell| codegen::run(shell, &codegen::Options { check: true }).map(|()| Vec::new()),
    ),
    Step::rust(
        "deny",
        "licences, banned crates and sources of every dependency",
        deny,
    ),
    Step {
        needs_browser: true,
        ..Step::web("e2e", "a real browser against the real binary", browser)
    },
];

/// A step that is one command.
fn passes(command: std::process::Command) -> Result<Vec<String>> {
    execute(command).map(|()| Vec::new())
}

/// pnpm passes over packages that are not there; a step must not.
fn exists(shell: &Shell, packages: &[&str]) -> Result<()> {
    for package in packages {
        if !shell.path(package).join("package.json").is_file() {
            bail!("`{package}/package.json` does not exist");
        }
    }
    Ok(())
}

fn deny(shell: &Shell) -> Result<Vec<String>> {
    let program = tools::cargo_deny(shell)?;
    // A build fetches what its own platform needs; the licences of all platforms are looked at.
    execute(shell.cargo(&["fetch", "--locked"]))?;
    let mut deny = shell.command(
        program,
        &["--offline", "--locked", "--workspace", "--all-features"],
    );
    deny.args([
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ]);
    execute(deny)?;
    let skipped = "skipped: advisories take the network; before a release, run \
                   `target/tools/bin/cargo-deny check advisories`";
    Ok(vec![skipped.to_owned()])
}

fn browser(shell: &Shell) -> Result<Vec<String>> {
    exists(shell, &["e2e"])?;
    page::build(shell)?;
    let binary = shell.tested_binary()?;
    let mut pnpm = shell.pnpm(&["--filter", "./e2e", "e2e"]);
    pnpm.env("THALWEG_BIN", binary);
    pnpm.env("THALWEG_CHROMIUM", tools::chromium(shell)?);
    let told = shell.path("e2e/test-results/unsteady.txt");
    if told.exists() {
        fs::remove_file(&told)?;
    }
    execute(pnpm)?;
    let unsteady = fs::read_to_string(&told)
        .with_context(|| format!("the run did not write `{}`", told.display()))?;
    Ok(unsteady
        .lines()
        .map(|title| format!("unsteady: failed once, passed on the second try: {title}"))
        .collect())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{STEPS, exists};
    use crate::shell::Shell;

    #[test]
    fn names_are_distinct_words() {
        let names: HashSet<_> = STEPS.iter().map(|step| step.name).collect();
        assert_eq!(names.len(), STEPS.len());
        assert!(
            names
                .iter()
                .all(|name| name.chars().all(|c| c.is_ascii_alphanumeric()))
        );
    }

    #[test]
    fn a_package_that_does_not_exist_fails_its_step() {
        let shell = Shell::new().expect("the tree is here");
        assert!(exists(&shell, &["e2e"]).is_ok());
        let error = exists(&shell, &["e2e", "no-such"]).expect_err("it is not there");
        assert!(
            error.to_string().contains("no-such/package.json"),
            "{error}"
        );
    }
}
