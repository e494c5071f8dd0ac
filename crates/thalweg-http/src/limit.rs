use std::net::IpAddr;
use std::str::FromStr;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, Method};
use thalweg_access::{Actor, Identity, Key, Left, Limit, Limited, OIDC_CALLBACK, Standing};
use thalweg_wire::{ErrorCode, ReconnectReason};
use uuid::Uuid;

use crate::address::ClientAddress;
use crate::handlers::oidc::turned_away;
use crate::stream::{RETRY_MS, come_back, jittered};
use crate::trail::AskedBy;
use crate::{ApiError, AppState};

/// How the limits stand that an answer was measured by.
///
/// Source: draft-ietf-httpapi-ratelimit-headers-10.
pub(crate) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// What the limits are.
pub(crate) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The routes whose answer to a `GET` is a stream.
const STREAMS: [&str; 4] = [
    "/api/realtime/{id}",
    "/api/conversations/{id}/events",
    "/api/jobs/{id}/events",
    "/api/events",
];

/// What a route is limited by besides the number of requests.
fn kinds(method: &Method, route: &str) -> &'static [Limit] {
    if *method == Method::GET && route == OIDC_CALLBACK {
        return &[Limit::SignIns];
    }
    if *method != Method::POST {
        return &[];
    }
    match route {
        "/api/realtime" | "/api/realtime/{id}/continue" => &[Limit::Runs],
        "/api/tools/{tool}" | "/api/http-tools/test" | "/api/mcp-servers/test" => {
            &[Limit::ToolCalls]
        }
        // Whoever guesses passwords, or tokens of links, tries to sign in.
        "/api/auth/owner"
        | "/api/auth/login"
        | "/api/auth/register"
        | "/api/auth/password"
        | "/api/auth/oidc/start" => &[Limit::SignIns],
        _ => &[],
    }
}

/// Counts what is asked of the API from an address, before it is found out who asks.
pub(crate) async fn limit_address(
    State(app): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let address = request.extensions().get::<ClientAddress>();
    let address = address.and_then(|address| address.0);
    let taken = match address {
        Some(address) if is_api(request.uri().path()) => take_all(&app, &request, address),
        _ => Ok(()),
    };
    match taken {
        Ok(()) => next.run(request).await,
        Err(limited) => refuse(&app, &request, limited),
    }
}

fn take_all(app: &AppState, request: &Request, address: IpAddr) -> Result<(), Limited> {
    let key = Key::address(address);
    app.limits.take(Limit::Requests, &key)?;
    for kind in kinds(request.method(), route(request)) {
        app.limits.take(*kind, &key)?;
    }
    Ok(())
}

/// Counts what a principal asks, before it is done.
pub(crate) async fn limit_principal(
    State(app): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let Some(identity) = request.extensions().get::<Identity>() else {
        return next.run(request).await;
    };
    let asked = AskedBy(Actor::from(identity));
    let key = Key::from(&identity.principal);
    let left = match app.limits.take(Limit::Requests, &key) {
        Ok(left) => left,
        Err(limited) => return with(asked, refuse(&app, &request, limited)),
    };
    for kind in kinds(request.method(), route(&request)) {
        if let Err(limited) = app.limits.take(*kind, &key) {
            return with(asked, refuse(&app, &request, limited));
        }
    }
    let mut response = next.run(request).await;
    if let Left(Some(standing)) = left
        && let Ok(value) = HeaderValue::from_str(&standing.remaining())
    {
        response.headers_mut().insert(RATE_LIMIT, value);
    }
    with(asked, response)
}

/// Tells the layers outside who asked.
fn with(asked: AskedBy, mut response: Response) -> Response {
    response.extensions_mut().insert(asked);
    response
}

/// Says no and when to ask again. A stream that a browser follows is told so in the stream: of
/// anything else it would not come back.
fn refuse(app: &AppState, request: &Request, limited: Limited) -> Response {
    if is_stream(request) {
        let wait = u32::try_from(limited.0.wait.as_millis()).unwrap_or(u32::MAX);
        let retry_ms = wait.saturating_add(jittered(app, RETRY_MS));
        return come_back(retry_ms, ReconnectReason::Limit);
    }
    if route(request) == OIDC_CALLBACK {
        // A browser is on its way to the page.
        return turned_away(None, "busy");
    }
    ApiError::from(limited).into_response()
}

/// Whether an event stream is followed.
pub(crate) fn is_stream(request: &Request) -> bool {
    *request.method() == Method::GET && STREAMS.contains(&route(request))
}

/// Whether a path is that of an event stream. Ids stand in it as they are given out.
pub(crate) fn is_stream_path(path: &str) -> bool {
    let is = |pattern: &str, part: &str| match pattern {
        "{id}" => Uuid::from_str(part).is_ok_and(|id| id.to_string() == part),
        word => word == part,
    };
    STREAMS.iter().any(|pattern| {
        let (pattern, path) = (pattern.split('/'), path.split('/'));
        pattern.clone().count() == path.clone().count() && pattern.zip(path).all(|(a, b)| is(a, b))
    })
}

pub(crate) fn route(request: &Request) -> &str {
    let matched = request.extensions().get::<MatchedPath>();
    matched.map_or("", MatchedPath::as_str)
}

pub(crate) fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

impl From<Limited> for ApiError {
    fn from(limited: Limited) -> Self {
        let Limited(standing) = limited;
        let mut error = Self::new(
            ErrorCode::RateLimited,
            format!("Nothing was done: {limited}."),
        )
        .retry_after(standing.wait_s());
        error.standing = Some(Box::new(standing));
        error
    }
}

/// The headers that tell how a limit stands.
pub(crate) fn headers(standing: &Standing) -> [(HeaderName, String); 2] {
    [
        (RATE_LIMIT_POLICY, standing.policy()),
        (RATE_LIMIT, standing.remaining()),
    ]
}
