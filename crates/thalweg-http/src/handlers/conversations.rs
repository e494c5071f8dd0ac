use axum::extract::State;
use axum::response::IntoResponse;
use axum::{Extension, Json as Answer};
use http::{HeaderMap, StatusCode};
use thalweg_access::Identity;
use thalweg_chat::Shelf;
use thalweg_wire::{
    Conversation, ConversationPage, ConversationPatch, ForkConversation, NewConversation,
};

use crate::extract::{Id, Json, Pairs, idempotency_key};
use crate::{ApiError, AppState};

/// One's conversations, most recently changed first.
#[utoipa::path(get, path = "/api/conversations", tag = "chat",
    params(
        ("limit" = Option<u32>, Query, description = "1 to 200, 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("archived" = Option<bool>, Query, description = "Only those that are archived; false if absent"),
        ("pinned" = Option<bool>, Query, description = "Only those that are pinned, or are not; all of them if absent"),
        ("deleted" = Option<bool>, Query, description = "Those that were deleted and can be restored, the last first, with `deletedAt`")),
    responses((status = 200, description = "A page", body = ConversationPage)))]
pub(crate) async fn list_conversations(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    pairs: Pairs,
) -> Result<Answer<ConversationPage>, ApiError> {
    let (archived, pinned) = (pairs.flag("archived")?, pairs.flag("pinned")?);
    let of = match (pairs.flag("deleted")?, archived, pinned) {
        (Some(true), None, None) => Shelf::Deleted,
        (Some(true), _, _) => return Err(ApiError::malformed("`deleted` goes alone.")),
        _ => Shelf::Kept {
            archived: archived.unwrap_or(false),
            pinned,
        },
    };
    let (limit, cursor) = (pairs.limit()?, pairs.one("cursor")?);
    let page = app
        .chat
        .list_conversations(&identity.principal, of, cursor, limit)
        .await?;
    Ok(Answer(page))
}

/// Make a conversation without messages.
#[utoipa::path(post, path = "/api/conversations", tag = "chat", request_body = NewConversation,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes repeating harmless")),
    responses((status = 201, description = "It is there", body = Conversation)))]
pub(crate) async fn create_conversation(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    headers: HeaderMap,
    Json(new): Json<NewConversation>,
) -> Result<impl IntoResponse, ApiError> {
    let key = idempotency_key(&headers)?;
    let conversation = app
        .chat
        .create_conversation(&identity.principal, new, key)
        .await?;
    Ok((StatusCode::CREATED, Answer(conversation)))
}

/// A conversation.
#[utoipa::path(get, path = "/api/conversations/{id}", tag = "chat",
    params(("id" = String, Path, description = "The conversation")),
    responses((status = 200, description = "The conversation, with `asOf`", body = Conversation)))]
pub(crate) async fn get_conversation(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
) -> Result<Answer<Conversation>, ApiError> {
    Ok(Answer(
        app.chat.conversation(&identity.principal, id).await?,
    ))
}

/// Change title, pin, archive, model or instructions.
#[utoipa::path(patch, path = "/api/conversations/{id}", tag = "chat", request_body = ConversationPatch,
    params(("id" = String, Path, description = "The conversation")),
    responses((status = 200, description = "The conversation as it is now", body = Conversation)))]
pub(crate) async fn update_conversation(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
    Json(patch): Json<ConversationPatch>,
) -> Result<Answer<Conversation>, ApiError> {
    Ok(Answer(
        app.chat
            .update_conversation(&identity.principal, id, patch)
            .await?,
    ))
}

/// Delete a conversation; its run is stopped. It can be restored for 30 days.
#[utoipa::path(delete, path = "/api/conversations/{id}", tag = "chat",
    params(("id" = String, Path, description = "The conversation")),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn delete_conversation(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
) -> Result<StatusCode, ApiError> {
    app.chat
        .delete_conversation(&identity.principal, id)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a deletion back.
#[utoipa::path(post, path = "/api/conversations/{id}/restore", tag = "chat",
    params(("id" = String, Path, description = "The conversation")),
    responses((status = 200, description = "It is there again", body = Conversation)))]
pub(crate) async fn restore_conversation(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
) -> Result<Answer<Conversation>, ApiError> {
    Ok(Answer(
        app.chat
            .restore_conversation(&identity.principal, id)
            .await?,
    ))
}

/// Make a conversation with copies of the branch that ends in a message.
#[utoipa::path(post, path = "/api/conversations/{id}/fork", tag = "chat", request_body = ForkConversation,
    params(
        ("id" = String, Path, description = "The conversation"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes repeating harmless")),
    responses((status = 201, description = "The new conversation", body = Conversation)))]
pub(crate) async fn fork_conversation(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
    headers: HeaderMap,
    Json(ask): Json<ForkConversation>,
) -> Result<impl IntoResponse, ApiError> {
    let key = idempotency_key(&headers)?;
    let forked = app
        .chat
        .fork_conversation(&identity.principal, id, ask, key)
        .await?;
    Ok((StatusCode::CREATED, Answer(forked)))
}
