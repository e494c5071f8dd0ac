use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use crate::report::{Report, root};

/// A file that is written back when this is dropped, whatever happened.
struct Changed {
    path: PathBuf,
    text: String,
}

impl Changed {
    fn by_a_line(path: PathBuf) -> anyhow::Result<Self> {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        fs::write(&path, format!("{text}\nconst _: u8 = 0;\n"))?;
        Ok(Self { path, text })
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        if let Err(error) = fs::write(&self.path, &self.text) {
            println!("{} cannot be restored: {error}", self.path.display());
        }
    }
}

/// How long `cargo build` takes after one line changed in the binary, and in the crate that nearly
/// everything depends on.
pub(crate) fn warm(report: &mut Report) -> anyhow::Result<()> {
    report.section("Building");
    build(&[])?;
    for (what, file, limit) in [
        (
            "warm `cargo build`, a line of the binary",
            "crates/thalweg/src/main.rs",
            10,
        ),
        (
            "warm `cargo build`, a line of the hub",
            "crates/thalweg-hub/src/hub.rs",
            10,
        ),
        (
            "warm `cargo build`, a line of the log, which all use",
            "crates/thalweg-log/src/lib.rs",
            10,
        ),
    ] {
        let changed = Changed::by_a_line(root().join(file))?;
        let begun = Instant::now();
        build(&[])?;
        let took = begun.elapsed();
        drop(changed);
        build(&[])?;
        let met = took <= Duration::from_secs(limit);
        report.goal(what, "≤ 10 s", format!("{:.1} s", took.as_secs_f64()), met);
    }
    Ok(())
}

/// How large the release binary is.
pub(crate) fn size(report: &mut Report) -> anyhow::Result<()> {
    report.section("Release binary");
    build(&["--release"])?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let bytes = fs::metadata(target.join("release/thalweg"))?.len();
    let text = format!("{:.1} MB", bytes as f64 / 1e6);
    report.goal(
        "size, page included, symbols stripped",
        "≤ 30 MB",
        text,
        bytes <= 30_000_000,
    );
    Ok(())
}

fn build(more: &[&str]) -> anyhow::Result<()> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args([
        "build",
        "--quiet",
        "--package",
        "thalweg",
        "--bin",
        "thalweg",
    ]);
    ensure!(cargo.args(more).status()?.success(), "the build failed");
    Ok(())
}
