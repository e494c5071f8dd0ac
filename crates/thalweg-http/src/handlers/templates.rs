use axum::extract::State;
use axum::response::IntoResponse;
use axum::{Extension, Json as Answer};
use http::{HeaderMap, StatusCode};
use thalweg_access::Identity;
use thalweg_wire::{NewTemplate, Template, TemplatePage, TemplatePatch};

use crate::extract::{Id, Json, idempotency_key};
use crate::{ApiError, AppState};

/// One's templates, by name.
#[utoipa::path(get, path = "/api/templates", tag = "chat",
    responses((status = 200, description = "All of them, at most 200", body = TemplatePage)))]
pub(crate) async fn list_templates(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
) -> Result<Answer<TemplatePage>, ApiError> {
    Ok(Answer(app.chat.templates(&identity.principal).await?))
}

/// Make a template.
#[utoipa::path(post, path = "/api/templates", tag = "chat", request_body = NewTemplate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes repeating harmless")),
    responses((status = 201, description = "It is there", body = Template)))]
pub(crate) async fn create_template(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    headers: HeaderMap,
    Json(new): Json<NewTemplate>,
) -> Result<impl IntoResponse, ApiError> {
    let key = idempotency_key(&headers)?;
    let template = app
        .chat
        .create_template(&identity.principal, new, key)
        .await?;
    Ok((StatusCode::CREATED, Answer(template)))
}

/// Change name or text of a template.
#[utoipa::path(patch, path = "/api/templates/{id}", tag = "chat", request_body = TemplatePatch,
    params(("id" = String, Path, description = "The template")),
    responses((status = 200, description = "The template as it is now", body = Template)))]
pub(crate) async fn update_template(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
    Json(patch): Json<TemplatePatch>,
) -> Result<Answer<Template>, ApiError> {
    Ok(Answer(
        app.chat
            .update_template(&identity.principal, id, patch)
            .await?,
    ))
}

/// Delete a template. What was asked with it stays.
#[utoipa::path(delete, path = "/api/templates/{id}", tag = "chat",
    params(("id" = String, Path, description = "The template")),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn delete_template(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
) -> Result<StatusCode, ApiError> {
    app.chat.delete_template(&identity.principal, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
