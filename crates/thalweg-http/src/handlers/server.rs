use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json as Answer};
use http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use thalweg_access::{Actor, Identity, Means};
use thalweg_chat::Spending;
use thalweg_log::PrincipalId;
use thalweg_transports::Control;
use thalweg_wire::{
    ErrorCode, Health, Me, ModelPage, PrincipalView, ProlongStream, Prolonged, SessionRef,
    TokensOfDay,
};
use utoipa::ToSchema;

use super::auth::own_account;
use crate::extract::Json;
use crate::trail::AskedBy;
use crate::{ApiError, AppState, Phase};

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operations",
    responses((status = 200, description = "It lives", body = Health)))]
pub(crate) async fn get_health() -> Answer<Health> {
    Answer(Health {
        status: "ok".into(),
    })
}

/// Whether the server takes new work.
#[utoipa::path(get, path = "/readyz", tag = "operations",
    responses(
        (status = 200, description = "It does", body = Health),
        (status = 503, description = "It does not", body = Health)))]
pub(crate) async fn get_readiness(State(app): State<AppState>) -> Response {
    let (status, word) = match app.phase() {
        Phase::Ready => (StatusCode::OK, "ok"),
        Phase::Draining | Phase::Leaving => (StatusCode::SERVICE_UNAVAILABLE, "draining"),
    };
    (
        status,
        Answer(Health {
            status: word.into(),
        }),
    )
        .into_response()
}

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "operations",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json")))]
pub(crate) async fn get_openapi() -> Response {
    let document = crate::openapi().to_pretty_json().unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], document).into_response()
}

/// Who is asking.
#[utoipa::path(get, path = "/api/me", tag = "access",
    responses((status = 200, description = "Who is asking", body = Me)))]
pub(crate) async fn get_me(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
) -> Answer<Me> {
    let session = identity.credential.zip(identity.expires_at);
    let session = session.filter(|_| identity.means == Means::Session);
    let principal = PrincipalView {
        id: identity.principal.as_str().into(),
        role: identity.role,
    };
    Answer(Me {
        principal,
        account: identity.account.as_deref().map(own_account),
        session: session.map(|(id, end)| SessionRef {
            id,
            expires_at: end.into(),
        }),
        tokens: app.chat.spending(&identity.principal).map(tokens_of_day),
        version: env!("CARGO_PKG_VERSION").into(),
    })
}

fn tokens_of_day(of: Spending) -> TokensOfDay {
    TokensOfDay {
        spent: of.spent,
        limit: of.limit,
        ends_at: of.ends_at.into(),
    }
}

/// The token of the owner's one-time link.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnerClaim {
    /// The part of the link after `#owner=`.
    token: String,
}

/// Become the owner with the one-time link that the server printed.
#[utoipa::path(post, path = "/api/auth/owner", tag = "access", request_body = OwnerClaim,
    responses((status = 204, description = "The owner's cookie is set")))]
pub(crate) async fn claim_owner(
    State(app): State<AppState>,
    Json(claim): Json<OwnerClaim>,
) -> Result<Response, ApiError> {
    let cookie = app.access.claim_owner(&claim.token).ok_or_else(|| {
        let detail = "The link was used or is an older one. Restart the server for a new link.";
        ApiError::new(ErrorCode::Forbidden, detail)
    })?;
    let asked = AskedBy(Actor::new(&PrincipalId::owner(), "owner"));
    let cookie = [(header::SET_COOKIE, cookie)];
    Ok((StatusCode::NO_CONTENT, Extension(asked), cookie).into_response())
}

/// Prolong the credential that asks, and one of its streams with it, which then ends no earlier.
///
/// A credential without an end, such as a guest's, is left as it is.
#[utoipa::path(post, path = "/api/auth/refresh", tag = "access", request_body = ProlongStream,
    responses((status = 200, description = "The stream goes on; a cookie is set if the credential has an end", body = Prolonged)))]
pub(crate) async fn prolong_stream(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    headers: HeaderMap,
    Json(ProlongStream { stream_id }): Json<ProlongStream>,
) -> Result<Response, ApiError> {
    let gone = || ApiError::not_found("stream");
    let (streams, principal) = (&app.streams, &identity.principal);
    if identity.expires_at.is_none() {
        let there = streams.has(stream_id, principal);
        let unchanged = Answer(Prolonged { expires_at: None });
        return there.then(|| unchanged.into_response()).ok_or_else(gone);
    }
    if let (Means::Token, Some(end)) = (identity.means, identity.expires_at) {
        // The token that asks is the fresh one.
        let prolonged = streams.send(stream_id, principal, Control::Prolong(end));
        let expires_at = Some(end.into());
        let answer = Answer(Prolonged { expires_at }).into_response();
        return prolonged.then_some(answer).ok_or_else(gone);
    }
    // A session prolongs its own streams alone: another's ends with that one.
    let credential = identity.credential;
    if credential.is_some_and(|credential| !streams.is_followed_by(stream_id, credential)) {
        return Err(gone());
    }
    // What ended cannot be prolonged, and its streams end with it.
    let renewal = app.access.renew(&identity, &headers).await;
    let renewal = renewal.ok_or_else(gone)?;
    let prolong = Control::Prolong(renewal.expires_at);
    if !streams.send(stream_id, principal, prolong) {
        return Err(gone());
    }
    if let Some(credential) = credential {
        streams.tell_credentials(&[credential], prolong);
    }
    let expires_at = Some(renewal.expires_at.into());
    let cookie = [(header::SET_COOKIE, renewal.set_cookie)];
    Ok((cookie, Answer(Prolonged { expires_at })).into_response())
}

/// The models that can be asked.
#[utoipa::path(get, path = "/api/models", tag = "chat",
    responses((status = 200, description = "The models, the default first", body = ModelPage)))]
pub(crate) async fn list_models(State(app): State<AppState>) -> Answer<ModelPage> {
    Answer(ModelPage {
        items: app.chat.models(),
    })
}
