use axum::extract::FromRequestParts;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json as Answer};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use thalweg_access::{AccountRow, Actor, Device, Entered, Key, Limit, LoginError, Means, Mode};
use thalweg_transports::Control;
use thalweg_wire::{
    Account, AuthInfo, Login, ProviderInfo, ReconnectReason, Register, SessionRef, SignedIn,
};

use crate::address::ClientAddress;
use crate::extract::Json;
use crate::stream::{RETRY_MS, jittered};
use crate::trail::{AskedBy, Told};
use crate::whole::whole;
use crate::{ApiError, AppState};

/// Shows that this server has accounts. Else there is nothing here: 404.
pub(crate) struct WithAccounts;

impl FromRequestParts<AppState> for WithAccounts {
    type Rejection = ApiError;

    async fn from_request_parts(_: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let has = app.access.accounts().is_some();
        has.then_some(Self)
            .ok_or_else(|| ApiError::not_found("thing: this server has no accounts"))
    }
}

/// How people sign in to this server.
#[utoipa::path(get, path = "/api/auth", tag = "access",
    responses((status = 200, description = "How", body = AuthInfo)))]
pub(crate) async fn get_auth(State(app): State<AppState>) -> Answer<AuthInfo> {
    let access = &app.access;
    let accounts = access.accounts();
    Answer(AuthInfo {
        accounts: accounts.is_some(),
        guests: access.mode() == Mode::Guests,
        registration: accounts
            .map(|accounts| accounts.registration)
            .unwrap_or_default(),
        owner_claimed: access.owner_has_account(),
        oidc: access.oidc().map(|oidc| ProviderInfo {
            name: oidc.name().to_owned(),
        }),
    })
}

/// Make an account, and sign in.
///
/// It takes the token of an invitation or of the owner's one-time link, unless everybody may register.
/// A guest who registers keeps what is theirs.
#[utoipa::path(post, path = "/api/auth/register", tag = "access", request_body = Register,
    responses((status = 201, description = "The account, and the session's cookie", body = SignedIn)))]
pub(crate) async fn register(
    State(app): State<AppState>,
    _: WithAccounts,
    Extension(from): Extension<ClientAddress>,
    headers: HeaderMap,
    Json(asked): Json<Register>,
) -> Result<Response, ApiError> {
    let device = device(&headers, from);
    let entered = whole(&app, |app| async move {
        let entered = app.access.register(asked, &headers, device).await?;
        welcome(&app, &entered);
        Ok(entered)
    });
    Ok(signed_in(StatusCode::CREATED, entered.await?))
}

/// Sign in.
///
/// A wrong name and a wrong password are answered alike. A session that the browser had is over.
#[utoipa::path(post, path = "/api/auth/login", tag = "access", request_body = Login,
    responses((status = 200, description = "The account, and the session's cookie", body = SignedIn)))]
pub(crate) async fn login(
    State(app): State<AppState>,
    _: WithAccounts,
    Extension(from): Extension<ClientAddress>,
    headers: HeaderMap,
    Json(login): Json<Login>,
) -> Result<Response, ApiError> {
    let device = device(&headers, from);
    for key in [Key::name_from(&login.name, from.0), Key::name(&login.name)] {
        app.limits.take(Limit::SignIns, &key)?;
    }
    let entered = whole(&app, |app| async move {
        match app.access.login(login, &headers, device).await {
            Ok(entered) => {
                welcome(&app, &entered);
                Ok(Ok(entered))
            }
            Err(wrong @ LoginError::Wrong { .. }) => Ok(Err(wrong)),
            Err(other) => Err(other.into()),
        }
    });
    Ok(match entered.await? {
        Ok(entered) => signed_in(StatusCode::OK, entered),
        Err(wrong) => refused(wrong),
    })
}

/// Tells the trail which account was tried, and nobody else.
fn refused(wrong: LoginError) -> Response {
    let detail = match &wrong {
        LoginError::Wrong { tried } => tried.as_ref().map(|tried| format!("as {}", tried.name)),
        _ => None,
    };
    let mut response = ApiError::from(wrong).into_response();
    response.extensions_mut().insert(Told {
        detail,
        ..Told::default()
    });
    response
}

/// Sign out: the session is over, its streams end, and the cookie is taken away, whatever it was.
#[utoipa::path(post, path = "/api/auth/logout", tag = "access",
    responses((status = 204, description = "Nobody is signed in here any more")))]
pub(crate) async fn logout(
    State(app): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let cookie = app.access.forget_cookie();
    let asked = app.access.identify(&headers).ok();
    let asked = asked.filter(|identity| identity.means == Means::Session);
    whole(&app, |app| async move {
        let over = app.access.logout(&headers).await?;
        app.end_streams(&over);
        Ok(())
    })
    .await?;
    let gone = (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]);
    let mut response = gone.into_response();
    if let Some(identity) = asked {
        let who = AskedBy(Actor::from(&identity));
        response.extensions_mut().insert(who);
    }
    Ok(response)
}

/// Ends what is over since somebody signed in, and has those come again who are known by something else
/// from now on.
pub(crate) fn welcome(app: &AppState, entered: &Entered) {
    app.end_streams(&entered.over);
    if let Some(principal) = &entered.moved {
        // A browser has the new cookie by then.
        let retry_ms = jittered(app, RETRY_MS);
        let reason = ReconnectReason::SignedIn;
        let again = Control::Drain { retry_ms, reason };
        app.streams.tell_unbound(principal, again);
    }
}

fn signed_in(status: StatusCode, entered: Entered) -> Response {
    let body = SignedIn {
        account: own_account(&entered.account),
        session: SessionRef {
            id: entered.session,
            expires_at: entered.expires_at.into(),
        },
    };
    let cookie = [(header::SET_COOKIE, entered.set_cookie)];
    let mut response = (status, cookie, Answer(body)).into_response();
    let who = AskedBy(Actor::account(&entered.account));
    response.extensions_mut().insert(who);
    response
}

/// From where somebody signs in.
pub(crate) fn device(headers: &HeaderMap, from: ClientAddress) -> Device {
    let agent = headers.get(header::USER_AGENT);
    Device {
        user_agent: agent.and_then(|agent| Some(agent.to_str().ok()?.to_owned())),
        address: from.0.map(|address| address.to_string()),
    }
}

/// An account as its holder sees it: when they were last here is now.
pub(crate) fn own_account(row: &AccountRow) -> Account {
    Account {
        last_seen_at: None,
        ..account(row)
    }
}

/// An account as those see it who look after it.
pub(crate) fn account(row: &AccountRow) -> Account {
    Account {
        id: row.id,
        name: row.name.clone(),
        display_name: row.display_name.clone(),
        role: row.role,
        created_at: row.created_at.into(),
        disabled: row.disabled,
        last_seen_at: row.last_seen_at.map(Into::into),
        provider: !row.has_password,
    }
}
