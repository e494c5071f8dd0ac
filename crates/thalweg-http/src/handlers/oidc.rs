//! Signing in with the identity provider. The page asks for the provider's page and goes there itself, so
//! that a token is in no address and no other site can begin a sign-in; the provider sends the browser
//! back to a route that always leads on to the page, whatever came of it.

use axum::extract::{FromRequestParts, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json as Answer};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use thalweg_access::{
    Actor, AuditAction, Entered, Oidc, OidcError, ProviderError, TurnedAway, is_own_path,
};
use thalweg_wire::{ErrorCode, FieldError, ProviderPage, ProviderSignIn};

use super::auth::{WithAccounts, device, welcome};
use crate::address::ClientAddress;
use crate::extract::Json;
use crate::trail::{AskedBy, Told};
use crate::whole::whole;
use crate::{ApiError, App, AppState};

/// Where somebody goes who began their sign-in nowhere else.
const PAGE: &str = "/chat";

/// Shows that people sign in with an identity provider here. Else there is nothing: 404.
pub(crate) struct WithProvider;

impl FromRequestParts<AppState> for WithProvider {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        WithAccounts::from_request_parts(parts, app).await?;
        provider(app).map(|_| Self)
    }
}

fn provider(app: &App) -> Result<&Oidc, ApiError> {
    let nothing = || ApiError::not_found("thing: this server has no identity provider");
    app.access.oidc().ok_or_else(nothing)
}

/// Begin to sign in with the identity provider.
///
/// The browser has to go to the page that is answered. It comes back by itself, signed in or with a word
/// of why not in the fragment of `returnTo`: `#signin=denied`, `expired`, `failed`, `unavailable`,
/// `invite`, `disabled` or `busy`.
#[utoipa::path(post, path = "/api/auth/oidc/start", tag = "access", request_body = ProviderSignIn,
    responses((status = 200, description = "The provider's page, and a cookie for the way back",
        body = ProviderPage)))]
pub(crate) async fn start_provider_sign_in(
    State(app): State<AppState>,
    _: WithProvider,
    headers: HeaderMap,
    Json(asked): Json<ProviderSignIn>,
) -> Result<Response, ApiError> {
    let return_to = asked.return_to.unwrap_or_else(|| PAGE.to_owned());
    if !is_own_path(&return_to) {
        return Err(ApiError::fields(vec![FieldError {
            path: "returnTo".into(),
            message: "a path of the page, such as /chat".into(),
        }]));
    }
    if asked.token.as_ref().is_some_and(|token| token.len() > 128) {
        return Err(ApiError::fields(vec![FieldError {
            path: "token".into(),
            message: "the token of an invitation or of the owner's link".into(),
        }]));
    }
    let secure = app.access.is_secure();
    let scheme = if secure { "https" } else { "http" };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let origin = format!("{scheme}://{}", host.unwrap_or_default());
    let sent = provider(&app)?.send_out(&headers, &origin, return_to, asked.token, secure);
    let sent = sent.await.map_err(|_| unavailable(&app))?;
    let cookie = [(header::SET_COOKIE, sent.set_cookie)];
    Ok((cookie, Answer(ProviderPage { url: sent.url })).into_response())
}

fn unavailable(app: &App) -> ApiError {
    let name = app
        .access
        .oidc()
        .map_or("The identity provider", Oidc::name);
    let detail = format!("{name} cannot be reached now. Try again in a moment.");
    ApiError::new(ErrorCode::Overloaded, detail).retry_after(5)
}

/// Come back from the identity provider.
#[utoipa::path(get, path = "/api/auth/oidc/callback", tag = "access",
    params(
        ("code" = Option<String>, Query, description = "What the provider gave"),
        ("state" = Option<String>, Query, description = "What it was given"),
        ("iss" = Option<String>, Query, description = "Who it is"),
        ("error" = Option<String>, Query, description = "Why it gave nothing"),
    ),
    responses((status = 303, description = "To the page, signed in or with a word of why not")))]
pub(crate) async fn finish_provider_sign_in(
    State(app): State<AppState>,
    _: WithProvider,
    Extension(from): Extension<ClientAddress>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let oidc = provider(&app)?;
    let query = query.unwrap_or_default();
    let secure = app.access.is_secure();
    let mut arrived = match oidc.take_back(&headers, &query, secure).await {
        Ok(arrived) => arrived,
        Err(TurnedAway { error, return_to }) => {
            return Ok(turned_away(return_to.as_deref(), word(error)));
        }
    };
    let return_to = arrived.return_to.clone();
    let device = device(&headers, from);
    let known = app.access.is_known(arrived.login.clone()).await;
    if matches!(known, Ok(false)) {
        oidc.introduce(&mut arrived).await;
    }
    let entered = whole(&app, |app| async move {
        let entered = app
            .access
            .enter_from_provider(arrived, &headers, device)
            .await;
        if let Ok((entered, _)) = &entered {
            welcome(&app, entered);
        }
        Ok(entered)
    });
    let why = match entered.await {
        Ok(Ok((entered, is_new))) => return Ok(signed_in(&return_to, entered, is_new)),
        Ok(Err(ProviderError::NotInvited)) => "invite",
        Ok(Err(ProviderError::Disabled)) => "disabled",
        Ok(Err(ProviderError::Store(error))) => {
            tracing::error!(%error, "somebody whom the identity provider knows cannot be signed in");
            "failed"
        }
        Err(_) => "failed",
    };
    Ok(turned_away(Some(&return_to), why))
}

const fn word(error: OidcError) -> &'static str {
    match error {
        OidcError::Unavailable => "unavailable",
        OidcError::Denied => "denied",
        OidcError::Expired => "expired",
        OidcError::Failed => "failed",
    }
}

fn signed_in(return_to: &str, entered: Entered, is_new: bool) -> Response {
    let cookie = [(header::SET_COOKIE, entered.set_cookie)];
    let mut response = (cookie, to_page(return_to.to_owned())).into_response();
    let extensions = response.extensions_mut();
    extensions.insert(AskedBy(Actor::account(&entered.account)));
    extensions.insert(Told {
        action: is_new.then_some(AuditAction::AccountMade),
        detail: Some("identity provider".into()),
        ..Told::default()
    });
    response
}

/// Leads on to the page, which knows the words for `why`.
pub(crate) fn turned_away(return_to: Option<&str>, why: &'static str) -> Response {
    let mut response = to_page(format!("{}#signin={why}", return_to.unwrap_or(PAGE)));
    response.extensions_mut().insert(Told {
        refused: true,
        detail: Some(why.into()),
        ..Told::default()
    });
    response
}

fn to_page(place: String) -> Response {
    // What is returned to was found to be a path of visible characters.
    let place = HeaderValue::try_from(place).unwrap_or(HeaderValue::from_static(PAGE));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}
