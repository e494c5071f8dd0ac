use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json as Answer};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use thalweg_access::Identity;
use thalweg_chat::{RunRow, StartRunError, Started};
use thalweg_hub::Start;
use thalweg_log::ChannelName;
use thalweg_transports::{StreamHandle, UnknownPlace, Until};
use thalweg_wire::{ContinueRun, Run, StartRun, StartedRun, StreamChunk};
use uuid::Uuid;

use crate::extract::{Id, Json, Pairs, cursor, idempotency_key, wants_events};
use crate::log_request::RequestId;
use crate::stream::{Opening, Wishes, nothing_more, place_in, take_place};
use crate::{ApiError, AppState};

const RUN_ID: HeaderName = HeaderName::from_static("thalweg-run-id");
const CONVERSATION_ID: HeaderName = HeaderName::from_static("thalweg-conversation-id");

/// Ask a model. The answer is the run's stream, or, without `Accept: text/event-stream`, its ids.
#[utoipa::path(post, path = "/api/realtime", tag = "chat", request_body = StartRun,
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Makes repeating harmless"),
        ("flushMs" = Option<u32>, Query, description = "Join tokens over this time, 0 to 1000 ms")),
    responses(
        (status = 200, description = "The run's stream", content_type = "text/event-stream", body = StreamChunk),
        (status = 202, description = "The run goes on by itself", body = StartedRun)))]
pub(crate) async fn start_run(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    pairs: Pairs,
    Json(ask): Json<StartRun>,
) -> Result<Response, ApiError> {
    let key = idempotency_key(&headers)?;
    let wishes = Wishes::read(&pairs)?;
    // Taken before anything is written: a run whose stream is refused would be nobody's wish.
    let place = if wants_events(&headers) {
        Some(take_place(&app, &identity)?)
    } else {
        None
    };
    let started = app
        .chat
        .start_run(&identity.principal, ask, key, &request_id.0)
        .await?;
    answer_started(&app, &identity, started, place, wishes).await
}

/// Write on in the unfinished answer of a run. Answers as a start does.
#[utoipa::path(post, path = "/api/realtime/{id}/continue", tag = "chat", request_body = ContinueRun,
    params(
        ("id" = String, Path, description = "The run that ended"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes repeating harmless"),
        ("flushMs" = Option<u32>, Query, description = "Join tokens over this time, 0 to 1000 ms")),
    responses(
        (status = 200, description = "The new run's stream", content_type = "text/event-stream", body = StreamChunk),
        (status = 202, description = "The new run goes on by itself", body = StartedRun)))]
pub(crate) async fn continue_run(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(request_id): Extension<RequestId>,
    Id(id): Id,
    headers: HeaderMap,
    pairs: Pairs,
    Json(ask): Json<ContinueRun>,
) -> Result<Response, ApiError> {
    let key = idempotency_key(&headers)?;
    let wishes = Wishes::read(&pairs)?;
    let place = if wants_events(&headers) {
        Some(take_place(&app, &identity)?)
    } else {
        None
    };
    let started = app
        .chat
        .continue_run(&identity.principal, id, ask, key, &request_id.0)
        .await
        .map_err(|error| match error {
            StartRunError::NotFound => ApiError::not_found("run"),
            other => other.into(),
        })?;
    answer_started(&app, &identity, started, place, wishes).await
}

/// The run's stream, if a place was taken for it, else its ids.
async fn answer_started(
    app: &AppState,
    identity: &Identity,
    started: Started,
    place: Option<StreamHandle>,
    wishes: Wishes,
) -> Result<Response, ApiError> {
    let run = started.run;
    let mut response = if place.is_some() {
        let channel = ChannelName::conversation(run.conversation_id);
        let opening = Opening::of(channel, None, wishes);
        let start = Start::AfterPosition(started.start);
        Opening {
            start,
            until: Until::Done(run.id),
            place,
            ..opening
        }
        .answer(app, identity)
        .await?
    } else {
        let body = StartedRun {
            run_id: run.id,
            conversation_id: run.conversation_id,
            message_id: run.message_id,
            assistant_message_id: run.assistant_message_id,
            cursor: app.hub.cursor_at(started.start).to_string(),
        };
        (StatusCode::ACCEPTED, Answer(body)).into_response()
    };
    name_run(&mut response, run.id, run.conversation_id);
    Ok(response)
}

/// Follow a run, from its start or from a place.
#[utoipa::path(get, path = "/api/realtime/{id}", tag = "chat",
    params(
        ("id" = String, Path, description = "The run"),
        ("cursor" = Option<String>, Query, description = "The place to go on from; the run's start if absent"),
        ("flushMs" = Option<u32>, Query, description = "Join tokens over this time, 0 to 1000 ms")),
    responses(
        (status = 200, description = "The run's stream", content_type = "text/event-stream", body = StreamChunk),
        (status = 204, description = "The run ended at or before that place")))]
pub(crate) async fn follow_run(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, ApiError> {
    let cursor = cursor(&headers, &pairs)?;
    let wishes = Wishes::read(&pairs)?;
    let row = app.chat.run(&identity.principal, id).await?;
    let row = row.ok_or_else(|| ApiError::not_found("run"))?;
    let Some((start, reset)) = place_in(&app, row.start, row.end, cursor) else {
        return Ok(nothing_more());
    };
    let mut response = attach(&app, &identity, &row, start, reset, wishes).await?;
    name_run(&mut response, id, row.run.conversation_id);
    Ok(response)
}

async fn attach(
    app: &AppState,
    identity: &Identity,
    row: &RunRow,
    start: thalweg_log::Position,
    reset: Option<UnknownPlace>,
    wishes: Wishes,
) -> Result<Response, ApiError> {
    let channel = ChannelName::conversation(row.run.conversation_id);
    let opening = Opening::of(channel, None, wishes);
    let (start, until) = (Start::AfterPosition(start), Until::Done(row.run.id));
    Opening {
        start,
        until,
        reset,
        ..opening
    }
    .answer(app, identity)
    .await
}

/// Stop a run. Answers once it has ended, whoever ended it; repeating is harmless.
#[utoipa::path(delete, path = "/api/realtime/{id}", tag = "chat",
    params(("id" = String, Path, description = "The run")),
    responses((status = 200, description = "The run, ended", body = Run)))]
pub(crate) async fn stop_run(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
) -> Result<Answer<Run>, ApiError> {
    Ok(Answer(app.chat.stop_run(&identity.principal, id).await?))
}

fn name_run(response: &mut Response, run: Uuid, conversation: Uuid) {
    for (name, id) in [(RUN_ID, run), (CONVERSATION_ID, conversation)] {
        if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
            response.headers_mut().insert(name, value);
        }
    }
}
