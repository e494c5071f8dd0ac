use thalweg_log::{
    AppendError, Batch, IdempotencyRecord, NewEvent, Position, PrincipalId, StoreError,
};
use thalweg_wire::{
    Conversation, Done, DoneStatus, ErrorCode, Model, ParentRef, QueuedMessage, Run, RunStatus,
    StartRun, WhenBusy, kind,
};
use uuid::Uuid;

use crate::events::{self, conversation_changed, json, queue_event};
use crate::history::choose;
use crate::plan::{Place, Plan, request_of};
use crate::queue::MOST_QUEUED;
use crate::{
    Chat, ModelError, QueuedPrivate, QueuedRow, Rejection, RunPrivate, RunRow, StartRunError,
};

/// A request that has to wait.
pub(crate) struct Waiting {
    pub(crate) conversation: Conversation,
    /// What waits already.
    pub(crate) before: Vec<QueuedRow>,
    pub(crate) row: QueuedRow,
    pub(crate) run: Run,
}

/// What keeps a run from starting in a conversation.
pub(crate) enum InTheWay {
    /// This run is going on.
    Goes(Uuid),
    /// Nothing goes on for the moment, but this run waits to start.
    Waits(Uuid),
}

impl InTheWay {
    /// Whether a request passes it by; else what it is answered.
    pub(crate) const fn give_way(&self, when_busy: Option<WhenBusy>) -> Result<(), StartRunError> {
        match (self, when_busy) {
            (Self::Waits(_), Some(WhenBusy::Stop)) => Ok(()),
            (Self::Goes(run_id) | Self::Waits(run_id), _) => {
                Err(StartRunError::Busy { run_id: *run_id })
            }
        }
    }
}

impl Chat {
    /// What is in the way of a run. The conversation's lock is held.
    pub(crate) async fn in_the_way(
        &self,
        known: &Conversation,
    ) -> Result<Option<InTheWay>, StoreError> {
        if let Some(run) = known.run_id {
            return Ok(Some(InTheWay::Goes(run)));
        }
        if known.queued.is_none() {
            return Ok(None);
        }
        // Somebody is about to start it, or failed to for too long.
        self.go_on_with(known.id);
        let items = self.store().queue(known.id).await?.value;
        let first = items.first();
        Ok(first.map(|row| InTheWay::Waits(row.message.run_id)))
    }

    /// Checks a request that has to wait.
    pub(crate) async fn plan_waiting(
        &self,
        by: &PrincipalId,
        known: &Conversation,
        ask: &StartRun,
        model: &Model,
    ) -> Result<Waiting, StartRunError> {
        let before = self.store().queue(known.id).await?.value;
        if before.len() >= MOST_QUEUED {
            return Err(StartRunError::QueueFull);
        }
        // What the model will be shown besides is known when it starts.
        let own = self.turns(known, ask, &Place::Under(None)).await?;
        let tools = ask.tools.as_deref().or(known.tools.as_deref());
        let tools = self.offers(by, tools).await?;
        request_of(model, known, ask, own, tools)?;
        let row = QueuedRow {
            message: QueuedMessage {
                message_id: ask.message_id.unwrap_or_else(|| self.ids().next()),
                run_id: self.ids().next(),
                content: ask.prompt.clone().unwrap_or_default(),
                context: ask.context.clone(),
                model: ask.model.clone(),
                created_at: self.now(),
            },
            private: QueuedPrivate {
                parent_id: ask.parent_id,
                reasoning: ask.reasoning,
                tools: ask.tools.clone(),
            },
        };
        let run = Run {
            id: row.message.run_id,
            conversation_id: known.id,
            message_id: row.message.message_id,
            assistant_message_id: self.ids().next(),
            // Known when it starts.
            parent_id: None,
            model: model.id.clone(),
            status: Some(RunStatus::Queued),
            ended: None,
            continues: None,
        };
        Ok(Waiting {
            conversation: Conversation {
                updated_at: self.now(),
                ..known.clone()
            },
            before,
            row,
            run,
        })
    }

    /// The run of an earlier request with the same client-made message id, if that waits.
    pub(crate) async fn waits_already(
        &self,
        conversation: Uuid,
        message: Uuid,
        ask: &StartRun,
    ) -> Result<Option<RunRow>, StartRunError> {
        let items = self.store().queue(conversation).await?.value;
        let same = |row: &&QueuedRow| row.message.message_id == message;
        let Some(found) = items.iter().find(same) else {
            return Ok(None);
        };
        if Some(&found.message.content) != ask.prompt.as_ref() {
            return Err(StartRunError::IdTaken);
        }
        Ok(self.store().run(found.message.run_id).await?)
    }

