use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use thalweg_access::{Action, Identity, Refusal, Scope, Unauthenticated, may, read_cookie};
use thalweg_transports::Control;
use thalweg_wire::{AccessRole, ErrorCode};

use crate::limit::route;
use crate::ticket::{Presented, by_ticket};
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
    let ticket = request.extensions_mut().remove::<Presented>();
    let found = if let Some(ticket) = ticket {
        by_ticket(&app, &request, &ticket)
    } else {
        match app.access.bearer(request.headers()).await {
            Some(found) => found,
            None => app.access.identify(request.headers()),
        }
    };
    let identity = match found {
        Ok(identity) => identity,
        Err(nobody) => return ApiError::from(nobody).into_response(),
    };
    app.access.keep_seen().await;
    let cookie = identity.set_cookie.clone();
    if let (Some(_), Some(credential), Some(end)) =
        (&cookie, identity.credential, identity.expires_at)
    {
        // What was prolonged by being used are its streams as well.
        let prolong = Control::Prolong(end);
        app.streams.tell_credentials(&[credential], prolong);
    }
    request.extensions_mut().insert(identity);
    let mut response = next.run(request).await;
    if let Some(value) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Lets through whose role and key let them. The last to be asked before a route, so that what is
/// refused is counted and noted as what is done.
pub(crate) async fn check_action(request: Request, next: Next) -> Response {
    let may = match request.extensions().get::<Identity>() {
        Some(identity) => check_role(identity.role, action_of(&request))
            .and_then(|()| check_scope(identity, scope_of(&request))),
        None => Err(Unauthenticated::Missing.into()),
    };
    match may {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    }
}

/// What a request is about, by its route. What is not named here and not safe changes something, so
/// that a new route is closed to those who may only look.
fn action_of(request: &Request) -> Action {
    if request.method().is_safe() {
        return Action::Look;
    }
    match route(request) {
        // A list of channels that is too long for a query.
        "/api/events" => Action::Look,
        route if route.starts_with("/api/auth/") => Action::OwnAccount,
        _ => Action::Change,
    }
}

/// What a service key needs for a request.
fn scope_of(request: &Request) -> Scope {
    let route = route(request);
    let of_tools = ["/api/tools/", "/api/jobs/", "/api/approvals/"];
    if request.method().is_safe()
        || ["/api/events", "/api/auth/refresh", "/api/auth/ticket"].contains(&route)
    {
        Scope::Read
    } else if of_tools.iter().any(|begin| route.starts_with(begin)) {
        Scope::Tools
    } else {
        Scope::Chat
    }
}

/// Whether a credential lets its holder do that.
pub(crate) fn check_scope(identity: &Identity, scope: Scope) -> Result<(), ApiError> {
    if identity.has(scope) {
        return Ok(());
    }
    let detail = format!(
        "The key has no scope for this: it needs `{}`.",
        scope.as_str()
    );
    Err(ApiError::new(ErrorCode::Forbidden, detail))
}

/// Whether a role lets somebody do that. Who is not shown that there is something is asked by the
/// handler.
pub(crate) fn check_role(role: AccessRole, action: Action) -> Result<(), ApiError> {
    if may(role, action) {
        return Ok(());
    }
    let detail = "You may look at what is yours and follow it, but not start or change anything. \
                  Ask whoever looks after this server for another role.";
    Err(ApiError::new(ErrorCode::Forbidden, detail))
}
