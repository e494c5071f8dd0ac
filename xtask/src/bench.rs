//! `cargo xtask bench` and `soak`: the programs of `thalweg-probe`, built as `run` builds.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::shell::{Shell, hand_over};

/// What `bench` and `soak` understand: everything, for the program.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Passed on to the program; `--help` after `--` lists what it knows
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(shell: &Shell, program: &str, options: &Options) -> Result<ExitCode> {
    if !shell.path("crates/thalweg-probe/Cargo.toml").is_file() {
        bail!("`{program}` is a program of thalweg-probe, which this tree does not have yet");
    }
    let mut cargo = shell.cargo(&[
        "run",
        "--profile",
        "fast",
        "--package",
        "thalweg-probe",
        "--bin",
    ]);
    cargo.arg(program).arg("--").args(&options.arguments);
    hand_over(cargo)?;
    Ok(ExitCode::SUCCESS)
}
