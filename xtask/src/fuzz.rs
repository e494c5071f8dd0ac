//! `cargo xtask fuzz`: looks for bytes that a reader of bytes does not stand.

use std::process::Command;

use anyhow::{Result, bail};
use clap::Parser;

use crate::shell::{Shell, hand_over, succeeds};
use crate::tools;

/// What `fuzz` understands: everything, for [`Asked`].
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// `cargo xtask fuzz -- --help` lists what there is
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Looks for bytes that a reader of bytes does not stand. What it finds lies in `fuzz/artifacts`.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask fuzz --")]
struct Asked {
    /// Which reader: `cursor`, `frames` of a WebSocket, `providers` (answers of models), `sse`, `tokens`, `tools`
    #[arg(default_value = "frames")]
    target: String,
    /// How long, in minutes
    #[arg(long, default_value_t = 10)]
    minutes: u32,
    /// Keep what reached new code in `fuzz/corpus`, which the tests replay
    #[arg(long)]
    keep: bool,
}

pub(crate) fn run(shell: &Shell, options: &Options) -> Result<()> {
    let line = std::iter::once("fuzz".to_owned()).chain(options.arguments.iter().cloned());
    let asked = match Asked::try_parse_from(line) {
        Ok(asked) => asked,
        Err(error) => error.exit(),
    };
    let Asked { target, .. } = &asked;
    let source = shell.path(format!("fuzz/fuzz_targets/{target}.rs"));
    if !source.is_file() {
        bail!("there is no `{target}` in `fuzz/fuzz_targets`");
    }
    let nightly = |arguments: &[&str]| -> Command {
        let words = [&["run", "nightly"], arguments].concat();
        shell.command("rustup", &words)
    };
    if !succeeds(nightly(&["cargo", "--version"])) {
        return Err(tools::missing(
            "a fuzzer takes a nightly compiler; run `rustup toolchain install nightly`",
        ));
    }
    let fuzzer = tools::cargo_fuzz(shell)?;
    let corpus = shell.path(format!("fuzz/corpus/{target}"));
    let found = if asked.keep {
        corpus.clone()
    } else {
        shell.target(format!("fuzz-corpus/{target}"))
    };
    std::fs::create_dir_all(&found)?;
    let mut fuzz = nightly(&[]);
    fuzz.arg(fuzzer)
        .args(["fuzz", "run", "--fuzz-dir", "fuzz", "--target-dir"])
        .arg(shell.target("fuzz"))
        .arg(target)
        .arg(found)
        .arg(corpus)
        .arg("--")
        .arg(format!("-max_total_time={}", asked.minutes * 60))
        .args(["-max_len=4096", "-timeout=10", "-print_final_stats=1"]);
    hand_over(fuzz)
}
