use thalweg_log::{
    Batch, ChannelName, Condition, EventClass, FenceChange, FenceName, NewEvent, PrincipalId,
};
use thalweg_wire::{Job, JobNotice, kind};
use uuid::Uuid;

use super::JobPrivate;
use crate::JobSession;
use crate::events::json;
use crate::sessions::add_frame;

/// The name of the fence that a job holds.
pub(crate) fn fence_of(job: Uuid) -> FenceName {
    ChannelName::job(job).as_str().into()
}

/// Adds a job as it is now: in its own channel, and, if a person called the tool and is to know, in
/// their feed, and in the session that it was called in. An end is the last event of the channel.
pub(crate) fn add_job(
    batch: &mut Batch,
    job: &Job,
    owner: &PrincipalId,
    request_id: &str,
    session: Option<&JobSession>,
) {
    let private = JobPrivate {
        owner: owner.to_string(),
        request_id: request_id.to_owned(),
        session: session.cloned(),
    };
    let event = NewEvent::new(ChannelName::job(job.id), kind::JOB, json(job));
    let event = event.private(json(&private));
    batch.events.push(if job.status.is_end() {
        event.class(EventClass::Terminal)
    } else {
        event
    });
    // What a model calls is told by its run.
    if job.run_id.is_none() {
        let notice = JobNotice {
            id: job.id,
            name: job.name.clone(),
            status: job.status,
        };
        let feed = ChannelName::user(owner);
        let event = NewEvent::new(feed, kind::JOB_NOTICE, json(&notice));
        batch.events.push(event);
    }
    if let Some(session) = session {
        add_frame(batch, job, session, owner);
    }
}

/// Lets the batch pass only while the job's fence is open under `token`, and closes it at the end.
pub(crate) fn fence(batch: &mut Batch, job: &Job, token: u64) {
    let name = fence_of(job.id);
    batch.conditions.push(Condition::Fence {
        name: name.clone(),
        token,
    });
    if job.status.is_end() {
        batch.fences.push(FenceChange::Close { name, token });
    }
}
