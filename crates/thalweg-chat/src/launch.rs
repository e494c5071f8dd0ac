use thalweg_log::{
    AppendError, Batch, ChannelName, Fence, FenceChange, IdempotencyRecord, Position, PrincipalId,
    StoreError,
};
use thalweg_wire::{Run, RunStatus, kind};
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::events::{self, conversation_changed, conversation_titled, queue_event};
use crate::plan::Plan;
use crate::registry::Refused;
use crate::task::RunTask;
use crate::waiting::count;
use crate::{Chat, RunPrivate};

/// A run that is about to begin.
pub(crate) struct Launch {
    pub(crate) by: PrincipalId,
    pub(crate) plan: Plan,
    pub(crate) request_id: String,
    /// When it was asked for.
    pub(crate) asked: Instant,
    /// Commits with the run.
    pub(crate) record: Option<IdempotencyRecord>,
}

/// Why a run did not begin; nothing was written.
pub(crate) enum NotLaunched {
    /// This process works on no more runs.
    Refused(Refused),
    /// The log did not take it.
    Append(AppendError),
}

impl Chat {
    /// Commits a run, which takes the conversation's fence, and sets a task to work on it. Gives the
    /// run and the place right before its first event.
    ///
    /// The task does not wait for the commit: the model is asked meanwhile, and what it says lies
    /// behind the run in the log, or nowhere if the log does not take the run.
    pub(crate) async fn launch(&self, launch: Launch) -> Result<(Run, Position), NotLaunched> {
        let Launch {
            by,
            plan,
            request_id,
            asked,
            record,
        } = launch;
        let run = plan.run();
        let slot = self.registry().begin(run.id, &by);
        let slot = slot.map_err(NotLaunched::Refused)?;
        let token = self.ids().entropy().next_u64();
        let mut batch = batch(&by, &plan, &run, &request_id);
        let fence = events::fence_of(run.conversation_id);
        batch.fences.push(FenceChange::Open(Fence {
            name: fence.clone(),
            holder: run.id,
            token,
        }));
        batch.idempotency = record;
        let lead = lead(&plan);
        // A model that is asked for nothing may cost: not while commits fail.
        let hurries = !self.hub().is_failing();
        let submitted = self.hub().submit(batch).await;
        let submitted = submitted.map_err(|failure| NotLaunched::Append(failure.into()))?;
        let (tell, begun) = oneshot::channel();
        let task = RunTask {
            chat: self.clone(),
            run: run.clone(),
            owner: by,
            base: plan.continues.map(|(_, base)| base),
            fence: (fence, token),
            channel: ChannelName::conversation(run.conversation_id),
            request_id,
            asked,
            slot,
        };
        self.tasks()
            .spawn("run", |_| task.work(plan.request, begun, hurries));
        // The task's question is on its way before the store is woken.
        tokio::task::yield_now().await;
        let appended = submitted.appended().await;
        let appended = appended.map_err(NotLaunched::Append)?;
        let first = appended.events.iter().find(|event| event.kind == kind::RUN);
        let Some(first) = first else {
            let lost = StoreError::Corrupt("a run without its event".into());
            return Err(NotLaunched::Append(lost.into()));
        };
        // Nobody listens if the task panicked, which was logged.
        let _ = tell.send(first.at);
        let start = Position::new(first.position().get().saturating_sub(1 + lead));
        Ok((run, start))
    }
}

/// How many events right before the `run` event belong to its stream.
fn lead(plan: &Plan) -> u64 {
    u64::from(plan.message.is_some())
}

fn batch(by: &PrincipalId, plan: &Plan, run: &Run, request_id: &str) -> Batch {
    let mut conversation = plan.conversation.clone();
    conversation.run_id = Some(run.id);
    conversation.leaf_id = Some(run.assistant_message_id);
    if let Some(rest) = &plan.rest {
        conversation.queued = count(rest);
    }
    let [own, feed] = if plan.is_new {
        conversation_titled(by, &conversation, false)
    } else {
        conversation_changed(by, &conversation)
    };
    // The run's stream starts after the conversation's event: with the message, if there is one.
    let mut batch = Batch::of(vec![own]);
    let rest = plan.rest.as_ref();
    batch
        .events
        .extend(rest.map(|rest| queue_event(run.conversation_id, rest)));
    let message = plan.message.as_ref().map(events::message);
    batch.events.extend(message);
    let private = RunPrivate {
        owner: by.to_string(),
        lead: lead(plan),
        request_id: request_id.to_owned(),
    };
    let running = Run {
        status: Some(RunStatus::Running),
        ..run.clone()
    };
    batch.events.push(events::run(&running, &private));
    batch.events.push(feed);
    batch
}
