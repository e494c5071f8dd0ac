use serde::{Deserialize, Serialize};
use thalweg_log::{
    AppendError, Batch, ChannelName, Fence, FenceChange, Position, PrincipalId, StoreError,
};
use thalweg_wire::{Run, RunStatus, StartRun, WhenBusy, kind};
use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;

use crate::events::{self, conversation_changed};
use crate::key::{Found, Key};
use crate::plan::{Plan, Planned};
use crate::registry::Refused;
use crate::task::RunTask;
use crate::{Chat, Rejection, RunPrivate, RunRow, StopRunError};

/// How often a run in the way is stopped before giving up: somebody keeps starting new ones.
const STOPS: usize = 4;

/// A run that was started, now or by an earlier request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// The run, its conversation and its messages.
    pub run: Run,
    /// The place right before the run's first event; `Hub::cursor_at` makes it a cursor.
    pub start: Position,
    /// An earlier request with the same key or message id started it.
    pub repeated: bool,
}

/// Why no run was started. Nothing was written, but a [`Rejection`] is kept under the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartRunError {
    /// It cannot be done, now or later.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// No such conversation.
    #[error("no such conversation")]
    NotFound,
    /// A run is going on in the conversation.
    #[error("the run `{run_id}` is going on in this conversation")]
    Busy {
        /// It.
        run_id: Uuid,
    },
    /// The client's message id belongs to another message.
    #[error("another message of this conversation has this id")]
    IdTaken,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    Mismatch,
    /// The server is going down.
    #[error("the server is going down")]
    Draining,
    /// There are too many runs on this server.
    #[error("there are too many runs on this server")]
    Overloaded,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is kept under an idempotency key. Stored by name: add, never rename.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Answer {
    Started { run_id: Uuid },
    Rejected(Rejection),
}

impl Chat {
    /// Starts a run: commits the user's message and the run, then asks the model in a task of its
    /// own. `key` is the request's idempotency key, at most 255 visible characters; `request_id`
    /// finds the request in the log.
    ///
    /// Dropping the future does not undo anything, and a run that was committed is worked off.
    ///
    /// # Errors
    /// [`StartRunError`], each with its cause.
    ///
    /// Source: the wire contract, section 4.
    pub async fn start_run(
        &self,
        by: &PrincipalId,
        ask: StartRun,
        key: Option<String>,
        request_id: &str,
    ) -> Result<Started, StartRunError> {
        let now = self.ids().clock().now();
        let start = Start {
            chat: self.clone(),
            by: by.clone(),
            key: key.map(|key| Key::new(by, key, "run", &ask, now)),
            ask,
            request_id: request_id.to_owned(),
            asked: Instant::now(),
        };
        let (reply, answer) = oneshot::channel();
        // A task of its own, so that a caller who goes away cannot leave a committed run without
        // anybody who works on it.
        self.tasks().spawn("start_run", |_| async move {
            let _ = reply.send(start.start().await);
        });
        answer.await.unwrap_or_else(|_| {
            let lost = StoreError::Failed("the task that starts the run ended".into());
            Err(lost.into())
        })
    }
}

struct Start {
    chat: Chat,
    by: PrincipalId,
    ask: StartRun,
    key: Option<Key>,
    request_id: String,
    asked: Instant,
}

impl Start {
    async fn start(&self) -> Result<Started, StartRunError> {
        let mut stops = 0;
        loop {
            let tried = self.attempt().await;
            let Err(StartRunError::Busy { run_id }) = tried else {
                return tried;
            };
            if self.ask.when_busy != Some(WhenBusy::Stop) || stops == STOPS {
                return tried;
            }
            stops += 1;
            match self.chat.stop_run(&self.by, run_id).await {
                Ok(_) | Err(StopRunError::NotFound) => {}
                Err(StopRunError::Store(failure)) => return Err(failure.into()),
            }
        }
    }

    async fn attempt(&self) -> Result<Started, StartRunError> {
        let _lock = match self.ask.conversation_id {
            Some(id) => Some(self.chat.locks().hold(id).await),
            None => None,
        };
        let log = &**self.chat.hub().store();
        if let Some(key) = &self.key
            && let Some(found) = key.recall(log).await?
        {
            return self.answer_again(found).await;
        }
        match self.chat.plan(&self.by, &self.ask).await {
            Ok(Planned::New(plan)) => self.commit(*plan).await,
            Ok(Planned::Again(row)) => Ok(repeated(*row)),
            Err(StartRunError::Rejected(rejection)) => self.reject(rejection).await,
            Err(other) => Err(other),
        }
    }

