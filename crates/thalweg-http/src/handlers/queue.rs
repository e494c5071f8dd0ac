use axum::extract::State;
use axum::{Extension, Json as Answer};
use http::StatusCode;
use thalweg_access::Identity;
use thalweg_wire::{Queue, QueuePatch};

use crate::extract::{Id, IdIn, Json};
use crate::{ApiError, AppState};

/// What waits in a conversation, the next first.
#[utoipa::path(get, path = "/api/conversations/{id}/queue", tag = "chat",
    params(("id" = String, Path, description = "The conversation")),
    responses((status = 200, description = "What waits", body = Queue)))]
pub(crate) async fn list_queue(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
) -> Result<Answer<Queue>, ApiError> {
    Ok(Answer(app.chat.queue(&identity.principal, id).await?))
}

/// Change the words or the place of a message that waits.
#[utoipa::path(patch, path = "/api/conversations/{id}/queue/{messageId}", tag = "chat",
    request_body = QueuePatch,
    params(
        ("id" = String, Path, description = "The conversation"),
        ("messageId" = String, Path, description = "The message")),
    responses((status = 200, description = "What waits now", body = Queue)))]
pub(crate) async fn update_queued(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    IdIn(id, message): IdIn,
    Json(patch): Json<QueuePatch>,
) -> Result<Answer<Queue>, ApiError> {
    let by = &identity.principal;
    Ok(Answer(
        app.chat.change_queued(by, id, message, patch).await?,
    ))
}

/// Take a message out of the queue; its run ends as `stopped`.
#[utoipa::path(delete, path = "/api/conversations/{id}/queue/{messageId}", tag = "chat",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("messageId" = String, Path, description = "The message")),
    responses((status = 204, description = "It does not wait any more")))]
pub(crate) async fn remove_queued(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    IdIn(id, message): IdIn,
) -> Result<StatusCode, ApiError> {
    app.chat
        .remove_queued(&identity.principal, id, message)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
