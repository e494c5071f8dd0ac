use std::time::Duration;

use axum::Json as Answer;
use axum::extract::State;
use thalweg_access::AuditSearch;
use thalweg_wire::AuditPage;

use crate::extract::{Pairs, parse_cursor};
use crate::owner::Admin;
use crate::{ApiError, AppState};

/// The longest text that is searched for, in bytes.
const TEXT: usize = 200;
/// How long entries that are being written are waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// The audit trail, newest first. For the owner and administrators; to others there is no such thing.
#[utoipa::path(get, path = "/api/admin/audit", tag = "admin",
    params(
        ("limit" = Option<u32>, Query, description = "1 to 200, 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("action" = Option<String>, Query, description = "Only this action, such as `run.stopped`, or all that begin with a word, such as `run`"),
        ("actor" = Option<String>, Query, description = "Only what this principal, or the account of this name, did"),
        ("q" = Option<String>, Query, description = "Only entries that hold this text, without regard to case")),
    responses((status = 200, description = "A page", body = AuditPage)))]
pub(crate) async fn list_audit(
    _: Admin,
    State(app): State<AppState>,
    pairs: Pairs,
) -> Result<Answer<AuditPage>, ApiError> {
    let text = |name| -> Result<Option<String>, ApiError> {
        match pairs.one(name)? {
            Some(text) if text.len() > TEXT => Err(ApiError::malformed(format!(
                "`{name}` is at most {TEXT} bytes."
            ))),
            text => Ok(text.filter(|text| !text.is_empty()).map(Into::into)),
        }
    };
    let search = AuditSearch {
        action: text("action")?,
        actor: text("actor")?,
        text: text("q")?,
    };
    let limit = pairs.limit()?;
    let place = pairs.one("cursor")?.map(parse_cursor).transpose();
    let place = place.map_err(|_| ApiError::bad_page())?;
    // A place of another log lies somewhere else in this one.
    if place.is_some_and(|place| app.hub.unknown(place).is_some()) {
        return Err(ApiError::bad_page());
    }
    // What was done before this is asked is among it, unless the store cannot be written.
    let _ = tokio::time::timeout(PATIENCE, app.audit.flush()).await;
    let place = place.map(|place| place.position());
    let found = search.run(app.trail.as_ref(), place, limit).await;
    let (items, next) = found.map_err(ApiError::internal)?;
    Ok(Answer(AuditPage {
        items,
        next_cursor: next.map(|place| app.hub.cursor_at(place).to_string()),
    }))
}
