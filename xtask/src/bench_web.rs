//! `cargo xtask bench-web`: what the page costs in a browser, against its goals.

use anyhow::Result;

use crate::page;
use crate::shell::{Shell, execute, hand_over};
use crate::tools;

/// What is measured, and whether it is kept.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Writes what was measured to docs/PERFORMANCE.md
    #[arg(long)]
    write: bool,
    /// Measures only the files whose names have one of these in them: `lighthouse`, `stream`
    only: Vec<String>,
}

pub(crate) fn run(shell: &Shell, options: &Options) -> Result<()> {
    let browser = tools::chromium(shell)?;
    tools::node_modules(shell)?;
    page::build(shell)?;
    execute(shell.cargo(&["build", "--profile", "fast", "--package", "thalweg"]))?;
    let mut bench = shell.pnpm(&["--filter", "./e2e", "bench"]);
    bench.args(&options.only);
    bench.env("THALWEG_BIN", shell.binary("fast", "thalweg"));
    bench.env("THALWEG_CHROMIUM", browser);
    if options.write {
        bench.env("THALWEG_BENCH_WRITE", "1");
    }
    hand_over(bench)
}
