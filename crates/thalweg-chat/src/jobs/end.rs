use thalweg_wire::{Job, Time, ToolCallStatus};

use super::size_of;
use super::task::{JobTask, Outcome};
use crate::append::Gone;
use crate::registry::Halt;
use crate::tools::Reports;

/// What a job says that the server left behind.
pub(crate) const INTERRUPTED: &str =
    "the server stopped before the job ended; it can be called again";

impl JobTask {
    /// Commits the job's end, with what its tool said last.
    pub(super) async fn end(
        &mut self,
        outcome: Outcome,
        reports: Option<&Reports>,
    ) -> Result<(), Gone> {
        let events = reports.map_or_else(Vec::new, |reports| self.reported(reports.take()));
        self.job.progress = reports.and_then(Reports::latest);
        self.job.log = reports.and_then(Reports::tail);
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
            Outcome::Halted(Halt::Stopped) => end(ToolCallStatus::Cancelled, None),
            Outcome::Halted(Halt::Interrupted) => {
                end(ToolCallStatus::Interrupted, Some(INTERRUPTED.into()))
            }
        };
        close(&mut self.job, status, now);
        (self.job.error, self.job.output) = (error, output);
        // The next one may begin while this end is committed.
        self.place = None;
        self.put(events).await?;
        if let Some(tell) = self.tell.take() {
            // Its run may have gone meanwhile.
            let _ = tell.send(self.job.clone());
        }
        Ok(())
    }
}

/// The job with its end.
pub(super) fn close(job: &mut Job, status: ToolCallStatus, now: Time) {
    job.status = status;
    job.ended_at = Some(now);
}
