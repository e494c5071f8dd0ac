use axum::extract::State;
use axum::{Extension, Json as Answer};
use thalweg_access::Identity;
use thalweg_wire::{FieldError, SearchPage};

use crate::extract::Pairs;
use crate::{ApiError, AppState};

/// Find words in one's conversations: titles, messages, and answers that ended; newest first.
#[utoipa::path(get, path = "/api/search", tag = "chat",
    params(
        ("q" = String, Query, description = "Words that must all be there, at most 500 characters; `\"...\"` for words in a row. The last word may be the beginning of one. Case and accents do not count"),
        ("limit" = Option<u32>, Query, description = "1 to 50, 20 if absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before")),
    responses((status = 200, description = "A page", body = SearchPage)))]
pub(crate) async fn search_messages(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    pairs: Pairs,
) -> Result<Answer<SearchPage>, ApiError> {
    let Some(text) = pairs.one("q")? else {
        let message = "say what to look for".into();
        return Err(ApiError::fields(vec![FieldError {
            path: "q".into(),
            message,
        }]));
    };
    let (limit, cursor) = (pairs.limit_of(20, 50)?, pairs.one("cursor")?);
    let page = app
        .chat
        .search(&identity.principal, text, cursor, limit)
        .await?;
    Ok(Answer(page))
}
