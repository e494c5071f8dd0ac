//! The page: from its sources to `target/web`, which `crates/thalweg-http/build.rs` embeds.

mod html;
mod manifest;
mod pack;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::shell::{Shell, execute};
use crate::{files, report};

pub(crate) use self::manifest::Manifest;
use self::pack::{Forms, pack};

/// What decides how the page looks, besides the folders `sdk` and `web`. The packing itself is among it.
const SINGLE_INPUTS: [&str; 6] = [
    ".npmrc",
    "package.json",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "tsconfig.base.json",
    "xtask/src/page.rs",
];
const FOLDERS: [&str; 3] = ["sdk", "web", "xtask/src/page"];

/// The stub page, relative to the root.
const STUB: &str = "crates/thalweg-http/stub";

/// Exports the page with Next and packs it; does nothing if no input has changed since.
pub(crate) fn build(shell: &Shell) -> Result<()> {
    if !shell.path("web/package.json").is_file() {
        bail!("there is no page to build: `web/package.json` does not exist");
    }
    let inputs = files::digest_of(&shell.path(""), &inputs(shell)?)?;
    let packed = shell.target("web");
    let known = Manifest::read(&packed)
        .ok()
        .and_then(|manifest| manifest.inputs);
    let exported = shell.path("web/out/chat.html").is_file();
    if exported && known.as_deref() == Some(&inputs) {
        report::note("the page is as it was built last: nothing to do");
        return Ok(());
    }
    report::timed("export the page (next build)", || {
        execute(shell.pnpm(&["--filter", "./web", "build"]))
    })?;
    report::timed(
        "pack the page (brotli, gzip, hashes) into target/web",
        || {
            let fresh = shell.target("web.new");
            let manifest = pack(&shell.path("web/out"), &fresh, Forms::All)?.with_inputs(inputs);
            manifest.write(&fresh)?;
            if packed.exists() {
                fs::remove_dir_all(&packed).context("cannot remove the page before")?;
            }
            fs::rename(&fresh, &packed).context("cannot put the page in its place")?;
            // Watched by the build script; written last, when everything it stands for is there.
            fs::write(shell.target("web.stamp"), manifest.digest())
                .context("cannot write the stamp")?;
            report::note(&manifest.summary());
            Ok(())
        },
    )
}

/// Sources of the page; unit tests are not part of it.
fn inputs(shell: &Shell) -> Result<Vec<PathBuf>> {
    let mut inputs: Vec<PathBuf> = SINGLE_INPUTS.iter().map(PathBuf::from).collect();
    for folder in FOLDERS {
        inputs.extend(files::written(&shell.path(""), folder)?);
    }
    inputs.retain(|file| {
        let name = files::slashed(file);
        // The second is written by the build itself.
        !name.contains(".test.") && name != "web/next-env.d.ts" && !name.ends_with(".tsbuildinfo")
    });
    Ok(inputs)
}

/// What `stub/manifest.json` has to hold for the stub page as it is.
pub(crate) fn stub_manifest(shell: &Shell) -> Result<String> {
    let scratch = shell.target("stub.new");
    pack(&shell.path(STUB), &scratch, Forms::Identity)?.to_text()
}

/// Where the manifest of the stub page is kept.
pub(crate) fn stub_manifest_path(shell: &Shell) -> PathBuf {
    shell.path(STUB).join(manifest::FILE)
}
