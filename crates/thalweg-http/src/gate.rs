use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use thalweg_access::{Refusal, read_cookie};

use crate::{ApiError, AppState};

/// Checks from where every request comes, the page's included, before anything is done with it.
pub(crate) async fn check_source(
    State(app): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    // A target with a host of its own outranks the header (RFC 9112, 3.2.2), so they must agree.
    let target = request.uri().authority().map(|target| target.as_str());
    let host = headers.get(header::HOST).map(HeaderValue::as_bytes);
    if target.is_some_and(|target| host != Some(target.as_bytes())) {
        return ApiError::from(Refusal::Host).into_response();
    }
    let with_cookie = read_cookie(headers).is_some();
    let upgrade = headers.contains_key(header::UPGRADE);
    match app
        .access
        .gate()
        .check(request.method(), headers, with_cookie, upgrade)
    {
        Ok(()) => next.run(request).await,
        Err(refusal) => ApiError::from(refusal).into_response(),
    }
}

/// Finds out who asks, for the routes that need it; a new guest is given their cookie, and nobody is
/// let through.
pub(crate) async fn identify(
    State(app): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let found = match app.access.bearer(request.headers()).await {
        Some(found) => found,
        None => app.access.identify(request.headers()),
    };
    let identity = match found {
        Ok(identity) => identity,
        Err(nobody) => return ApiError::from(nobody).into_response(),
    };
    let cookie = identity.set_cookie.clone();
    request.extensions_mut().insert(identity);
    let mut response = next.run(request).await;
    if let Some(value) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
