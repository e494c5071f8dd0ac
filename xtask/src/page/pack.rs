//! Packing: each file as it is, as brotli and as gzip where that is smaller, and the manifest.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result, bail};

use super::html::{Inline, inline};
use super::manifest::{FILE, Manifest, PageFile, content_type};
use crate::files;

/// The folder whose file names Next derives from their contents.
const IMMUTABLE: &str = "_next/static/";

/// In which forms a page is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Forms {
    /// Brotli 11 and gzip 9 beside the plain file.
    All,
    /// The plain file only, as for the committed stub.
    Identity,
}

/// Packs the exported page of `from` into `to`, which is made anew. The manifest is not yet written.
pub(super) fn pack(from: &Path, to: &Path, forms: Forms) -> Result<Manifest> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| format!("cannot remove `{}`", to.display()))?;
    }
    let mut paths = files::all(from)?;
    if forms == Forms::All && paths.iter().any(|path| path == Path::new(FILE)) {
        bail!("the page has a file called {FILE}, which is the name of its list of files");
    }
    paths.retain(|path| path != Path::new(FILE));
    if !paths.iter().any(|path| path == Path::new("chat.html")) {
        bail!(
            "`{}` holds no chat.html: is it a static export?",
            from.display()
        );
    }
    // Largest last, so that popping hands the long work out first.
    paths.sort_by_cached_key(|path| fs::metadata(from.join(path)).map_or(0, |data| data.len()));
    let queue = Mutex::new(paths);
    let next = || queue.lock().ok()?.pop();
    let worker = || {
        let mut packed = Vec::new();
        while let Some(path) = next() {
            packed.push(pack_file(from, to, &path, forms)?);
        }
        Ok(packed)
    };
    let count = thread::available_parallelism().map_or(1, usize::from);
    let packed: Vec<Result<Vec<_>>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..count).map(|_| scope.spawn(worker)).collect();
        let join = |worker: thread::ScopedJoinHandle<'_, _>| {
            worker
                .join()
                .unwrap_or_else(|_| bail!("a packing thread panicked"))
        };
        workers.into_iter().map(join).collect()
    });
    let mut files = BTreeMap::new();
    for part in packed {
        files.extend(part?);
    }
    Ok(Manifest {
        inputs: None,
        files,
    })
}

fn pack_file(from: &Path, to: &Path, path: &PathBuf, forms: Forms) -> Result<(String, PageFile)> {
    let name = files::slashed(path);
    let plain = fs::read(from.join(path)).with_context(|| format!("cannot read `{name}`"))?;
    let write = |suffix: &str, bytes: &[u8]| -> Result<()> {
        let file = to.join(format!("{name}{suffix}"));
        fs::create_dir_all(file.parent().unwrap_or(to))?;
        fs::write(&file, bytes).with_context(|| format!("cannot write `{}`", file.display()))
    };
    write("", &plain)?;
    let mut smallest = plain.len();
    let mut encodings = Vec::new();
    if forms == Forms::All {
        for (encoding, suffix, bytes) in [
            ("br", ".br", brotli(&plain)?),
            ("gzip", ".gz", gzip(&plain)?),
        ] {
            if bytes.len() < plain.len() {
                write(suffix, &bytes)?;
                smallest = smallest.min(bytes.len());
                encodings.push(encoding.to_owned());
            }
        }
    }
    let content_type = content_type(&name)?;
    let Inline {
        scripts,
        styles,
        style_attributes,
    } = if content_type.starts_with("text/html") {
        inline(std::str::from_utf8(&plain).with_context(|| format!("`{name}` is not UTF-8"))?)
    } else {
        Inline::default()
    };
    let file = PageFile {
        content_type: content_type.to_owned(),
        hash: files::hex_digest(&plain)[..32].to_owned(),
        immutable: name.starts_with(IMMUTABLE),
        encodings,
        scripts,
        styles,
        style_attributes,
        sizes: (plain.len(), smallest),
    };
    Ok((name, file))
}