    /// The run of what waits first, now that it can start. `rest` is what waits after it.
    pub(crate) async fn plan_queued(
        &self,
        by: &PrincipalId,
        known: &Conversation,
        next: &QueuedRow,
        run: &Run,
        rest: &[QueuedRow],
    ) -> Result<Plan, StoreError> {
        let QueuedRow { message, private } = next;
        let ask = StartRun {
            prompt: Some(message.content.clone()),
            context: message.context.clone(),
            message_id: Some(message.message_id),
            model: message.model.clone(),
            reasoning: private.reasoning,
            tools: private.tools.clone(),
            ..StartRun::default()
        };
        let parent = match private.parent_id {
            None => known.leaf_id,
            Some(ParentRef::Root) => None,
            Some(ParentRef::Id(id)) => Some(id),
        };
        let turns = self.turns(known, &ask, &Place::Under(parent)).await?;
        let tools = ask.tools.as_deref().or(known.tools.as_deref());
        let tools = self.offers(by, tools).await?;
        let models = self.models();
        let chosen = choose(&models, ask.model.as_deref(), known.model.as_deref());
        let (model, request) = match chosen {
            Ok(model) => (
                model.id.clone(),
                request_of(model, known, &ask, turns, tools),
            ),
            Err(name) => (name.clone(), Err(Rejection::UnknownModel(name))),
        };
        let request = request.map_err(|rejection| ModelError {
            code: rejection.code(),
            message: rejection.to_string(),
            retry_after_ms: None,
        });
        // It was taken in before the day's tokens were spent.
        let spent = self.quota().check(by, self.now().0).err();
        let request = match spent {
            Some(exceeded) => Err(ModelError {
                code: ErrorCode::QuotaExceeded,
                message: exceeded.to_string(),
                retry_after_ms: Some(exceeded.wait_s.saturating_mul(1_000)),
            }),
            None => request,
        };
        Ok(Plan {
            run_id: run.id,
            conversation: Conversation {
                updated_at: self.now(),
                ..known.clone()
            },
            is_new: false,
            message: Some(self.message_for(&ask, known.id, parent)),
            message_id: message.message_id,
            parent_id: parent,
            assistant_message_id: run.assistant_message_id,
            continues: None,
            rest: Some(rest.to_vec()),
            model,
            request,
        })
    }

    /// Commits a request at the end of its conversation's queue. Gives the place right before its
    /// run's first event.
    pub(crate) async fn enqueue(
        &self,
        by: &PrincipalId,
        waiting: Waiting,
        request_id: &str,
        record: Option<IdempotencyRecord>,
    ) -> Result<(Run, Position), AppendError> {
        let Waiting {
            conversation,
            before: mut items,
            row,
            run,
        } = waiting;
        items.push(row);
        let private = RunPrivate {
            owner: by.to_string(),
            lead: 0,
            request_id: request_id.to_owned(),
        };
        let mut batch = Batch::of(vec![events::run(&run, &private)]);
        batch.events.extend(queue_changed(by, conversation, &items));
        batch.idempotency = record;
        let appended = self.hub().append(batch).await?;
        let first = appended.events.first();
        let first = first.ok_or_else(|| StoreError::Corrupt("a run without its event".into()))?;
        Ok((run, Position::new(first.position().get().saturating_sub(1))))
    }

    /// Takes what fits out of the queue and ends its run as `stopped`. Says whether there was one.
    pub(crate) async fn cancel_queued(
        &self,
        conversation: Uuid,
        fits: impl Fn(&QueuedRow) -> bool,
    ) -> Result<bool, StoreError> {
        let _lock = self.locks().hold(conversation).await;
        let row = self.store().conversation(conversation).await?.value;
        let Some(row) = row.filter(|row| row.deleted_at.is_none()) else {
            return Ok(false);
        };
        let mut items = self.store().queue(conversation).await?.value;
        let Some(place) = items.iter().position(fits) else {
            return Ok(false);
        };
        let gone = items.remove(place);
        let mut batch = Batch::default();
        batch
            .events
            .extend(self.unstarted(&gone, DoneStatus::Stopped).await?);
        let now = Conversation {
            updated_at: self.now(),
            ..row.conversation
        };
        batch.events.extend(queue_changed(&row.owner, now, &items));
        let appended = self.hub().append(batch).await;
        appended.map_err(AppendError::unexpected)?;
        Ok(true)
    }

    /// The end of a run that never started; none if it is not there.
    pub(crate) async fn unstarted(
        &self,
        row: &QueuedRow,
        status: DoneStatus,
    ) -> Result<Option<NewEvent>, StoreError> {
        let run = self.store().run(row.message.run_id).await?;
        Ok(run.filter(|row| row.end.is_none()).map(|row| {
            let done = Done {
                id: row.run.assistant_message_id,
                run_id: row.run.id,
                status,
                usage: None,
                timing: None,
            };
            // Not terminal for the log: the tokens before it are another run's, which may go on.
            let channel = thalweg_log::ChannelName::conversation(row.run.conversation_id);
            NewEvent::new(channel, kind::DONE, json(&done))
        }))
    }
}

/// A queue that has more or fewer entries: itself, and the conversation, which tells how many.
pub(crate) fn queue_changed(
    by: &PrincipalId,
    conversation: Conversation,
    items: &[QueuedRow],
) -> [NewEvent; 3] {
    let conversation = Conversation {
        queued: count(items),
        ..conversation
    };
    let [own, feed] = conversation_changed(by, &conversation);
    [queue_event(conversation.id, items), own, feed]
}

/// How many wait, as a conversation tells it.
pub(crate) fn count(items: &[QueuedRow]) -> Option<u32> {
    u32::try_from(items.len()).ok().filter(|count| *count > 0)
}
