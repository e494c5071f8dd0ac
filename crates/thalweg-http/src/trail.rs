use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::Method;
use thalweg_access::{Actor, AuditAction, Note, OIDC_CALLBACK};
use thalweg_wire::ErrorCode;

use crate::address::ClientAddress;
use crate::limit::route;
use crate::log_request::RequestId;
use crate::{ApiError, AppState};

/// Who asked, for the layers outside of the one that finds it out. Goes with the answer.
#[derive(Debug, Clone)]
pub(crate) struct AskedBy(pub(crate) Actor);

/// What a handler knows besides what the request tells. Goes with the answer, as an extension.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    /// What it was done to, if the path does not name it.
    pub(crate) target: Option<String>,
    /// More, in a few words.
    pub(crate) detail: Option<String>,
    /// What was done, if it is something else than the route's.
    pub(crate) action: Option<AuditAction>,
    /// Whether it was refused, although the answer leads on to the page.
    pub(crate) refused: bool,
}

/// What belongs into the audit trail: the one table of it.
fn audited(method: &Method, route: &str) -> Option<AuditAction> {
    use AuditAction as A;
    Some(match (method.as_str(), route) {
        ("POST", "/api/auth/owner") => A::OwnerClaimed,
        ("POST", "/api/auth/login") | ("GET", OIDC_CALLBACK) => A::SignedIn,
        ("POST", "/api/auth/logout") => A::SignedOut,
        ("POST", "/api/auth/register") => A::AccountMade,
        ("POST", "/api/auth/password") => A::AccountChanged,
        ("PATCH", "/api/auth/account" | "/api/admin/users/{id}") => A::AccountChanged,
        ("DELETE", "/api/auth/account" | "/api/admin/users/{id}") => A::AccountDeleted,
        ("DELETE", "/api/auth/sessions" | "/api/auth/sessions/{id}") => A::SessionRevoked,
        ("POST", "/api/admin/invitations") => A::InvitationMade,
        ("DELETE", "/api/admin/invitations/{id}") => A::InvitationDeleted,
        ("POST", "/api/admin/keys") => A::KeyMade,
        ("DELETE", "/api/admin/keys/{id}") => A::KeyDeleted,
        ("DELETE", "/api/realtime/{id}") => A::RunStopped,
        ("DELETE", "/api/jobs/{id}") => A::JobStopped,
        ("POST", "/api/approvals/{id}") => A::ApprovalDecided,
        ("PATCH", "/api/tools/{tool}") => A::ToolChanged,
        ("POST", "/api/http-tools" | "/api/mcp-servers") => A::SourceMade,
        ("PATCH", "/api/http-tools/{name}" | "/api/mcp-servers/{name}") => A::SourceChanged,
        ("DELETE", "/api/http-tools/{name}" | "/api/mcp-servers/{name}") => A::SourceDeleted,
        ("GET", "/api/conversations/{id}/export") => A::ConversationExported,
        ("DELETE", "/api/conversations/{id}") => A::ConversationDeleted,
        ("POST", "/api/conversations/{id}/restore") => A::ConversationRestored,
        ("POST", "/api/publish") => A::Published,
        _ => return None,
    })
}

/// Notes what was done and what was refused, once it is answered. Nothing waits for the trail.
pub(crate) async fn note_in_trail(
    State(app): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let action = audited(&method, route(&request));
    let target = action.and_then(|_| named(route(&request), &path));
    let extensions = request.extensions();
    let address = extensions.get::<ClientAddress>().and_then(|from| from.0);
    let id = extensions.get::<RequestId>().map(|id| id.0.clone());
    let mut response = next.run(request).await;
    let asked = response.extensions_mut().remove::<AskedBy>();
    let told = response.extensions_mut().remove::<Told>();
    let actor = || asked.clone().map_or_else(Actor::nobody, |asked| asked.0);
    let note = if let Some(error) = response.extensions().get::<ApiError>() {
        if !is_refusal(error.code, action, &path) {
            return response;
        }
        let place = target.unwrap_or_else(|| format!("{method} {path}"));
        let action = action.unwrap_or(AuditAction::Refused);
        let note = Note::refused(action, actor()).target(place);
        let code = error.code.as_str();
        let detail = match told.and_then(|told| told.detail) {
            Some(more) => format!("{code}, {more}"),
            None => code.to_owned(),
        };
        Some((note.detail(detail), true))
    } else if response.status().is_success() || told.is_some() {
        let told = told.unwrap_or_default();
        told.action.or(action).map(|action| {
            let mut note = match told.refused {
                true => Note::refused(action, actor()),
                false => Note::done(action, actor()),
            };
            if let Some(target) = told.target.or(target) {
                note = note.target(target);
            }
            if let Some(detail) = told.detail {
                note = note.detail(detail);
            }
            (note, told.refused)
        })
    } else {
        None
    };
    if let Some((note, is_refused)) = note {
        let note = note.from(address, id.as_deref().unwrap_or_default());
        if is_refused {
            app.audit.note_refused(note);
        } else {
            app.audit.note(note);
        }
    }
    response
}

/// Whether a failure is one of who asked or from where, not of what was asked.
fn is_refusal(code: ErrorCode, action: Option<AuditAction>, path: &str) -> bool {
    match code {
        ErrorCode::ForeignOrigin
        | ErrorCode::ForeignHost
        | ErrorCode::ForwardedRequest
        | ErrorCode::Unauthorized
        | ErrorCode::Forbidden
        | ErrorCode::OwnerLinkRequired => true,
        // Who may not see it is told that it is not there.
        ErrorCode::NotFound => path.starts_with("/api/admin/"),
        // Attempts that were too many.
        ErrorCode::RateLimited => action.is_some() && path.starts_with("/api/auth/"),
        _ => false,
    }
}

/// What a path names where its route has a parameter, and of what kind it is.
fn named(route: &str, path: &str) -> Option<String> {
    let parts = route.split('/').zip(path.split('/'));
    let (mut kind, mut found) = ("", None);
    for (pattern, part) in parts {
        if pattern.starts_with('{') {
            found = Some(format!("{kind}/{part}"));
            break;
        }
        kind = pattern;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_what_is_changed() {
        let of = |route, path| named(route, path);
        let jobs = of("/api/jobs/{id}", "/api/jobs/7");
        assert_eq!(jobs.as_deref(), Some("jobs/7"));
        let restored = of(
            "/api/conversations/{id}/restore",
            "/api/conversations/7/restore",
        );
        assert_eq!(restored.as_deref(), Some("conversations/7"));
        assert_eq!(of("/api/http-tools", "/api/http-tools"), None);
    }
}
