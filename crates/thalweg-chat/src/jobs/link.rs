use thalweg_log::{Batch, ChannelName, Condition, EventClass, FenceName, NewEvent};
use thalweg_wire::{Approval, Job, JobApproval, ToolStatus, kind};
use tokio::sync::watch;
use uuid::Uuid;

use super::pending::Waits;
use crate::calls::shortened;
use crate::events::json;

/// Where a job that a model asked for is told of besides its own channel: its run's conversation.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// The assistant's message and the part of it that the call is.
    pub(crate) message: Uuid,
    pub(crate) part: String,
    /// The conversation's channel.
    pub(crate) channel: ChannelName,
    /// The run's fence: of a run that ended nothing is told any more.
    pub(crate) fence: (FenceName, u64),
    /// The longest result that a message holds, in bytes of JSON.
    pub(crate) shown_bytes: usize,
    /// For how many people the run waits.
    pub(crate) waiting: watch::Sender<usize>,
}

impl Link {
    /// What is told of a job as it is now.
    pub(crate) fn told(&self, job: &Job) -> ToolStatus {
        let begins = !job.status.is_end();
        ToolStatus {
            id: job.tool_call_id.clone().unwrap_or_default(),
            message_id: self.message,
            part_id: self.part.clone(),
            name: job.name.clone(),
            status: job.status,
            args: begins.then(|| job.args.clone()),
            progress: job.progress,
            log: None,
            output: job
                .output
                .as_ref()
                .map(|output| shortened(output, self.shown_bytes)),
            error: job.error.clone(),
            job_id: Some(job.id),
            started_at: job.started_at,
            ended_at: job.ended_at,
        }
    }

    /// Adds a job as it is now to `batch`.
    pub(crate) fn add(&self, batch: &mut Batch, job: &Job) {
        batch.events.push(self.event(&self.told(job)));
    }

    /// That leave is asked for or a question put, or what was decided.
    pub(crate) fn approval(&self, job: &Job, approval: &JobApproval) -> NewEvent {
        let call = job.tool_call_id.clone().unwrap_or_default();
        let asked = approval.decision.is_none().then_some(job);
        let told = told_approval(call, asked, approval);
        NewEvent::new(self.channel.clone(), kind::APPROVAL, json(&told))
    }

    /// The run waits for somebody as long as this lives.
    pub(super) fn waits(&self) -> Waits {
        Waits::of(&self.waiting)
    }

    /// Lets the batch pass only while the run goes on.
    pub(crate) fn guard(&self, batch: &mut Batch) {
        batch.conditions.push(Condition::Fence {
            name: self.fence.0.clone(),
            token: self.fence.1,
        });
    }

    /// How far the job is.
    pub(crate) fn progress(
        &self,
        job: &Job,
        progress: Option<f64>,
        log: Option<String>,
    ) -> NewEvent {
        let told = ToolStatus {
            args: None,
            progress,
            log,
            ..self.told(job)
        };
        self.event(&told).class(EventClass::Transient)
    }

    fn event(&self, told: &ToolStatus) -> NewEvent {
        NewEvent::new(self.channel.clone(), kind::TOOL_STATUS, json(told))
    }
}

/// What is told of leave for a call, or of its question; of one that waits, with what is asked.
pub(crate) fn told_approval(call: String, asked: Option<&Job>, approval: &JobApproval) -> Approval {
    Approval {
        id: approval.id,
        tool_call_id: call,
        name: asked.map(|job| job.name.clone()),
        args: asked.map(|job| job.args.clone()),
        reason: approval.reason.clone(),
        form: asked.and(approval.form.clone()),
        expires_at: asked.map(|_| approval.expires_at),
        decision: approval.decision,
        by: approval.by.clone(),
    }
}
