use axum::extract::State;
use axum::response::Response;
use axum::{Extension, Json as Answer};
use http::HeaderMap;
use thalweg_access::Identity;
use thalweg_chat::ReadError;
use thalweg_hub::Start;
use thalweg_log::ChannelName;
use thalweg_transports::Until;
use thalweg_wire::{Job, JobPage, StreamChunk};

use crate::extract::{Id, Pairs, cursor};
use crate::stream::{Opening, Wishes, nothing_more, place_in};
use crate::{ApiError, AppState};

/// One's jobs, newest first.
#[utoipa::path(get, path = "/api/jobs", tag = "tools",
    params(
        ("limit" = Option<u32>, Query, description = "1 to 200, 50 if absent"),
        ("cursor" = Option<String>, Query, description = "The `nextCursor` of the page before")),
    responses((status = 200, description = "A page", body = JobPage)))]
pub(crate) async fn list_jobs(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    pairs: Pairs,
) -> Result<Answer<JobPage>, ApiError> {
    let (limit, cursor) = (pairs.limit()?, pairs.one("cursor")?);
    let page = app.chat.list_jobs(&identity.principal, cursor, limit);
    Ok(Answer(page.await?))
}

/// A job as it is now.
#[utoipa::path(get, path = "/api/jobs/{id}", tag = "tools",
    params(("id" = String, Path, description = "The job")),
    responses((status = 200, description = "The job", body = Job)))]
pub(crate) async fn get_job(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
) -> Result<Answer<Job>, ApiError> {
    let job = app.chat.job(&identity.principal, id).await;
    Ok(Answer(job.map_err(no_job)?))
}

/// Stop a job. Answers once it has ended, whoever ended it; repeating is harmless.
#[utoipa::path(delete, path = "/api/jobs/{id}", tag = "tools",
    params(("id" = String, Path, description = "The job")),
    responses((status = 200, description = "The job, ended", body = Job)))]
pub(crate) async fn stop_job(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
) -> Result<Answer<Job>, ApiError> {
    Ok(Answer(app.chat.stop_job(&identity.principal, id).await?))
}

/// Follow a job, from its start or from a place.
#[utoipa::path(get, path = "/api/jobs/{id}/events", tag = "tools",
    params(
        ("id" = String, Path, description = "The job"),
        ("cursor" = Option<String>, Query, description = "The place to go on from; the job's start if absent"),
        ("type" = Option<Vec<String>>, Query, description = "Only events of these types")),
    responses(
        (status = 200, description = "The job's stream", content_type = "text/event-stream", body = StreamChunk),
        (status = 204, description = "The job ended at or before that place")))]
pub(crate) async fn follow_job(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, ApiError> {
    let cursor = cursor(&headers, &pairs)?;
    let wishes = Wishes::read(&pairs)?;
    let row = app.chat.job_row(&identity.principal, id).await?;
    let row = row.ok_or_else(|| ApiError::not_found("job"))?;
    let Some((start, reset)) = place_in(&app, row.start, row.end, cursor) else {
        return Ok(nothing_more());
    };
    let opening = Opening::of(ChannelName::job(id), None, wishes);
    Opening {
        start: Start::AfterPosition(start),
        until: Until::Terminal,
        reset,
        ..opening
    }
    .answer(&app, &identity)
    .await
}

fn no_job(error: ReadError) -> ApiError {
    match error {
        ReadError::NotFound => ApiError::not_found("job"),
        other => other.into(),
    }
}
