use serde_json::{Map, Value};
use thalweg_wire::{ApprovalDecision, ApprovalForm, JobApproval, Time, ToolCallStatus};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use std::sync::Arc;

use super::pending::{Decided, Pending};
use super::task::{Appending, JobTask};
use crate::tools::{Answered, Deadline, Hold};

/// The most questions of one call.
const QUESTIONS: usize = 8;

/// A question of a tool that is at work.
pub(crate) struct Ask {
    pub(crate) form: ApprovalForm,
    /// What comes of it, or in words why nobody is asked. Dropped, nobody wants to know any more.
    pub(crate) reply: oneshot::Sender<Result<Answered, String>>,
}

/// A question that waits for its answer.
pub(super) struct Open {
    pending: Arc<Pending>,
    reply: oneshot::Sender<Result<Answered, String>>,
    expires: Instant,
    /// How long somebody thinks does not count as the tool's time.
    hold: Hold,
}

impl JobTask {
    /// Puts a question up, unless it may not be; then the tool is told.
    pub(super) fn put_up(&mut self, ask: Ask, deadline: &Deadline) -> Option<(Open, Appending)> {
        let refused = if self.job.questions.len() >= QUESTIONS {
            Some(format!("a call may ask {QUESTIONS} times"))
        } else if self.chat.jobs().is_draining() {
            Some("the server is going down".to_owned())
        } else {
            None
        };
        if let Some(words) = refused {
            // Who does not want to know any more is gone.
            let _ = ask.reply.send(Err(words));
            return None;
        }
        let time = self.chat.config().jobs.approval_time;
        let approval = JobApproval {
            id: self.chat.ids().next(),
            expires_at: Time(self.chat.now().0.plus(time)),
            decision: None,
            by: None,
            reason: None,
            form: Some(Box::new(ask.form)),
            content: None,
        };
        let pending = self.slot.handle().ask(approval.id);
        self.job.questions.push(approval.clone());
        self.job.status = ToolCallStatus::AwaitingApproval;
        self.untold = Some(approval.id);
        let told = self.link.as_ref();
        let told = told.map(|link| link.approval(&self.job, &approval));
        let committed = self.commit(told.into_iter().collect());
        let (shown, link) = (Arc::clone(&pending), self.link.clone());
        let put_up = Box::pin(async move {
            committed.await?;
            shown.show(link.map(|link| link.waits()));
            Ok(())
        });
        let open = Open {
            pending,
            reply: ask.reply,
            expires: Instant::now() + time,
            hold: deadline.hold(),
        };
        Some((open, put_up))
    }

    /// Takes what was decided on a question down, and gives it to the tool once it is committed.
    pub(super) fn answer(&mut self, open: Open, decided: Decided) -> Appending {
        let answered = answered(decided.decision, decided.content.clone());
        self.write(open.pending.id, decided);
        self.job.status = ToolCallStatus::Running;
        let committed = self.commit(Vec::new());
        let Open {
            pending,
            reply,
            hold,
            ..
        } = open;
        Box::pin(async move {
            let committed = committed.await;
            pending.settle();
            committed?;
            drop(hold);
            // Who does not want to know any more is gone.
            let _ = reply.send(Ok(answered));
            Ok(())
        })
    }

    /// Nobody can answer any more, as the call is over. That is committed with its end.
    pub(super) fn withdraw(&mut self, open: Option<Open>) {
        if let Some(open) = open {
            let nobody = Decided::by_nobody(ApprovalDecision::Cancelled);
            let decided = open.pending.decide(nobody).0.clone();
            self.write(open.pending.id, decided);
        }
    }

    fn write(&mut self, id: uuid::Uuid, decided: Decided) {
        let asked = self.job.approvals_mut().find(|asked| asked.id == id);
        if let Some(asked) = asked {
            decided.write(asked);
        }
    }
}

/// Waits until a question is decided on, by somebody, by its time, or as nobody wants to know any more.
pub(super) async fn decided(open: &mut Option<Open>) -> Decided {
    let Some(open) = open else {
        return std::future::pending().await;
    };
    let nobody = |decision| {
        let nobody = Decided::by_nobody(decision);
        open.pending.decide(nobody).0.clone()
    };
    tokio::select! {
        biased;
        decided = open.pending.decided() => decided,
        () = open.reply.closed() => nobody(ApprovalDecision::Cancelled),
        () = sleep_until(open.expires) => nobody(ApprovalDecision::Expired),
    }
}

fn answered(decision: ApprovalDecision, content: Option<Map<String, Value>>) -> Answered {
    match decision {
        ApprovalDecision::Allow | ApprovalDecision::Always => {
            Answered::Given(content.unwrap_or_default())
        }
        ApprovalDecision::Deny => Answered::Declined,
        ApprovalDecision::Cancelled | ApprovalDecision::Expired => Answered::Dismissed,
    }
}
