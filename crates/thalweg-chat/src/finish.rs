use std::time::Duration;

use thalweg_log::{
    AppendError, Batch, Condition, EventClass, FenceChange, NewEvent, PrincipalId, StoreError,
};
use thalweg_wire::{
    Approval, ChatMessage, Conversation, Done, DoneStatus, MessageError, Part, Role, Run, RunError,
    Time, Timing, ToolCall, ToolCallStatus, ToolStatus, Usage, kind,
};

use crate::append::{Backoff, Gone};
use crate::estimate::tokens_of;
use crate::events::{self, conversation_changed, fence_of, json};
use crate::jobs::{INTERRUPTED, JobHalt, OpenJob, told_approval};
use crate::quota::{DonePrivate, day_of};
use crate::{Chat, Draft, MessagePrivate, RunRow};

/// A run at its end.
pub(crate) struct Ending {
    pub(crate) run: Run,
    pub(crate) owner: PrincipalId,
    /// When its message came into being.
    pub(crate) created_at: Time,
    /// The token of its fence, unless the fence is gone.
    pub(crate) token: Option<u64>,
    pub(crate) status: DoneStatus,
    pub(crate) parts: Vec<Part>,
    /// The calls that the parts name; those that are open end with the run.
    pub(crate) calls: Vec<ToolCall>,
    /// The jobs of calls that are open; they end with the run.
    pub(crate) jobs: Vec<OpenJob>,
    /// Leave and answers that nobody can give any more, of calls whose jobs have ended.
    pub(crate) approvals: Vec<Approval>,
    /// What the server alone keeps of its message, if that is new.
    pub(crate) private: Option<MessagePrivate>,
    pub(crate) error: Option<RunError>,
    pub(crate) usage: Option<Usage>,
    pub(crate) timing: Option<Timing>,
    /// Tokens that were not appended yet.
    pub(crate) tokens: Vec<NewEvent>,
    /// What the run took, in tokens, where they are counted.
    pub(crate) spent: Option<u64>,
}

impl Ending {
    /// The end of a run of which nothing but the log is left. `message` is what it wrote so far.
    fn of_row(
        row: RunRow,
        token: Option<u64>,
        message: Option<ChatMessage>,
        end: DoneStatus,
    ) -> Self {
        let (created_at, parts, calls) = match message {
            Some(message) => (message.created_at, message.parts, message.tool_calls),
            None => (Time(row.created_at), Vec::new(), Vec::new()),
        };
        Self {
            run: row.run,
            owner: row.owner,
            created_at,
            token,
            status: end,
            parts,
            calls,
            jobs: Vec::new(),
            approvals: Vec::new(),
            private: None,
            error: None,
            usage: None,
            timing: None,
            tokens: Vec::new(),
            spent: None,
        }
    }

    /// What is counted of the run, if it ends at `now`.
    fn cost(&self, now: Time) -> Option<DonePrivate> {
        let tokens = self.spent.filter(|tokens| *tokens > 0)?;
        Some(DonePrivate {
            owner: self.owner.to_string(),
            day: day_of(now.0),
            tokens,
        })
    }

    /// Adds the end to `batch`: what is left of the text, the ends of what is open of its calls, the
    /// error if there is one, the final message, `done`, and the conversation without its run. The
    /// run's fence must be open, and is closed.
    pub(crate) fn add_to(&self, batch: &mut Batch, conversation: Option<Conversation>, now: Time) {
        let channel = thalweg_log::ChannelName::conversation(self.run.conversation_id);
        let (status, error) = self.end_of_calls();
        for job in &self.jobs {
            batch.events.extend_from_slice(job.said());
            job.add_to(batch, status, error, now);
        }
        let events = &mut batch.events;
        events.extend(self.tokens.iter().cloned());
        let (calls, closed) = self.closed(now);
        let event = |told| NewEvent::new(channel.clone(), kind::TOOL_STATUS, json(told));
        events.extend(closed.iter().map(event));
        let event = |told| NewEvent::new(channel.clone(), kind::APPROVAL, json(told));
        let waited = self.jobs.iter().filter_map(OpenJob::approval);
        events.extend(self.approvals.iter().chain(waited).map(event));
        if let Some(error) = &self.error {
            events.push(NewEvent::new(channel.clone(), kind::ERROR, json(error)));
        }
        events.push(events::message_with(
            &self.message(now, calls),
            self.private.as_ref(),
        ));
        let done = Done {
            id: self.run.assistant_message_id,
            run_id: self.run.id,
            status: self.status,
            usage: self.usage,
            timing: self.timing,
        };
        let mut done = NewEvent::new(channel, kind::DONE, json(&done));
        if let Some(cost) = self.cost(now) {
            done = done.private(json(&cost));
        }
        events.push(done.class(EventClass::Terminal));
        if let Some(conversation) = conversation {
            let conversation = Conversation {
                run_id: None,
                updated_at: now,
                ..conversation
            };
            events.extend(conversation_changed(&self.owner, &conversation));
        }
        if let Some(token) = self.token {
            let name = fence_of(self.run.conversation_id);
            batch.conditions.push(Condition::Fence {
                name: name.clone(),
                token,
            });
            batch.fences.push(FenceChange::Close { name, token });
        }
    }

    /// How calls end that end with the run, and what is said of it.
    const fn end_of_calls(&self) -> (ToolCallStatus, Option<&'static str>) {
        match self.status {
            DoneStatus::Stopped => (ToolCallStatus::Cancelled, None),
            _ => (ToolCallStatus::Interrupted, Some(INTERRUPTED)),
        }
    }

