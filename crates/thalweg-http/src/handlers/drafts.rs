use axum::extract::State;
use axum::{Extension, Json as Answer};
use thalweg_access::Identity;
use thalweg_wire::{NewPromptDraft, PromptDraft};

use crate::extract::{DraftOf, Json};
use crate::{ApiError, AppState};

/// What one has written in a conversation, or for a new one, and not sent.
#[utoipa::path(get, path = "/api/drafts/{conversation}", tag = "chat",
    params(("conversation" = String, Path, description = "The conversation, or `new`")),
    responses((status = 200, description = "It; its text is empty if there is none",
        body = PromptDraft)))]
pub(crate) async fn get_draft(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    DraftOf(conversation): DraftOf,
) -> Result<Answer<PromptDraft>, ApiError> {
    let by = &identity.principal;
    Ok(Answer(app.chat.prompt_draft(by, conversation).await?))
}

/// Save it; an empty text takes it away. One's other devices are told in one's feed.
#[utoipa::path(put, path = "/api/drafts/{conversation}", tag = "chat",
    request_body = NewPromptDraft,
    params(("conversation" = String, Path, description = "The conversation, or `new`")),
    responses((status = 200, description = "What is there now", body = PromptDraft)))]
pub(crate) async fn save_draft(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    DraftOf(conversation): DraftOf,
    Json(new): Json<NewPromptDraft>,
) -> Result<Answer<PromptDraft>, ApiError> {
    let saved = app
        .chat
        .save_prompt_draft(&identity.principal, conversation, new)
        .await?;
    Ok(Answer(saved))
}
