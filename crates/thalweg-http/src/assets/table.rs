//! The table of embedded files and the way from a request's path to one of them.

use std::borrow::Cow;
use std::collections::HashMap;

use http::HeaderValue;

use super::policy::content_security_policy;

/// One embedded file as `build.rs` writes it.
#[derive(Debug)]
pub(super) struct Asset {
    /// Path below the page's root, without a leading slash: `chat.html`.
    pub(super) path: &'static str,
    pub(super) content_type: &'static str,
    /// Hexadecimal digest of `identity`; the stem of the entity tags.
    pub(super) hash: &'static str,
    /// The name changes with the content, so a browser may keep it for good.
    pub(super) immutable: bool,
    pub(super) identity: &'static [u8],
    /// Absent where compression does not pay.
    pub(super) brotli: Option<&'static [u8]>,
    /// Absent where compression does not pay.
    pub(super) gzip: Option<&'static [u8]>,
    /// `sha256-…` of each inline script; empty for what is not HTML.
    pub(super) scripts: &'static [&'static str],
    /// `sha256-…` of each inline `<style>`.
    pub(super) styles: &'static [&'static str],
    /// `sha256-…` of each `style="…"`.
    pub(super) style_attributes: &'static [&'static str],
}

impl Asset {
    pub(super) fn is_html(&self) -> bool {
        self.content_type.starts_with("text/html")
    }
}

/// An asset with the header value that is made once from it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) asset: &'static Asset,
    /// Present for HTML only.
    pub(super) policy: Option<HeaderValue>,
}

/// The files of one page by path.
#[derive(Debug)]
pub(super) struct Assets(HashMap<&'static str, Entry>);

impl Assets {
    pub(super) fn new(files: &'static [Asset]) -> Self {
        let entry = |asset: &'static Asset| {
            let policy = asset.is_html().then(|| content_security_policy(asset));
            (asset.path, Entry { asset, policy })
        };
        Self(files.iter().map(entry).collect())
    }

    /// The file behind a request's path: itself, `.html` added, or `/index.html` added.
    pub(super) fn find(&self, path: &str) -> Option<&Entry> {
        let decoded = percent_decoded(path)?;
        let name = decoded.strip_prefix('/')?;
        self.0
            .get(name)
            .or_else(|| self.0.get(format!("{name}.html").as_str()))
            .or_else(|| self.0.get(format!("{name}/index.html").as_str()))
    }

    /// The page for paths that do not exist, if there is one.
    pub(super) fn not_found(&self) -> Option<&Entry> {
        self.0.get("404.html")
    }
}

/// `%41` → `A`. `None` if an escape is malformed or the bytes are not UTF-8: no file is called that.
///
/// The export names files with `(`, `!` and `$`, which some clients escape and some do not.
fn percent_decoded(path: &str) -> Option<Cow<'_, str>> {
    if !path.contains('%') {
        return Some(Cow::Borrowed(path));
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::super::testing::page;
    use super::percent_decoded;

    #[test]
    fn a_path_finds_the_file_itself_then_html_then_index() {
        let page = page();
        let found = |path| page.find(path).map(|entry| entry.asset.path);
        assert_eq!(found("/chat.html"), Some("chat.html"));
        assert_eq!(found("/chat"), Some("chat.html"));
        assert_eq!(found("/docs"), Some("docs/index.html"));
        assert_eq!(
            found("/chat/__next.$d$id.__PAGE__.txt"),
            Some("chat/__next.$d$id.__PAGE__.txt")
        );
        assert_eq!(
            found("/chat/__next.%24d%24id.__PAGE__.txt"),
            Some("chat/__next.$d$id.__PAGE__.txt")
        );
    }

    #[test]
    fn nothing_outside_the_table_can_be_named() {
        let page = page();
        for path in [
            "/../Cargo.toml",
            "/chat/../chat.html",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "//chat",
            "/chat%00",
            "/chat%",
            "/chat%4",
            "/%ff",
            "chat",
            "/",
            "",
        ] {
            assert!(page.find(path).is_none(), "`{path}` found a file");
        }
    }

    #[test]
    fn escapes_are_decoded_once() {
        assert_eq!(percent_decoded("/a%20b").as_deref(), Some("/a b"));
        assert_eq!(percent_decoded("/%2541").as_deref(), Some("/%41"));
        assert_eq!(percent_decoded("/%zz"), None);
    }
}