fn brotli(plain: &[u8]) -> Result<Vec<u8>> {
    const QUALITY: u32 = 11;
    const WINDOW_BITS: u32 = 22;
    const BUFFER_BYTES: usize = 64 * 1024;
    let mut writer = brotli::CompressorWriter::new(Vec::new(), BUFFER_BYTES, QUALITY, WINDOW_BITS);
    writer.write_all(plain)?;
    writer.flush()?;
    Ok(writer.into_inner())
}

fn gzip(plain: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(plain)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read;
    use std::path::Path;

    use super::{Forms, brotli, gzip, pack};

    fn export(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, content) in files {
            let path = folder.path().join("out").join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, content).expect("a file");
        }
        folder
    }

    fn packed(folder: &Path, forms: Forms) -> anyhow::Result<super::Manifest> {
        pack(&folder.join("out"), &folder.join("packed"), forms)
    }

    #[test]
    fn a_page_is_packed_with_type_hashes_and_the_forms_that_pay() {
        let long = format!("<script>{}</script>", "a();".repeat(200));
        let folder = export(&[
            ("chat.html", &long),
            ("_next/static/a.css", "a{}"),
            ("chat/__next.!KA.txt", "p"),
        ]);
        let manifest = packed(folder.path(), Forms::All).expect("a page");
        let chat = &manifest.files["chat.html"];
        assert_eq!(chat.encodings, ["br", "gzip"]);
        assert_eq!(chat.scripts.len(), 1);
        assert!(!chat.immutable);
        assert!(folder.path().join("packed/chat.html.br").is_file());
        assert!(folder.path().join("packed/chat.html.gz").is_file());

        let style = &manifest.files["_next/static/a.css"];
        assert!(style.immutable && style.encodings.is_empty());
        assert_eq!(style.content_type, "text/css; charset=utf-8");
        assert!(!folder.path().join("packed/_next/static/a.css.br").exists());
        assert!(manifest.files.contains_key("chat/__next.!KA.txt"));
    }

    #[test]
    fn packing_again_leaves_nothing_behind() {
        let folder = export(&[("chat.html", "1"), ("old.txt", "2")]);
        packed(folder.path(), Forms::All).expect("a page");
        fs::remove_file(folder.path().join("out/old.txt")).expect("it was there");
        let manifest = packed(folder.path(), Forms::All).expect("a page");
        assert_eq!(manifest.files.len(), 1);
        assert!(!folder.path().join("packed/old.txt").exists());
    }

    #[test]
    fn the_stub_form_holds_no_other_forms() {
        let folder = export(&[("chat.html", &"long ".repeat(100)), ("manifest.json", "{}")]);
        let manifest = packed(folder.path(), Forms::Identity).expect("a page");
        assert_eq!(manifest.files.keys().collect::<Vec<_>>(), ["chat.html"]);
        assert!(manifest.files["chat.html"].encodings.is_empty());
    }

    #[test]
    fn what_cannot_be_served_is_an_error() {
        let folder = export(&[("chat.html", "1"), ("a.unheard-of", "2")]);
        let error = packed(folder.path(), Forms::All).expect_err("no content type");
        assert!(error.to_string().contains("a.unheard-of"), "{error}");
        let folder = export(&[("chat.html", "1"), ("manifest.json", "{}")]);
        assert!(
            packed(folder.path(), Forms::All).is_err(),
            "a file in the place of our list"
        );
        let folder = export(&[("index.html", "1")]);
        assert!(
            packed(folder.path(), Forms::All).is_err(),
            "a page without chat"
        );
    }

    #[test]
    fn compressed_bytes_are_the_plain_ones_again() {
        let plain = "a river, ".repeat(500).into_bytes();
        let mut back = Vec::new();
        let packed = brotli(&plain).expect("packs");
        brotli::Decompressor::new(packed.as_slice(), 4096)
            .read_to_end(&mut back)
            .expect("unpacks");
        assert_eq!(back, plain);
        back.clear();
        let packed = gzip(&plain).expect("packs");
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_end(&mut back)
            .expect("unpacks");
        assert_eq!(back, plain);
        assert!(packed.len() < 200);
    }
}
