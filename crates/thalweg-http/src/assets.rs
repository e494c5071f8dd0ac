//! The page, carried inside the binary and served without Node.
//!
//! `build.rs` writes the table of files: the exported page, or a stub that says how to get it.
//! Everything a request can name is a key of that table, so no path reaches the file system.

mod encoding;
#[cfg(debug_assertions)]
mod folder;
mod policy;
mod respond;
mod table;
#[cfg(test)]
mod testing;

use std::sync::LazyLock;

use axum::response::Response;
use http::{HeaderMap, Method, Uri};

use self::table::{Asset, Assets};

static EMBEDDED: LazyLock<Assets> = LazyLock::new(|| Assets::new(files()));

static FILES: &[Asset] = include!(concat!(env!("OUT_DIR"), "/table.rs"));

/// What this process serves: the embedded page, or, in builds for development, that of a folder.
fn files() -> &'static [Asset] {
    #[cfg(debug_assertions)]
    if let Some(named) = folder::named() {
        return named;
    }
    FILES
}

/// Serves a file of the embedded page; meant as the fallback of the router, below all of `/api`.
///
/// - `/` leads to `/chat` (307); `/x` is `x`, `x.html` or `x/index.html`, whichever exists first;
///   `/x/` leads to `/x` (308). The query is kept by redirects and otherwise ignored.
/// - Brotli, gzip or plain, as `Accept-Encoding` prefers; `ETag` and `If-None-Match` (304).
/// - What lies below `/_next/static/` may be kept for a year, everything else is asked for again.
/// - HTML carries a `Content-Security-Policy` made of the hashes of its inline scripts and styles.
/// - An unknown path is 404 with the page's own `404.html`; a method other than `GET` and `HEAD` is 405.
pub async fn serve_asset(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    EMBEDDED.respond(&method, &uri, &headers)
}

#[cfg(test)]
mod tests {
    use super::{EMBEDDED, FILES};

    #[test]
    fn the_embedded_page_has_a_chat() {
        assert!(
            EMBEDDED.find("/chat").is_some(),
            "neither page nor stub has chat.html"
        );
    }

    #[test]
    fn what_is_encoded_is_smaller_than_what_is_not() {
        for file in FILES {
            for encoded in [file.brotli, file.gzip].into_iter().flatten() {
                assert!(encoded.len() < file.identity.len(), "{} grew", file.path);
            }
        }
    }
}
