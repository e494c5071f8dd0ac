//! `cargo xtask run`: from a bare tree to a running server.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::shell::{Shell, execute};
use crate::{page, report, tools};

/// What `cargo xtask run` understands.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Leaves the page out: the binary carries a stub and Node is not needed
    #[arg(long)]
    no_web: bool,
    /// Passed on to `thalweg serve`
    #[arg(last = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(shell: &Shell, options: &Options) -> Result<ExitCode> {
    let mut build = shell.cargo(&["build", "--profile", "fast", "--package", "thalweg"]);
    if options.no_web {
        build.env("THALWEG_PAGE", "stub");
    } else {
        tools::node_modules(shell)?;
        page::build(shell)?;
    }
    report::timed("build the binary (cargo build --profile fast)", || {
        execute(build)
    })?;
    let mut server = Command::new(shell.binary("fast", "thalweg"));
    server.arg("serve").args(&options.arguments);
    report::note("start: thalweg serve");
    start(server)
}

/// Becomes the server, so that it gets the signals and its exit code is ours.
#[cfg(unix)]
fn start(mut server: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(server.exec()).context("cannot start the binary that was just built")
}

#[cfg(not(unix))]
fn start(mut server: Command) -> Result<ExitCode> {
    let status = server
        .status()
        .context("cannot start the binary that was just built")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
