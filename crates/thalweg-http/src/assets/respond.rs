//! From a request to the answer with its headers.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    ETAG, HeaderName, IF_NONE_MATCH, LOCATION, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};

use super::encoding::{Encoding, preferred};
use super::table::{Assets, Entry};

/// Sent with every answer, so that no page of another origin can read, frame or guess.
const SECURITY: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

impl Assets {
    /// Answers one request; see `serve_asset` for the rules.
    pub(super) fn respond(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
        let mut response = self.answer(method, uri, headers);
        response.headers_mut().extend(SECURITY);
        if method == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        response
    }

    fn answer(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
        if method != Method::GET && method != Method::HEAD {
            let mut refusal = text(StatusCode::METHOD_NOT_ALLOWED, "method not allowed\n");
            refusal
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return refusal;
        }
        let path = uri.path();
        if path == "/" {
            return redirect(StatusCode::TEMPORARY_REDIRECT, "/chat", uri.query());
        }
        if let Some(entry) = self.find(path) {
            return file(entry, StatusCode::OK, headers);
        }
        // Only to a path that exists: `//elsewhere/` must not become a redirect to another host.
        if let Some(trimmed) = path.strip_suffix('/')
            && self.find(trimmed).is_some()
        {
            return redirect(StatusCode::PERMANENT_REDIRECT, trimmed, uri.query());
        }
        match self.not_found() {
            Some(entry) => file(entry, StatusCode::NOT_FOUND, headers),
            None => text(StatusCode::NOT_FOUND, "not found\n"),
        }
    }
}

/// `entry` in the form the client prefers, or 304 if it already has it.
fn file(entry: &Entry, status: StatusCode, request: &HeaderMap) -> Response {
    let asset = entry.asset;
    let encoding = preferred(request, asset);
    let bytes = encoding.bytes(asset);
    let tag = entity_tag(asset.hash, encoding);

    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(
        CACHE_CONTROL,
        if asset.immutable { FOR_EVER } else { ASK_AGAIN },
    );
    if asset.brotli.is_some() || asset.gzip.is_some() {
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
    if let Some(policy) = &entry.policy {
        headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
    }
    let known = status == StatusCode::OK && holds_tag(request, &tag);
    if let Ok(tag) = HeaderValue::try_from(tag)
        && status == StatusCode::OK
    {
        headers.insert(ETAG, tag);
    }
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    if let Some(name) = encoding.name() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    *response.status_mut() = status;
    *response.body_mut() = Body::from(Bytes::from_static(bytes));
    response
}

/// A strong tag: the forms of a file differ in their bytes and therefore in their tags.
fn entity_tag(hash: &str, encoding: Encoding) -> String {
    match encoding.name() {
        Some(name) => format!("\"{hash}-{name}\""),
        None => format!("\"{hash}\""),
    }
}

/// Whether `If-None-Match` names `tag`, compared weakly as RFC 9110, section 13.1.2, asks.
fn holds_tag(request: &HeaderMap, tag: &str) -> bool {
    let lines = request
        .get_all(IF_NONE_MATCH)
        .into_iter()
        .filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|item| item == "*" || item.strip_prefix("W/").unwrap_or(item) == tag)
}

fn redirect(status: StatusCode, path: &str, query: Option<&str>) -> Response {
    let target = match query {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut response = text(status, "");
    // What came from a parsed URI is a valid header value.
    let location = HeaderValue::try_from(target).unwrap_or(HeaderValue::from_static("/chat"));
    response.headers_mut().insert(LOCATION, location);
    response
}

fn text(status: StatusCode, body: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    response
}

#[cfg(test)]
mod tests;
