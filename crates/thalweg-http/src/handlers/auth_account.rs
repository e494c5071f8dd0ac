use std::sync::Arc;

use axum::Json as Answer;
use axum::extract::{FromRequestParts, State};
use http::StatusCode;
use http::request::Parts;
use thalweg_access::{AccountRow, Identity};
use thalweg_wire::{
    Account, ChangePassword, DeleteAccount, ErrorCode, ProfilePatch, Session, SessionList,
};
use uuid::Uuid;

use super::auth::{WithAccounts, own_account};
use crate::extract::{Id, Json};
use crate::whole::whole;
use crate::{ApiError, AppState};

/// Shows that somebody asks who has an account, and is signed in to it. To others: 403.
pub(crate) struct Holder {
    account: Arc<AccountRow>,
    session: Uuid,
}

impl FromRequestParts<AppState> for Holder {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        WithAccounts::from_request_parts(parts, app).await?;
        let identity = parts.extensions.get::<Identity>();
        let holder = identity.and_then(|identity| {
            Some(Self {
                account: identity.account.clone()?,
                session: identity.credential?,
            })
        });
        holder.ok_or_else(|| {
            let detail = "This takes an account of your own. Register, or sign in.";
            ApiError::new(ErrorCode::Forbidden, detail)
        })
    }
}

/// Change one's own password. All other sessions are over.
#[utoipa::path(post, path = "/api/auth/password", tag = "access", request_body = ChangePassword,
    responses((status = 204, description = "It is changed")))]
pub(crate) async fn change_password(
    State(app): State<AppState>,
    holder: Holder,
    Json(change): Json<ChangePassword>,
) -> Result<StatusCode, ApiError> {
    let Holder { account, session } = holder;
    whole(&app, |app| async move {
        let over = app.access.change_password(account.id, change, session);
        app.end_streams(&over.await?);
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// Change what one says of oneself; what is left out stays.
#[utoipa::path(patch, path = "/api/auth/account", tag = "access", request_body = ProfilePatch,
    responses((status = 200, description = "The account", body = Account)))]
pub(crate) async fn update_account(
    State(app): State<AppState>,
    holder: Holder,
    Json(patch): Json<ProfilePatch>,
) -> Result<Answer<Account>, ApiError> {
    whole(&app, |app| async move {
        let changed = app.access.change_profile(holder.account.id, patch).await?;
        Ok(Answer(own_account(&changed)))
    })
    .await
}

/// Delete one's own account. Its sessions are over and its conversations deleted.
///
/// It takes the password; or, where the account has none, its name and a sign-in within ten minutes.
#[utoipa::path(delete, path = "/api/auth/account", tag = "access", request_body = DeleteAccount,
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn delete_account(
    State(app): State<AppState>,
    holder: Holder,
    Json(given): Json<DeleteAccount>,
) -> Result<StatusCode, ApiError> {
    let Holder { account, session } = holder;
    app.access.check_deletion(&account, session, given).await?;
    forget(&app, account).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes what an account's holder has, then the account.
pub(crate) async fn forget(app: &AppState, account: Arc<AccountRow>) -> Result<(), ApiError> {
    whole(app, |app| async move {
        // First what is theirs: should it fail midway, the account is there to try again.
        app.chat.delete_all(&account.principal).await?;
        let over = app.access.forget_account(account.id).await?;
        app.end_streams(&over);
        // What was begun in the meantime, by sessions that are over now.
        app.chat.delete_all(&account.principal).await?;
        Ok(())
    })
    .await
}

/// Where one is signed in.
#[utoipa::path(get, path = "/api/auth/sessions", tag = "access",
    responses((status = 200, description = "The sessions, the last used first", body = SessionList)))]
pub(crate) async fn list_sessions(
    State(app): State<AppState>,
    holder: Holder,
) -> Answer<SessionList> {
    let rows = app.access.sessions_of(holder.account.id);
    let items = rows.into_iter().map(|row| Session {
        id: row.id,
        created_at: row.created_at.into(),
        last_seen_at: row.last_seen_at.into(),
        expires_at: row.expires_at.into(),
        user_agent: row.user_agent,
        address: row.address,
        current: row.id == holder.session,
    });
    Answer(SessionList {
        items: items.collect(),
    })
}

/// Sign out elsewhere: one of one's own sessions is over.
#[utoipa::path(delete, path = "/api/auth/sessions/{id}", tag = "access",
    params(("id" = String, Path, description = "The session")),
    responses((status = 204, description = "It is over")))]
pub(crate) async fn end_session(
    State(app): State<AppState>,
    holder: Holder,
    Id(id): Id,
) -> Result<StatusCode, ApiError> {
    whole(&app, |app| async move {
        let over = app.access.end_session(holder.account.id, id).await?;
        app.end_streams(&over);
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// Sign out everywhere else: all of one's sessions but this one are over.
#[utoipa::path(delete, path = "/api/auth/sessions", tag = "access",
    responses((status = 204, description = "They are over")))]
pub(crate) async fn end_other_sessions(
    State(app): State<AppState>,
    holder: Holder,
) -> Result<StatusCode, ApiError> {
    let Holder { account, session } = holder;
    whole(&app, |app| async move {
        let over = app.access.end_other_sessions(account.id, session).await?;
        app.end_streams(&over);
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
