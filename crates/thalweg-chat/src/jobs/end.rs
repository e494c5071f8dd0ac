use std::sync::Arc;

use thalweg_log::NewEvent;
use thalweg_wire::{ApprovalDecision, Job, Time, ToolCallStatus};

use super::link::told_approval;
use super::registry::JobHalt;
use super::size_of;
use super::task::{JobTask, Outcome};
use super::{OpenJob, Told};
use crate::append::Gone;
use crate::tools::Reports;

/// What a job says that the server left behind.
pub(crate) const INTERRUPTED: &str =
    "the server stopped before the job ended; it can be called again";

impl JobTask {
    /// Commits the job's end, with what its tool said last; or hands both to its run, which commits
    /// them with its own.
    pub(super) async fn end(
        &mut self,
        outcome: Outcome,
        reports: Option<&Reports>,
    ) -> Result<(), Gone> {
        let mut events = reports.map_or_else(Vec::new, |reports| self.reported(reports.take()));
        if let Some(reports) = reports {
            self.job.progress = reports.latest();
            self.job.log = reports.tail();
        }
        if matches!(outcome, Outcome::Halted(JobHalt::WithRun)) {
            match self.hand_over(events) {
                Ok(()) => return Ok(()),
                // The run is gone without its end, and the job has one of its own.
                Err(left) => events = left,
            }
        }
        let now = self.chat.now();
        let most = self.chat.config().jobs.output_bytes;
        let limit = self.tool.limit().as_secs();
        let end = |status, error: Option<String>| (status, error, None);
        let (status, error, output) = match outcome {
            Outcome::Gave(output) if size_of(&output, most).is_none() => end(
                ToolCallStatus::Error,
                Some(format!(
                    "the result is longer than {most} bytes of JSON, which is the most; ask for less"
                )),
            ),
            Outcome::Gave(output) => {
                self.job.progress = self.job.progress.map(|_| 1.0);
                (ToolCallStatus::Done, None, Some(output))
            }
            Outcome::Failed(failure) => end(ToolCallStatus::Error, Some(failure.0)),
            Outcome::Panicked => end(
                ToolCallStatus::Error,
                Some("something failed in the server".into()),
            ),
            Outcome::TooLate => end(
                ToolCallStatus::Error,
                Some(format!("it took longer than {limit} s and was ended")),
            ),
            Outcome::Denied(words) => end(ToolCallStatus::Denied, Some(words)),
            Outcome::Halted(JobHalt::Stopped) => end(ToolCallStatus::Cancelled, None),
            Outcome::Halted(JobHalt::Interrupted | JobHalt::WithRun) => {
                end(ToolCallStatus::Interrupted, Some(INTERRUPTED.into()))
            }
        };
        close(&mut self.job, status, now);
        (self.job.error, self.job.output) = (error, output);
        // The next one may begin while this end is committed.
        self.place = None;
        self.put(events).await?;
        self.slot.handle().settle();
        if let Some(tell) = self.tell.take() {
            // Its run may have gone meanwhile.
            let _ = tell.send(Told::Ended(Box::new(self.job.clone())));
        }
        Ok(())
    }

    /// Gives the job to its run with what its tool said last, which comes back if the run is gone.
    fn hand_over(&mut self, said: Vec<NewEvent>) -> Result<(), Vec<NewEvent>> {
        let Some(tell) = self.tell.take() else {
            return Err(said);
        };
        self.place = None;
        let decided = self.decided_untold();
        let call = || self.job.tool_call_id.clone().unwrap_or_default();
        let open = OpenJob {
            job: self.job.clone(),
            owner: self.owner.clone(),
            request_id: self.request_id.clone(),
            token: Some(self.token),
            said,
            approval: decided.map(|approval| told_approval(call(), None, approval)),
            _slot: Some(Arc::clone(&self.slot)),
        };
        match tell.send(Told::Open(Box::new(open))) {
            Err(Told::Open(open)) => Err(open.said),
            Ok(()) | Err(Told::Ended(_)) => Ok(()),
        }
    }
}

/// The job with its end, after which nobody decides on anything.
pub(super) fn close(job: &mut Job, status: ToolCallStatus, now: Time) {
    for asked in job.approvals_mut() {
        asked.decision.get_or_insert(ApprovalDecision::Cancelled);
    }
    job.status = status;
    job.ended_at = Some(now);
}
