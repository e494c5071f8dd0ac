use thalweg_wire::{ApprovalDecision, ToolCallStatus, ToolChoice, ToolPermission};

use super::pending::Decided;
use super::registry::JobHalt;
use super::task::{JobTask, Outcome};
use crate::append::{Backoff, Gone};
use crate::tools::tool_chosen;

impl JobTask {
    /// Waits for leave, and commits what was decided. Whether the tool may go on; else the job has
    /// ended.
    pub(super) async fn permit(&mut self) -> Result<bool, Gone> {
        let decided = self.wait_for_leave().await;
        let (decision, reason) = (decided.decision, decided.reason.clone());
        if let Some(approval) = &mut self.job.approval {
            decided.write(approval);
        }
        let outcome = match decision {
            ApprovalDecision::Allow | ApprovalDecision::Always => {
                let choice = (decision == ApprovalDecision::Always).then(|| ToolChoice {
                    name: self.job.name.clone(),
                    permission: Some(ToolPermission::Allow),
                    enabled: None,
                });
                self.go_on_with(choice).await?;
                self.slot.handle().settle();
                return Ok(true);
            }
            ApprovalDecision::Deny => Outcome::Denied(match &reason {
                Some(reason) => format!("the call was denied: {reason}"),
                None => "the call was denied".into(),
            }),
            ApprovalDecision::Expired => Outcome::Denied("nobody allowed the call in time".into()),
            ApprovalDecision::Cancelled => Outcome::Halted(self.slot.handle().halted().await),
        };
        self.end(outcome, None).await?;
        Ok(false)
    }

    /// Waits until somebody decides, or nobody can any more.
    async fn wait_for_leave(&self) -> Decided {
        let handle = self.slot.handle();
        let time = self.chat.config().jobs.approval_time;
        let pending = self.job.approval.as_ref();
        let pending = pending.and_then(|approval| handle.asked(approval.id));
        let Some(pending) = pending else {
            // Whoever takes a job on that waits asks.
            return Decided::by_nobody(ApprovalDecision::Expired);
        };
        let nobody = |decision| {
            let nobody = Decided::by_nobody(decision);
            pending.decide(nobody).0.clone()
        };
        tokio::select! {
            biased;
            decided = pending.decided() => decided,
            _halt = handle.halted() => nobody(ApprovalDecision::Cancelled),
            () = tokio::time::sleep(time) => nobody(ApprovalDecision::Expired),
        }
    }

    /// Commits that the job goes on, with what was chosen for later calls.
    async fn go_on_with(&mut self, choice: Option<ToolChoice>) -> Result<(), Gone> {
        let mut events = Vec::new();
        if let Some(mut choice) = choice {
            // Whether it is switched on was chosen before, and stays.
            let _lock = self.chat.locks().hold_for(&self.owner).await;
            choice.enabled = self.chosen_before().await?.and_then(|old| old.enabled);
            events.push(tool_chosen(&self.owner, &choice));
            self.queue();
            let put = self.put(events).await;
            self.chat.kept_choices().forget(&self.owner);
            return put;
        }
        self.queue();
        self.put(events).await
    }

    /// What was chosen of the tool before, with patience for a failing store: a choice that is written
    /// without having read the one before would take that back.
    async fn chosen_before(&self) -> Result<Option<ToolChoice>, Gone> {
        let mut backoff = Backoff::new(self.chat.config().patience);
        loop {
            match self.chat.tool_choice(&self.owner, &self.job.name).await {
                Ok(choice) => return Ok(choice),
                Err(failure) => backoff.after(failure.into()).await?,
            }
        }
    }

    /// The job waits its turn, or begins if a place is free.
    fn queue(&mut self) {
        self.place = self.chat.jobs().places().try_take(&self.owner);
        if self.place.is_some() {
            self.begin();
        } else {
            self.job.status = ToolCallStatus::Queued;
        }
    }

    /// Waits for a place. Whether there is one; else the job has ended.
    pub(super) async fn wait_for_place(&mut self) -> Result<bool, Gone> {
        if self.place.is_some() {
            return Ok(true);
        }
        let handle = self.slot.handle();
        let taken = tokio::select! {
            biased;
            halt = handle.halted() => Err(halt),
            place = self.chat.jobs().places().take(&self.owner) => place.ok_or(JobHalt::Interrupted),
        };
        match taken {
            Ok(place) => {
                self.place = Some(place);
                self.begin();
                self.put(Vec::new()).await?;
                Ok(true)
            }
            Err(halt) => {
                self.end(Outcome::Halted(halt), None).await?;
                Ok(false)
            }
        }
    }

    fn begin(&mut self) {
        self.job.status = ToolCallStatus::Running;
        self.job.started_at = Some(self.chat.now());
    }
}