    /// All calls as they ended, and what is told of those that were open.
    fn closed(&self, now: Time) -> (Vec<ToolCall>, Vec<ToolStatus>) {
        let mut told = Vec::new();
        let (status, error) = self.end_of_calls();
        let calls = self.calls.iter().cloned().map(|mut call| {
            if call.status.is_end() {
                return call;
            }
            let part = self.parts.iter().find_map(|part| match part {
                Part::ToolCall { id, tool_call_id } if *tool_call_id == call.id => Some(id),
                _ => None,
            });
            let end = ToolStatus {
                error: error.map(ToOwned::to_owned),
                job_id: call.job_id,
                started_at: call.started_at,
                ended_at: Some(now),
                ..ToolStatus::new(
                    call.id.clone(),
                    self.run.assistant_message_id,
                    part.cloned().unwrap_or_default(),
                    call.name.clone(),
                    status,
                )
            };
            call.hear(&end);
            told.push(end);
            call
        });
        (calls.collect(), told)
    }

    fn message(&self, now: Time, tool_calls: Vec<ToolCall>) -> ChatMessage {
        let after = |ms: u32| Time(now.0.plus(Duration::from_millis(ms.into())));
        ChatMessage {
            id: self.run.assistant_message_id,
            conversation_id: self.run.conversation_id,
            parent_id: Some(self.run.message_id),
            role: Role::Assistant,
            content: Draft::content_of(&self.parts),
            parts: self.parts.clone(),
            created_at: self.created_at,
            status: self.status.into(),
            tool_calls,
            run_id: Some(self.run.id),
            model: Some(self.run.model.clone()),
            usage: self.usage,
            timing: self.timing,
            error: self.error.as_ref().map(|error| MessageError {
                code: error.code,
                message: error.message.clone(),
                request_id: Some(error.request_id.clone()),
                retry_at: error.retry_after_ms.map(after),
            }),
        }
    }
}

impl Chat {
    /// Commits the end of one run, with patience for a failing store.
    ///
    /// Says whether something waits for it; then the caller goes on with the queue.
    pub(crate) async fn finish(&self, ending: &Ending) -> Result<bool, Gone> {
        let mut backoff = Backoff::new(self.config().patience);
        loop {
            match self.try_finish(ending).await {
                Ok(waits) => return Ok(waits),
                Err(failure) => backoff.after(failure).await?,
            }
        }
    }

    /// Commits the end of one run. Says whether something waits for it.
    pub(crate) async fn try_finish(&self, ending: &Ending) -> Result<bool, AppendError> {
        let id = ending.run.conversation_id;
        // Nobody renames the conversation between the reading and the writing of the feed's copy.
        let _lock = self.locks().hold(id).await;
        let conversation = self.conversation_of(id).await?;
        let waits = conversation.as_ref().is_some_and(|c| c.queued.is_some());
        let (mut batch, now) = (Batch::default(), self.now());
        ending.add_to(&mut batch, conversation, now);
        self.hub().append(batch).await?;
        if let Some(cost) = ending.cost(now) {
            self.quota().add(&ending.owner, cost.day, cost.tokens);
        }
        Ok(waits)
    }

    /// The end of a run of which nothing but the log is left, with what was open in it.
    pub(crate) async fn ending_of(
        &self,
        row: RunRow,
        token: Option<u64>,
        end: DoneStatus,
    ) -> Result<Ending, StoreError> {
        let open = |call: &&ToolCall| !call.status.is_end();
        let mut message = self.written(&row.run).await?;
        let calls = message.iter().flat_map(|message| &message.tool_calls);
        let jobs = calls.filter(open).filter_map(|call| call.job_id);
        let alive: Vec<_> = jobs.filter_map(|id| self.jobs().get(id)).collect();
        if !alive.is_empty() {
            // Their run's task is gone, so that they end by themselves, which is told in the message.
            for job in alive {
                job.halt(JobHalt::Interrupted);
                job.ended().await;
            }
            message = self.written(&row.run).await?;
        }
        let mut ending = Ending::of_row(row, token, message, end);
        if self.quota().is_on() {
            // What it was asked is not known any more, so that only what it said is counted.
            let said = tokens_of(&Draft::content_of(&ending.parts));
            ending.spent = Some(said as u64);
        }
        for call in ending.calls.iter().filter(open) {
            let Some(id) = call.job_id else { continue };
            let Some(row) = self.store().job(id).await?.value else {
                continue;
            };
            if row.end.is_none() {
                let fences = self.hub().store().fences().await?;
                let own = fences.iter().find(|fence| fence.holder == id);
                let own = own.map(|fence| fence.token);
                ending.jobs.push(OpenJob::of_row(row, own));
            } else if call.status == ToolCallStatus::AwaitingApproval
                && let Some(asked) = row.job.approvals().last()
            {
                let call = call.id.clone();
                ending.approvals.push(told_approval(call, None, asked));
            }
        }
        Ok(ending)
    }

    /// What a run wrote so far, with what its message held before.
    pub(crate) async fn written(&self, run: &Run) -> Result<Option<ChatMessage>, StoreError> {
        self.store()
            .message(run.conversation_id, run.assistant_message_id)
            .await
    }

    /// What the wire shows of a conversation that is not deleted.
    pub(crate) async fn conversation_of(
        &self,
        id: uuid::Uuid,
    ) -> Result<Option<Conversation>, StoreError> {
        let row = self.store().conversation(id).await?.value;
        Ok(row
            .filter(|row| row.deleted_at.is_none())
            .map(|row| row.conversation))
    }
}
