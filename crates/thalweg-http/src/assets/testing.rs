//! A small page of known bytes.

use super::table::{Asset, Assets};

const fn html(path: &'static str, identity: &'static [u8]) -> Asset {
    Asset {
        path,
        content_type: "text/html; charset=utf-8",
        hash: "0a1b",
        immutable: false,
        identity,
        brotli: None,
        gzip: None,
        scripts: &[],
        styles: &[],
        style_attributes: &[],
    }
}

pub(super) static CHAT: Asset = CHAT_FILE;
pub(super) static DOCS: Asset = DOCS_FILE;
pub(super) static ICON: Asset = ICON_FILE;

const CHAT_FILE: Asset = Asset {
    brotli: Some(b"chat as brotli"),
    gzip: Some(b"chat as gzip"),
    scripts: &["sha256-one=", "sha256-two="],
    styles: &["sha256-tag="],
    style_attributes: &["sha256-attribute="],
    ..html("chat.html", b"chat as it is")
};

const DOCS_FILE: Asset = html("docs/index.html", b"docs");

const ICON_FILE: Asset = Asset {
    content_type: "image/png",
    ..html("icon.png", b"png")
};

static FILES: [Asset; 6] = [
    CHAT_FILE,
    DOCS_FILE,
    ICON_FILE,
    html("404.html", b"no such page"),
    Asset {
        content_type: "text/plain; charset=utf-8",
        ..html("chat/__next.$d$id.__PAGE__.txt", b"payload")
    },
    Asset {
        content_type: "text/javascript; charset=utf-8",
        immutable: true,
        ..html("_next/static/chunks/a.js", b"script")
    },
];

/// The page with all its files.
pub(super) fn page() -> Assets {
    Assets::new(&FILES)
}

/// A page that lacks a `404.html`.
pub(super) fn bare_page() -> Assets {
    Assets::new(std::slice::from_ref(&CHAT))
}
