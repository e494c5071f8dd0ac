//! Starting other programs, always from the root of the tree and with one environment.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Where the tree lies and how programs are started in it.
#[derive(Debug)]
pub(crate) struct Shell {
    root: PathBuf,
}

impl Shell {
    pub(crate) fn new() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here
            .parent()
            .context("xtask lies below the root of the tree")?;
        if !root.join("Cargo.toml").is_file() {
            bail!(
                "the tree was moved after xtask was built: run `touch xtask/src/main.rs` and try again"
            );
        }
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// An absolute path in the tree.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join(below)
    }

    /// Where chores keep what they make and fetch, whatever cargo's own target folder is.
    pub(crate) fn target(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join("target").join(below)
    }

    /// A program that cargo built: `binary("fast", "thalweg")`.
    pub(crate) fn binary(&self, profile: &str, name: &str) -> PathBuf {
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or(self.root.join("target"), PathBuf::from);
        self.root
            .join(target)
            .join(profile)
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Builds the server as the Rust tests build it, and says where it lies.
    ///
    /// Cargo gives the dependencies the features of the development dependencies too as soon as one
    /// test is among what is built. Without one, tokio and all above it would be compiled once more.
    pub(crate) fn tested_binary(&self) -> Result<PathBuf> {
        let what = ["--workspace", "--bin", "thalweg", "--test", "openapi"];
        let mut cargo = self.cargo(&["build", "--quiet"]);
        cargo.args(what);
        execute(cargo)?;
        Ok(self.binary("debug", "thalweg"))
    }

    /// `program` with `arguments`, not yet started.
    pub(crate) fn command(&self, program: impl Into<OsString>, arguments: &[&str]) -> Command {
        let mut command = Command::new(program.into());
        command.args(arguments).current_dir(&self.root);
        // No tool of the web side reports home or fetches a browser behind our back.
        command
            .env("NEXT_TELEMETRY_DISABLED", "1")
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        // Scripts that call pnpm find the one of this tree.
        let own = self.target("tools/node_modules/.bin");
        let others = env::var_os("PATH").unwrap_or_default();
        if let Ok(path) = env::join_paths([own].into_iter().chain(env::split_paths(&others))) {
            command.env("PATH", path);
        }
        command
    }

    /// The cargo that runs this chore.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = self.command(cargo, arguments);
        // Set by the cargo that started us and true for xtask alone.
        for (name, _) in env::vars_os() {
            if name
                .to_str()
                .is_some_and(|name| name.starts_with("CARGO_PKG_"))
            {
                command.env_remove(name);
            }
        }
        command
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("CARGO_MANIFEST_PATH");
        command
    }

    /// pnpm as `tools::pnpm` installed it.
    pub(crate) fn pnpm(&self, arguments: &[&str]) -> Command {
        self.command(self.target("tools/node_modules/.bin/pnpm"), arguments)
    }
}

/// Runs `command`, everything it prints going to our standard error; an error unless it succeeds.
pub(crate) fn execute(mut command: Command) -> Result<()> {
    command.stdout(io::stderr());
    hand_over(command)
}

/// Runs `command`, whose standard output is ours; an error unless it succeeds.
pub(crate) fn hand_over(mut command: Command) -> Result<()> {
    let line = describe(&command);
    let status = command
        .status()
        .with_context(|| format!("cannot start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` ended with {status}");
    }
    Ok(())
}

/// Runs `command` and returns its standard output; what it says on standard error passes through.
pub(crate) fn capture(mut command: Command) -> Result<String> {
    let line = describe(&command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{line}`"))?;
    if !output.status.success() {
        bail!("`{line}` ended with {}", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{line}` did not print UTF-8"))
}

/// Whether `command` can be started and ends with success, in silence.
pub(crate) fn succeeds(mut command: Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The first file called `name` in the folders of `PATH`.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// `pnpm -r test`: the command without the folder its program lies in.
fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Shell, capture, describe, execute, succeeds, which};

    #[test]
    fn a_failing_program_is_an_error_that_names_it() {
        let shell = Shell::new().expect("the tree is here");
        let error = execute(shell.command("false", &["a", "b"])).expect_err("`false` fails");
        assert!(
            error.to_string().starts_with("`false a b` ended with"),
            "{error}"
        );
        let error = execute(shell.command("no-such-program", &[])).expect_err("it does not exist");
        assert!(
            error.to_string().contains("cannot start `no-such-program`"),
            "{error}"
        );
        assert!(!succeeds(shell.command("no-such-program", &[])));
    }

    #[test]
    fn programs_start_in_the_root_and_find_our_tools_first() {
        let shell = Shell::new().expect("the tree is here");
        let printed = capture(shell.command("sh", &["-c", "ls xtask/Cargo.toml; echo $PATH"]));
        let printed = printed.expect("sh works");
        let (file, path) = printed.split_once('\n').expect("two lines");
        assert_eq!(file, "xtask/Cargo.toml");
        assert!(
            path.split(':')
                .next()
                .is_some_and(|first| first.ends_with("tools/node_modules/.bin"))
        );
    }

    #[test]
    fn commands_are_named_without_their_folder() {
        let shell = Shell::new().expect("the tree is here");
        assert_eq!(describe(&shell.pnpm(&["-r", "test"])), "pnpm -r test");
        assert!(which("sh").is_some_and(|path| path.is_absolute()));
        assert!(which("no-such-program").is_none());
    }
}
