//! `cargo xtask bench` and `soak`: programs of the binary's crate, built as `run` builds.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::shell::{Shell, hand_over};

/// What `bench` and `soak` understand: everything, for the program.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Passed on to the program: `cargo xtask bench -- --help` lists what it knows
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(shell: &Shell, program: &str, options: &Options) -> Result<ExitCode> {
    let sources = format!("crates/thalweg/benches/{program}");
    if !shell.path(&sources).is_dir() {
        bail!("there is no program for this chore: `{sources}` does not exist");
    }
    let mut cargo = shell.cargo(&[
        "bench",
        "--profile",
        "fast",
        "--package",
        "thalweg",
        "--bench",
    ]);
    cargo.arg(program).arg("--").args(&options.arguments);
    hand_over(cargo)?;
    Ok(ExitCode::SUCCESS)
}
