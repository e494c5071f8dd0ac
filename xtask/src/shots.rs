//! `cargo xtask shots`: a picture of every state of the page, to be looked at.

use anyhow::Result;

use crate::page;
use crate::shell::{Shell, hand_over};
use crate::tools;

/// Where the pictures go, and which are taken.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The folder of the pictures, made if it is not there
    #[arg(long, default_value = "target/shots")]
    folder: std::path::PathBuf,
    /// Takes only those of the tests whose names hold this: `1440 light`
    only: Option<String>,
}

pub(crate) fn run(shell: &Shell, options: &Options) -> Result<()> {
    let browser = tools::chromium(shell)?;
    tools::node_modules(shell)?;
    page::build(shell)?;
    let mut shots = shell.pnpm(&["--filter", "./e2e", "shots"]);
    if let Some(only) = &options.only {
        shots.args(["-g", only.as_str()]);
    }
    shots.env("THALWEG_BIN", shell.tested_binary()?);
    shots.env("THALWEG_CHROMIUM", browser);
    // Said from where one stands: pnpm runs it in another folder.
    shots.env("THALWEG_SHOTS", std::path::absolute(&options.folder)?);
    hand_over(shots)
}
