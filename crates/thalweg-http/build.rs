//! Chooses the page that the binary carries and writes it as a table of static bytes.
//!
//! The packed page (`target/web`, made by `cargo xtask run`) is taken where it exists, else the
//! stub beside this script, so that `cargo build` needs no Node. Both hold a `manifest.json`,
//! written by `cargo xtask`, which says everything the server has to know of a file.
//!
//! A table of `include_bytes!` rather than a crate for embedding: it is the same in every
//! profile, holds no timestamps, and a lookup yields type, hash, encodings and script hashes at once.
//! The files are copied into `OUT_DIR` first: a page that is packed anew, or removed, between two
//! builds can then never break a compilation.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

/// Set to `stub` to embed the stub although a packed page exists.
const CHOICE: &str = "THALWEG_PAGE";

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let target = here.join("../../target");
    let stamp = target.join("web.stamp");
    let stub = here.join("stub");
    ensure_stamp(&stamp);
    println!("cargo::rerun-if-changed={}", stamp.display());
    println!(
        "cargo::rerun-if-changed={}",
        stub.join("manifest.json").display()
    );
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={CHOICE}");

    let packed = target.join("web");
    let wants_stub = std::env::var(CHOICE).is_ok_and(|choice| choice == "stub");
    let source = if !wants_stub && packed.join("manifest.json").is_file() {
        packed
    } else {
        stub
    };
    let table =
        table(&source, &out).map_err(|error| format!("page in `{}`: {error}", source.display()))?;
    fs::write(out.join("table.rs"), table)?;
    Ok(())
}

/// Cargo reruns a script for ever while a file it watches is missing, and once more if the file
/// is younger than the run; hence an empty file that is older than any run.
fn ensure_stamp(stamp: &Path) {
    if stamp.exists() {
        return;
    }
    let folder = stamp.parent().map_or(Ok(()), fs::create_dir_all);
    if let Ok(file) = folder.and_then(|()| File::create(stamp)) {
        // Failing costs one needless rerun.
        let _ = file.set_modified(UNIX_EPOCH + Duration::from_secs(1));
    }
}

/// Copies the files of `source` into `out/page` and returns the table as Rust source, sorted by path.
fn table(source: &Path, out: &Path) -> Result<String, Box<dyn Error>> {
    let manifest: Value = serde_json::from_slice(&fs::read(source.join("manifest.json"))?)?;
    let files = manifest["files"]
        .as_object()
        .ok_or("manifest without `files`")?;
    let mut paths: Vec<&String> = files.keys().collect();
    paths.sort();

    let page = out.join("page");
    if page.exists() {
        fs::remove_dir_all(&page)?;
    }
    fs::create_dir_all(&page)?;

    let mut code = String::from("&[\n");
    for (number, path) in paths.into_iter().enumerate() {
        let file = &files[path];
        let encodings = words(&file["encodings"]);
        let bytes = |suffix: &str| -> Result<String, Box<dyn Error>> {
            let name = format!("{number}{suffix}");
            let from = source.join(format!("{path}{suffix}"));
            fs::copy(&from, page.join(&name))
                .map_err(|error| format!("`{}`: {error}", from.display()))?;
            Ok(format!(
                "include_bytes!(concat!(env!(\"OUT_DIR\"), \"/page/{name}\"))"
            ))
        };
        let encoded = |suffix: &str, encoding: &str| -> Result<String, Box<dyn Error>> {
            if encodings.contains(&encoding) {
                Ok(format!("Some({})", bytes(suffix)?))
            } else {
                Ok("None".to_owned())
            }
        };
        writeln!(
            code,
            "Asset {{ path: {path:?}, content_type: {:?}, hash: {:?}, immutable: {}, identity: {}, \
             brotli: {}, gzip: {}, scripts: &{:?}, styles: &{:?}, style_attributes: &{:?} }},",
            file["contentType"]
                .as_str()
                .ok_or("file without `contentType`")?,
            file["hash"].as_str().ok_or("file without `hash`")?,
            file["immutable"].as_bool().unwrap_or(false),
            bytes("")?,
            encoded(".br", "br")?,
            encoded(".gz", "gzip")?,
            words(&file["scripts"]),
            words(&file["styles"]),
            words(&file["styleAttributes"]),
        )?;
    }
    code.push(']');
    Ok(code)
}

/// The strings of a JSON list; none if it is absent.
fn words(list: &Value) -> Vec<&str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}