    async fn commit(&self, plan: Plan) -> Result<Started, StartRunError> {
        let chat = &self.chat;
        let run = plan.run(chat.ids().next());
        let slot = chat
            .registry()
            .begin(run.id, &self.by)
            .map_err(|why| match why {
                Refused::Draining => StartRunError::Draining,
                Refused::Full => StartRunError::Overloaded,
            })?;
        let token = chat.ids().entropy().next_u64();
        let batch = self.batch(&plan, &run, token);
        let fence = events::fence_of(run.conversation_id);
        let appended = match chat.hub().append(batch).await {
            Ok(appended) => appended,
            Err(failure) => return self.refused(failure).await,
        };
        let first = appended.events.iter().find(|event| event.kind == kind::RUN);
        let first = first.ok_or_else(|| StoreError::Corrupt("a run without its event".into()))?;
        let lead = u64::from(plan.message.is_some());
        let start = Position::new(first.position().get().saturating_sub(1 + lead));
        let task = RunTask {
            chat: chat.clone(),
            run: run.clone(),
            owner: self.by.clone(),
            created_at: first.at,
            fence: (fence, token),
            channel: ChannelName::conversation(run.conversation_id),
            request_id: self.request_id.clone(),
            asked: self.asked,
            slot,
        };
        chat.tasks().spawn("run", |_| task.work(plan.request));
        Ok(Started {
            run,
            start,
            repeated: false,
        })
    }

    fn batch(&self, plan: &Plan, run: &Run, token: u64) -> Batch {
        let mut conversation = plan.conversation.clone();
        conversation.run_id = Some(run.id);
        conversation.leaf_id = Some(run.assistant_message_id);
        let [own, feed] = conversation_changed(&self.by, &conversation);
        // The run's stream starts after the conversation's event: with the message, if there is one.
        let mut batch = Batch::of(vec![own]);
        batch
            .events
            .extend(plan.message.as_ref().map(events::message));
        let private = RunPrivate {
            owner: self.by.to_string(),
            lead: u64::from(plan.message.is_some()),
            request_id: self.request_id.clone(),
        };
        let running = Run {
            status: Some(RunStatus::Running),
            ..run.clone()
        };
        batch.events.push(events::run(&running, &private));
        batch.events.push(feed);
        batch.fences.push(FenceChange::Open(Fence {
            name: events::fence_of(run.conversation_id),
            holder: run.id,
            token,
        }));
        let answer = Answer::Started { run_id: run.id };
        batch.idempotency = self.key.as_ref().map(|key| key.record(&answer));
        batch
    }

    async fn refused(&self, failure: AppendError) -> Result<Started, StartRunError> {
        Err(match failure {
            // A deleted conversation's fence is held for good, by nobody.
            AppendError::FenceHeld { holder, .. } if holder.is_nil() => StartRunError::NotFound,
            AppendError::FenceHeld { holder, .. } => StartRunError::Busy { run_id: holder },
            AppendError::Conflict { .. } => StartRunError::IdTaken,
            AppendError::Store(failure) => failure.into(),
            AppendError::Repeated { record } => match &self.key {
                Some(key) => return self.answer_again(key.read(&record)?).await,
                None => StartRunError::Mismatch,
            },
            other @ (AppendError::SeqMismatch { .. } | AppendError::FenceLost { .. }) => {
                StoreError::Failed(other.to_string()).into()
            }
        })
    }

    async fn answer_again(&self, found: Found<Answer>) -> Result<Started, StartRunError> {
        match found {
            Found::Other => Err(StartRunError::Mismatch),
            Found::Same(Answer::Rejected(rejection)) => Err(rejection.into()),
            Found::Same(Answer::Started { run_id }) => {
                let row = self.chat.run(&self.by, run_id).await?;
                row.map(repeated).ok_or(StartRunError::NotFound)
            }
        }
    }

    /// Keeps a rejection under the key, so that repeating the request gives the same answer.
    async fn reject(&self, rejection: Rejection) -> Result<Started, StartRunError> {
        if let Some(key) = &self.key {
            let answer = Answer::Rejected(rejection.clone());
            let batch = Batch {
                idempotency: Some(key.record(&answer)),
                ..Batch::default()
            };
            if let Err(failure) = self.chat.hub().append(batch).await {
                return self.refused(failure).await;
            }
        }
        Err(rejection.into())
    }
}

fn repeated(row: RunRow) -> Started {
    Started {
        run: row.run,
        start: row.start,
        repeated: true,
    }
}
