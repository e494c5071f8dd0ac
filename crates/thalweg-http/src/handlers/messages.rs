use std::str::FromStr;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::{Extension, Json as Answer};
use http::{HeaderMap, StatusCode};
use thalweg_access::Identity;
use thalweg_wire::{ChatMessage, FieldError, MessagePage, NewMessage};
use uuid::Uuid;

use crate::extract::{Json, Pairs, idempotency_key};
use crate::{ApiError, AppState};

/// Messages of a conversation, newest first, with the text written so far.
#[utoipa::path(get, path = "/api/messages", tag = "chat",
    params(
        ("conversationId" = String, Query, description = "The conversation"),
        ("limit" = Option<u32>, Query, description = "1 to 200, 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before, or the id of a message: those before it"),
        ("leaf" = Option<String>, Query, description = "Only the branch that ends in this message")),
    responses((status = 200, description = "A page; the first has `asOf`", body = MessagePage)))]
pub(crate) async fn list_messages(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    pairs: Pairs,
) -> Result<Answer<MessagePage>, ApiError> {
    let Some(conversation) = pairs.one("conversationId")? else {
        let message = "name the conversation".into();
        return Err(ApiError::fields(vec![FieldError {
            path: "conversationId".into(),
            message,
        }]));
    };
    let conversation =
        Uuid::from_str(conversation).map_err(|_| ApiError::not_found("conversation"))?;
    let leaf = pairs.one("leaf")?.map(Uuid::from_str).transpose();
    let leaf = leaf.map_err(|_| ApiError::malformed("`leaf` is the id of a message."))?;
    let (limit, cursor) = (pairs.limit()?, pairs.one("cursor")?);
    let page = app
        .chat
        .list_messages(&identity.principal, conversation, leaf, cursor, limit)
        .await?;
    Ok(Answer(page))
}

/// Add a message without asking a model.
#[utoipa::path(post, path = "/api/messages", tag = "chat", request_body = NewMessage,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes repeating harmless")),
    responses((status = 201, description = "It is there", body = ChatMessage)))]
pub(crate) async fn create_message(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    headers: HeaderMap,
    Json(new): Json<NewMessage>,
) -> Result<impl IntoResponse, ApiError> {
    let key = idempotency_key(&headers)?;
    let message = app.chat.add_message(&identity.principal, new, key).await?;
    Ok((StatusCode::CREATED, Answer(message)))
}
