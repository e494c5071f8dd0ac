//! Tools that a bare machine lacks: each is fetched once, into `target/tools` wherever possible.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::report;
use crate::shell::{Shell, capture, execute, succeeds, which};

/// Later versions want a later Node, or read the lock file differently.
const PNPM: &str = "10.34.9";
const CARGO_DENY: &str = "0.20.2";
const CARGO_FUZZ: &str = "0.13.2";
const OLDEST_PYTHON: (u32, u32) = (3, 11);
/// Each package with its version and its hashes.
const SCHEMATHESIS: &str = include_str!("security/requirements.txt");
const OLDEST_NODE: (u32, u32) = (20, 9);
const APT_PACKAGES: [&str; 3] = ["chromium", "fonts-liberation", "fonts-noto-color-emoji"];

/// The machine lacks something that a chore may not install by itself; `main` exits with 2.
#[derive(Debug)]
pub(crate) struct Missing(String);

impl std::fmt::Display for Missing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Missing {}

/// Fails unless Node is there and young enough.
pub(crate) fn node(shell: &Shell) -> Result<()> {
    let version = capture(shell.command("node", &["--version"])).unwrap_or_default();
    if parse_version(&version).is_some_and(|found| found >= OLDEST_NODE) {
        return Ok(());
    }
    let (major, minor) = OLDEST_NODE;
    let found = if version.is_empty() {
        "there is none"
    } else {
        version.trim()
    };
    let advice = format!("the page takes Node {major}.{minor} or later to build, and {found}");
    Err(Missing(advice).into())
}

/// `v20.20.2` → `(20, 20)`, and `Python 3.11.7` → `(3, 11)`.
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let text = text.trim();
    let text = text
        .strip_prefix('v')
        .or_else(|| text.strip_prefix("Python "))?;
    let mut numbers = text.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Installs pnpm if it is not there, and with it everything in the lock file.
pub(crate) fn node_modules(shell: &Shell) -> Result<()> {
    node(shell)?;
    let tools = shell.target("tools");
    if installed_version(&tools.join("node_modules/pnpm/package.json")).as_deref() != Some(PNPM) {
        report::timed(&format!("install pnpm {PNPM} into target/tools"), || {
            fs::create_dir_all(&tools)?;
            let package = format!("pnpm@{PNPM}");
            let mut npm = shell.command("npm", &["install", "--no-audit", "--no-fund"]);
            npm.args(["--loglevel=error", "--prefix"])
                .arg(&tools)
                .arg(package);
            execute(npm)
        })?;
    }
    report::timed("pnpm install --frozen-lockfile", || {
        let mut pnpm = shell.pnpm(&["install", "--frozen-lockfile", "--reporter=append-only"]);
        // Without a terminal's questions: a changed layout of node_modules is simply replaced.
        pnpm.env("CI", "true");
        execute(pnpm)
    })
}

fn installed_version(manifest: &Path) -> Option<String> {
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(manifest).ok()?).ok()?;
    Some(manifest.get("version")?.as_str()?.to_owned())
}

/// The browser of the tests: `THALWEG_CHROMIUM`, else `chromium` on the path, else installed with apt
/// where that can be done without a password.
pub(crate) fn chromium(shell: &Shell) -> Result<PathBuf> {
    if let Some(chosen) = env::var_os("THALWEG_CHROMIUM") {
        return Ok(PathBuf::from(chosen));
    }
    if let Some(found) = which("chromium") {
        return Ok(found);
    }
    let packages = APT_PACKAGES.join(" ");
    let line = format!("apt-get update && apt-get install -y --no-install-recommends {packages}");
    let root = capture(shell.command("id", &["-u"])).is_ok_and(|id| id.trim() == "0");
    let prefix: &[&str] = if root { &[] } else { &["sudo", "-n"] };
    let allowed = root || succeeds(shell.command("sudo", &["-n", "true"]));
    if allowed && which("apt-get").is_some() {
        report::timed("install Chromium with apt-get", || {
            let mut install = vec!["apt-get", "install", "-y", "--no-install-recommends"];
            install.extend(APT_PACKAGES);
            for words in [&["apt-get", "update"][..], &install] {
                let words = [prefix, words].concat();
                let mut command = shell.command(words[0], &words[1..]);
                command.env("DEBIAN_FRONTEND", "noninteractive");
                execute(command)?;
            }
            Ok(())
        })?;
    }
    which("chromium")
        .with_context(|| format!("run `{line}`"))
        .map_err(|_| {
            Missing(format!(
                "the browser tests need Chromium; as root, run:\n  {line}"
            ))
            .into()
        })
}

