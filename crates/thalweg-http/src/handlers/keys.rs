use axum::Json as Answer;
use axum::extract::State;
use http::StatusCode;
use thalweg_access::{KeyFailure, KeyRow, Means};
use thalweg_wire::{ErrorCode, NewServiceKey, ServiceKey, ServiceKeyList};

use crate::extract::{Id, Json};
use crate::owner::Admin;
use crate::whole::whole;
use crate::{ApiError, AppState};

/// The service keys. For the owner and admins.
#[utoipa::path(get, path = "/api/admin/keys", tag = "admin",
    responses((status = 200, description = "The keys, the newest first", body = ServiceKeyList)))]
pub(crate) async fn list_keys(State(app): State<AppState>, _: Admin) -> Answer<ServiceKeyList> {
    let rows = app.access.list_keys();
    let items = rows.into_iter().map(|row| shown(row, None)).collect();
    Answer(ServiceKeyList { items })
}

/// Make a service key: a program that has it asks in its own name, within its scopes. For the owner and
/// admins who are proven.
#[utoipa::path(post, path = "/api/admin/keys", tag = "admin", request_body = NewServiceKey,
    responses((status = 201, description = "The key, which is shown here and never again", body = ServiceKey)))]
pub(crate) async fn create_key(
    State(app): State<AppState>,
    admin: Admin,
    Json(new): Json<NewServiceKey>,
) -> Result<(StatusCode, Answer<ServiceKey>), ApiError> {
    check_proven(&admin)?;
    let made = whole(
        &app,
        |app| async move { Ok(app.access.make_key(new).await?) },
    );
    let (row, key) = made.await?;
    Ok((StatusCode::CREATED, Answer(shown(row, Some(key)))))
}

/// Delete a service key. It counts no more, and its streams end. For the owner and admins who are
/// proven.
#[utoipa::path(delete, path = "/api/admin/keys/{id}", tag = "admin",
    params(("id" = String, Path, description = "The key")),
    responses((status = 204, description = "It counts no more")))]
pub(crate) async fn delete_key(
    State(app): State<AppState>,
    admin: Admin,
    Id(id): Id,
) -> Result<StatusCode, ApiError> {
    check_proven(&admin)?;
    whole(&app, |app| async move {
        let over = app.access.delete_key(id).await?;
        app.end_streams(&over);
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where everyone is the owner, a program that can reach the server is one too: a key outlives that.
fn check_proven(Admin(by): &Admin) -> Result<(), ApiError> {
    if by.means != Means::Nothing {
        return Ok(());
    }
    let detail = "A key counts wherever the server can be reached, so it needs the owner's cookie: open the link \
                  that `thalweg serve` printed when it started, in this browser.";
    Err(ApiError::new(ErrorCode::OwnerLinkRequired, detail))
}

fn shown(row: KeyRow, key: Option<String>) -> ServiceKey {
    ServiceKey {
        id: row.id,
        name: row.name,
        prefix: row.prefix,
        scopes: row.scopes,
        created_at: row.created_at.into(),
        expires_at: row.expires_at.map(Into::into),
        last_used_at: row.last_used_at.map(Into::into),
        key,
    }
}

impl From<KeyFailure> for ApiError {
    fn from(error: KeyFailure) -> Self {
        let detail = format!("Nothing was changed: {error}.");
        match error {
            KeyFailure::NotFound => Self::not_found("key"),
            KeyFailure::Invalid(errors) => Self::fields(errors),
            KeyFailure::Full => Self::new(ErrorCode::LimitReached, detail),
            KeyFailure::Store(error) => error.into(),
        }
    }
}
