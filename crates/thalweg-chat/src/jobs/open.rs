use std::sync::Arc;

use thalweg_log::{Batch, NewEvent, PrincipalId};
use thalweg_wire::{Approval, ApprovalDecision, Job, Time, ToolCallStatus};

use super::JobRow;
use super::end::close;
use super::events::{add_job, fence};
use super::link::told_approval;
use super::registry::JobSlot;

/// What a run is told of a job that it waits for.
pub(crate) enum Told {
    /// It ended, and that is committed.
    Ended(Box<Job>),
    /// It did not, and ends with the run.
    Open(Box<OpenJob>),
}

/// A job whose tool was dropped and whose end is not written: it is committed with its run's end, so
/// that nobody sees the one without the other.
pub(crate) struct OpenJob {
    /// As it is now, with what its tool said of itself last.
    pub(super) job: Job,
    pub(super) owner: PrincipalId,
    pub(super) request_id: String,
    /// The token of its fence, unless the fence is gone.
    pub(super) token: Option<u64>,
    /// What its tool said last, which was not appended yet.
    pub(super) said: Vec<NewEvent>,
    /// What is told of the leave, or the answer, that it waited for.
    pub(super) approval: Option<Approval>,
    /// Whoever waits for the job's end waits until this is dropped.
    pub(super) _slot: Option<Arc<JobSlot>>,
}

impl OpenJob {
    /// A job that no task executes any more, as the store knows it.
    pub(crate) fn of_row(row: JobRow, token: Option<u64>) -> Self {
        let mut job = row.job;
        let call = job.tool_call_id.clone().unwrap_or_default();
        let mut asked = job.approvals_mut();
        let asking = asked.find(|asked| asked.decision.is_none());
        let approval = asking.map(|asking| {
            asking.decision = Some(ApprovalDecision::Cancelled);
            told_approval(call, None, asking)
        });
        drop(asked);
        Self {
            job,
            owner: row.owner,
            request_id: row.request_id,
            token,
            said: Vec::new(),
            approval,
            _slot: None,
        }
    }

    /// What its tool said last.
    pub(crate) fn said(&self) -> &[NewEvent] {
        &self.said
    }

    /// What is told of its leave or its question, if somebody still waits for that.
    pub(crate) const fn approval(&self) -> Option<&Approval> {
        self.approval.as_ref()
    }

    /// Adds its end in its own channel. The job's fence must be open, and is closed.
    pub(crate) fn add_to(
        &self,
        batch: &mut Batch,
        status: ToolCallStatus,
        error: Option<&str>,
        now: Time,
    ) {
        let mut job = self.job.clone();
        close(&mut job, status, now);
        job.error = error.map(ToOwned::to_owned);
        add_job(batch, &job, &self.owner, &self.request_id, None);
        if let Some(token) = self.token {
            fence(batch, &job, token);
        }
    }
}