/// Fails because the machine lacks something.
pub(crate) fn missing(advice: &str) -> anyhow::Error {
    Missing(advice.into()).into()
}

/// cargo-deny: the one on the path, else built once into `target/tools`.
pub(crate) fn cargo_deny(shell: &Shell) -> Result<PathBuf> {
    cargo_tool(shell, "cargo-deny", CARGO_DENY)
}

/// cargo-fuzz, likewise.
pub(crate) fn cargo_fuzz(shell: &Shell) -> Result<PathBuf> {
    cargo_tool(shell, "cargo-fuzz", CARGO_FUZZ)
}

/// Schemathesis, installed once into a Python environment of its own.
pub(crate) fn schemathesis(shell: &Shell) -> Result<PathBuf> {
    let folder = shell.target("tools/python");
    let (programs, stamp) = (folder.join("bin"), folder.join("requirements.txt"));
    let own = programs.join("schemathesis");
    if own.is_file() && fs::read_to_string(&stamp).is_ok_and(|text| text == SCHEMATHESIS) {
        return Ok(own);
    }
    let version = capture(shell.command("python3", &["--version"])).unwrap_or_default();
    let (major, minor) = OLDEST_PYTHON;
    if parse_version(&version).is_none_or(|found| found < OLDEST_PYTHON) {
        let advice = format!(
            "schemathesis takes Python {major}.{minor} or later; install `python3` and `python3-venv`"
        );
        return Err(missing(&advice));
    }
    report::timed("install schemathesis into target/tools, once", || {
        let mut make = shell.command("python3", &["-m", "venv", "--clear"]);
        make.arg(&folder);
        if execute(make).is_err() {
            return Err(missing(
                "Python cannot make an environment; install `python3-venv`",
            ));
        }
        let wanted = shell.path("xtask/src/security/requirements.txt");
        let mut pip = shell.command(programs.join("pip"), &["install", "--quiet"]);
        pip.args([
            "--disable-pip-version-check",
            "--only-binary",
            ":all:",
            "--require-hashes",
            "-r",
        ]);
        pip.arg(wanted);
        execute(pip)?;
        fs::write(&stamp, SCHEMATHESIS).context("cannot note what was installed")
    })?;
    Ok(own)
}

fn cargo_tool(shell: &Shell, name: &str, version: &str) -> Result<PathBuf> {
    let own = shell.target(format!("tools/bin/{name}"));
    let listed = fs::read_to_string(shell.target("tools/.crates.toml")).unwrap_or_default();
    if own.is_file() && listed.contains(&format!("{name} {version} ")) {
        return Ok(own);
    }
    if let Some(found) = which(name) {
        return Ok(found);
    }
    report::timed(
        &format!("build {name} {version} into target/tools, once"),
        || {
            let build = shell.target(format!("tools/{name}-build"));
            let mut cargo = shell.cargo(&["install", name, "--debug", "--quiet", "--locked"]);
            cargo
                .args(["--version", version, "--root"])
                .arg(shell.target("tools"));
            cargo.arg("--target-dir").arg(&build);
            // Not optimised, it builds in a third of the time and still runs for a second.
            cargo.env("CARGO_PROFILE_DEV_DEBUG", "0");
            execute(cargo)?;
            fs::remove_dir_all(&build)
                .with_context(|| format!("cannot remove the build folder of {name}"))
        },
    )?;
    Ok(own)
}

#[cfg(test)]
mod tests {
    use super::{OLDEST_NODE, parse_version};

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(parse_version("v20.20.2\n"), Some((20, 20)));
        assert!(parse_version("v20.9.0").is_some_and(|found| found >= OLDEST_NODE));
        assert!(parse_version("v20.8.1").is_some_and(|found| found < OLDEST_NODE));
        assert!(parse_version("v24.0.0").is_some_and(|found| found >= OLDEST_NODE));
        assert_eq!(parse_version("Python 3.11.7\n"), Some((3, 11)));
        assert_eq!(parse_version(""), None);
        assert_eq!(parse_version("not found"), None);
    }
}
