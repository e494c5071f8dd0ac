use std::sync::Arc;

use axum::Json as Answer;
use axum::extract::State;
use http::StatusCode;
use thalweg_access::InvitationRow;
use thalweg_wire::{
    Account, AccountPage, AccountPatch, ErrorCode, Invitation, InvitationList, NewInvitation,
};

use super::auth::{WithAccounts, account};
use super::auth_account::forget;
use crate::extract::{Id, Json, Pairs};
use crate::owner::Admin;
use crate::whole::whole;
use crate::{ApiError, AppState};

/// Who has an account here. For the owner and admins.
#[utoipa::path(get, path = "/api/admin/users", tag = "admin",
    params(
        ("limit" = Option<u32>, Query, description = "1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "The `nextCursor` of the page before")),
    responses((status = 200, description = "The accounts, newest first", body = AccountPage)))]
pub(crate) async fn list_users(
    State(app): State<AppState>,
    _: Admin,
    _: WithAccounts,
    pairs: Pairs,
) -> Result<Answer<AccountPage>, ApiError> {
    let limit = pairs.limit()?;
    let after = match pairs.one("cursor")?.map(str::parse) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => {
            let detail = "A list's `cursor` is the `nextCursor` of a page of the same list.";
            return Err(ApiError::new(ErrorCode::MalformedPage, detail));
        }
    };
    let (rows, next) = app.access.list_accounts(after, limit).await?;
    Ok(Answer(AccountPage {
        items: rows.iter().map(account).collect(),
        next_cursor: next.map(|id| id.to_string()),
    }))
}

/// Change what somebody may do, or let nobody sign in to their account. For the owner and admins.
///
/// Only the owner makes an admin or changes one. A disabled account's sessions are over.
#[utoipa::path(patch, path = "/api/admin/users/{id}", tag = "admin", request_body = AccountPatch,
    params(("id" = String, Path, description = "The account")),
    responses((status = 200, description = "The account", body = Account)))]
pub(crate) async fn update_user(
    State(app): State<AppState>,
    Admin(by): Admin,
    _: WithAccounts,
    Id(id): Id,
    Json(patch): Json<AccountPatch>,
) -> Result<Answer<Account>, ApiError> {
    whole(&app, |app| async move {
        let (row, over) = app.access.change_account(by.role, id, patch).await?;
        app.end_streams(&over);
        Ok(Answer(account(&row)))
    })
    .await
}

/// Delete somebody's account. Its sessions are over and its conversations deleted. For the owner and
/// admins.
#[utoipa::path(delete, path = "/api/admin/users/{id}", tag = "admin",
    params(("id" = String, Path, description = "The account")),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn delete_user(
    State(app): State<AppState>,
    Admin(by): Admin,
    _: WithAccounts,
    Id(id): Id,
) -> Result<StatusCode, ApiError> {
    let account = app.access.deletable(by.role, id).await?;
    forget(&app, Arc::new(account)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The invitations that were not used yet. For the owner and admins.
#[utoipa::path(get, path = "/api/admin/invitations", tag = "admin",
    responses((status = 200, description = "The invitations, newest first", body = InvitationList)))]
pub(crate) async fn list_invitations(
    State(app): State<AppState>,
    _: Admin,
    _: WithAccounts,
) -> Result<Answer<InvitationList>, ApiError> {
    let rows = app.access.list_invitations().await?;
    let items = rows.into_iter().map(|row| invitation(&row, None)).collect();
    Ok(Answer(InvitationList { items }))
}

/// Invite somebody: leave to make one account, for seven days. For the owner and admins; only the owner
/// invites an admin.
#[utoipa::path(post, path = "/api/admin/invitations", tag = "admin", request_body = NewInvitation,
    responses((status = 201, description = "The invitation, with its token, which is shown here and never again", body = Invitation)))]
pub(crate) async fn create_invitation(
    State(app): State<AppState>,
    Admin(by): Admin,
    _: WithAccounts,
    Json(NewInvitation { role }): Json<NewInvitation>,
) -> Result<(StatusCode, Answer<Invitation>), ApiError> {
    let (row, token) = app.access.invite(by.role, role).await?;
    Ok((StatusCode::CREATED, Answer(invitation(&row, Some(token)))))
}

/// Take an invitation back. For the owner and admins.
#[utoipa::path(delete, path = "/api/admin/invitations/{id}", tag = "admin",
    params(("id" = String, Path, description = "The invitation")),
    responses((status = 204, description = "It counts no more")))]
pub(crate) async fn delete_invitation(
    State(app): State<AppState>,
    Admin(by): Admin,
    _: WithAccounts,
    Id(id): Id,
) -> Result<StatusCode, ApiError> {
    app.access.withdraw(by.role, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn invitation(row: &InvitationRow, token: Option<String>) -> Invitation {
    Invitation {
        id: row.id,
        role: row.role,
        created_at: row.created_at.into(),
        expires_at: row.expires_at.into(),
        token,
    }
}
