use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::{HeaderName, HeaderValue, header};
use tracing::{Instrument, debug, error, info_span};

use crate::limit::is_api;
use crate::{ApiError, AppState};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const NO_SNIFFING: HeaderValue = HeaderValue::from_static("nosniff");
/// For a year, whoever was here over TLS comes over nothing else (RFC 6797).
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The id of a request, in its answer, its problem and its log lines.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

/// The outermost layer: gives the request its id, turns failures into problems, logs the
/// unexpected once, and keeps `/api` out of caches.
pub(crate) async fn log_request(
    State(app): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let given = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok());
    let id = given
        .filter(|id| is_sane(id))
        .map_or_else(|| app.ids.next().to_string(), Into::into);
    request.extensions_mut().insert(RequestId(id.clone()));
    // Browsers keep it for every port of a host, so other programs of this machine would be cut off.
    let is_local = request.headers().get(header::HOST).is_some_and(|host| {
        let name = host.as_bytes().split(|byte| *byte == b':').next();
        name.is_some_and(|name| name.eq_ignore_ascii_case(b"localhost"))
    });
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let is_api = is_api(&path);
    let began = Instant::now();
    let span = info_span!("request", request.id = %id, http.method = %method, http.path = %path);
    let work = AssertUnwindSafe(next.run(request).instrument(span.clone())).catch_unwind();
    let mut response = work
        .await
        .unwrap_or_else(|_| ApiError::internal(Panicked).into_response());
    let _in = span.enter();
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        if let Some(cause) = &error.cause {
            error!(error = %chain(cause.as_ref()), "a request failed");
        }
        let mut kept = std::mem::take(response.headers_mut());
        response = error.problem(&id);
        for name in response.headers().keys() {
            kept.remove(name);
        }
        kept.remove(header::CONTENT_LENGTH);
        response.headers_mut().extend(kept);
    }
    debug!(
        http.status = response.status().as_u16(),
        duration_ms = began.elapsed().as_millis(),
        "answered"
    );
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if is_api {
        // What the page's files have as well: an answer is what it says it is, and nobody's to embed.
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, NO_SNIFFING);
        headers.insert(RESOURCE_POLICY, SAME_ORIGIN);
    }
    if app.access.is_secure() && !is_local {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}

fn is_sane(id: &str) -> bool {
    (1..=128).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._~-".contains(&b))
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[derive(Debug, thiserror::Error)]
#[error("a handler panicked")]
struct Panicked;
