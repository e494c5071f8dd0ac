use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;
use thalweg_log::{Batch, ChannelName, EventKind, NewEvent, PrincipalId};
use thalweg_wire::{ErrorCode, FrameError, Job, ToolCallStatus, ToolUpdate, kind};
use uuid::Uuid;

use super::JobSession;
use super::held::channel_of;
use crate::events::json;

/// `partial_result` without its seq, which is the event's.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Piece<'a> {
    id: &'a str,
    job_id: Uuid,
    data: &'a Value,
}

/// `complete` without its seq.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Complete<'a> {
    id: &'a str,
    job_id: Uuid,
    output: &'a Value,
    duration_ms: u64,
}

/// Adds what the session of a job is told of its state.
pub(crate) fn add_frame(batch: &mut Batch, job: &Job, session: &JobSession, owner: &PrincipalId) {
    let (kind, data) = frame_of(job, &session.call);
    batch.events.push(event(session.id, kind, data, owner));
}

/// Adds a piece of a job's result.
pub(crate) fn add_piece(
    events: &mut Vec<NewEvent>,
    job: Uuid,
    data: &Value,
    session: &JobSession,
    owner: &PrincipalId,
) {
    let piece = Piece {
        id: &session.call,
        job_id: job,
        data,
    };
    let (kind, data) = (kind::PARTIAL_RESULT, json(&piece));
    events.push(event(session.id, kind, data, owner));
}

/// An event of a session's channel. Each says whose the session is, so that it is known as long as
/// one of them is kept.
pub(super) fn event(session: Uuid, kind: EventKind, data: Bytes, owner: &PrincipalId) -> NewEvent {
    let channel: ChannelName = channel_of(session);
    NewEvent::new(channel, kind, data).private(json(&owner.as_str()))
}

/// A call ends with one frame: `complete` if it went well, `tool_update` if somebody wanted the end,
/// else `error`.
fn frame_of(job: &Job, call: &str) -> (EventKind, Bytes) {
    let failed = |code, words: &str| {
        let message = job.error.as_deref().unwrap_or(words).to_owned();
        let frame = FrameError {
            seq: None,
            id: Some(call.to_owned()),
            job_id: Some(job.id),
            status: Some(job.status),
            code,
            message,
            retryable: code.is_retryable(),
        };
        (kind::ERROR, json(&frame))
    };
    match job.status {
        ToolCallStatus::Done => {
            let began = job.started_at.unwrap_or(job.created_at).0;
            let took = job
                .ended_at
                .map_or_else(Default::default, |end| end.0.since(began));
            let frame = Complete {
                id: call,
                job_id: job.id,
                output: job.output.as_ref().unwrap_or(&Value::Null),
                duration_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            };
            (kind::COMPLETE, json(&frame))
        }
        ToolCallStatus::Error => failed(ErrorCode::ToolFailed, "the tool failed"),
        ToolCallStatus::Denied => failed(ErrorCode::ToolDenied, "the call was denied"),
        ToolCallStatus::Interrupted => failed(ErrorCode::Interrupted, "the server stopped"),
        ToolCallStatus::Queued
        | ToolCallStatus::AwaitingApproval
        | ToolCallStatus::Running
        | ToolCallStatus::Cancelled => {
            let frame = ToolUpdate {
                seq: None,
                id: call.to_owned(),
                job_id: job.id,
                status: job.status,
                approval_id: job.asking().map(|asked| asked.id),
                progress: None,
                log: None,
            };
            (kind::TOOL_UPDATE, json(&frame))
        }
    }
}
