use serde::{Deserialize, Serialize};
use thalweg_log::{AppendError, Batch, Position, PrincipalId, StoreError};
use thalweg_wire::{ContinueRun, Run, StartRun, WhenBusy};
use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;

use crate::key::{Found, Key};
use crate::launch::{Launch, NotLaunched};
use crate::plan::{Plan, Planned};
use crate::registry::Refused;
use crate::waiting::Waiting;
use crate::{Chat, QuotaExceeded, Rejection, RunRow, StopRunError};

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
    /// No such conversation, or no such run to continue.
    #[error("no such conversation or run")]
    NotFound,
    /// A run is going on in the conversation.
    #[error("the run `{run_id}` is going on in this conversation")]
    Busy {
        /// It.
        run_id: Uuid,
    },
    /// As many messages wait in the conversation as may.
    #[error("as many messages wait in this conversation as may")]
    QueueFull,
    /// The client's message id belongs to another message.
    #[error("another message of this conversation has this id")]
    IdTaken,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    Mismatch,
    /// As many tokens are spent today as may be.
    #[error(transparent)]
    Quota(#[from] QuotaExceeded),
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
        let key = key.map(|key| Key::new(by, key, "run", &ask, now));
        let conversation = ask.conversation_id;
        self.start_asked(by, Ask::New(ask), conversation, key, request_id)
            .await
    }

    /// Writes on in the unfinished message of the run `id`, in a new run. The message keeps its id
    /// and its text; what the model adds goes on in its last part.
    ///
    /// Otherwise as [`Chat::start_run`].
    ///
    /// # Errors
    /// [`StartRunError`], each with its cause; [`Rejection::NotContinuable`] if there is nothing to
    /// write on.
    ///
    /// Source: the wire contract, section 4.
    pub async fn continue_run(
        &self,
        by: &PrincipalId,
        id: Uuid,
        ask: ContinueRun,
        key: Option<String>,
        request_id: &str,
    ) -> Result<Started, StartRunError> {
        let now = self.ids().clock().now();
        let key = key.map(|key| Key::new(by, key, "continue", &(id, &ask), now));
        let row = self.run(by, id).await?.ok_or(StartRunError::NotFound)?;
        let conversation = Some(row.run.conversation_id);
        let ask = Ask::More(Box::new(row.run), ask);
        self.start_asked(by, ask, conversation, key, request_id)
            .await
    }

    async fn start_asked(
        &self,
        by: &PrincipalId,
        ask: Ask,
        conversation: Option<Uuid>,
        key: Option<Key>,
        request_id: &str,
    ) -> Result<Started, StartRunError> {
        let start = Start {
            chat: self.clone(),
            by: by.clone(),
            key,
            ask,
            conversation,
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

/// What is asked for.
enum Ask {
    New(StartRun),
    /// To write on in the message of this run.
    More(Box<Run>, ContinueRun),
}

struct Start {
    chat: Chat,
    by: PrincipalId,
    ask: Ask,
    /// The conversation, unless one is to be made.
    conversation: Option<Uuid>,
    key: Option<Key>,
    request_id: String,
    asked: Instant,
}

impl Start {
    async fn start(&self) -> Result<Started, StartRunError> {
        let when_busy = match &self.ask {
            Ask::New(ask) => ask.when_busy,
            Ask::More(_, ask) => ask.when_busy,
        };
        // Who stops what goes on also goes before what waits.
        let _hold = match (when_busy, self.conversation) {
            (Some(WhenBusy::Stop), Some(id)) => Some(self.chat.hold_queue(id)),
            _ => None,
        };
        let mut stops = 0;
        loop {
            let tried = self.attempt().await;
            let Err(StartRunError::Busy { run_id }) = tried else {
                return tried;
            };
            if when_busy != Some(WhenBusy::Stop) || stops == STOPS {
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
        let locks = self.chat.locks();
        let _lock = match (self.conversation, &self.key) {
            (Some(id), _) => Some(locks.hold(id).await),
            // Or a request that is repeated at once would ask the model twice.
            (None, Some(key)) => Some(locks.hold_key(key).await),
            (None, None) => None,
        };
        let log = &**self.chat.hub().store();
        if let Some(key) = &self.key
            && let Some(found) = key.recall(log).await?
        {
            return self.answer_again(found).await;
        }
        let planned = match &self.ask {
            Ask::New(ask) => self.chat.plan(&self.by, ask).await,
            Ask::More(run, ask) => {
                let plan = self.chat.plan_more(&self.by, run, ask).await;
                plan.map(|plan| Planned::New(Box::new(plan)))
            }
        };
        match planned {
            Ok(Planned::New(plan)) => {
                self.check_quota()?;
                self.commit(*plan).await
            }
            Ok(Planned::Waits(waiting)) => {
                self.check_quota()?;
                self.wait(*waiting).await
            }
            Ok(Planned::Again(row)) => Ok(repeated(*row)),
            Err(StartRunError::Rejected(rejection)) => self.reject(rejection).await,
            Err(other) => Err(other),
        }
    }

    fn check_quota(&self) -> Result<(), QuotaExceeded> {
        let now = self.chat.ids().clock().now();
        self.chat.quota().check(&self.by, now)
    }

    async fn commit(&self, plan: Plan) -> Result<Started, StartRunError> {
        let answer = Answer::Started {
            run_id: plan.run_id,
        };
        let launch = Launch {
            by: self.by.clone(),
            plan,
            request_id: self.request_id.clone(),
            asked: self.asked,
            record: self.key.as_ref().map(|key| key.record(&answer)),
        };
        match self.chat.launch(launch).await {
            Ok((run, start)) => Ok(Started {
                run,
                start,
                repeated: false,
            }),
            Err(NotLaunched::Refused(Refused::Draining)) => Err(StartRunError::Draining),
            Err(NotLaunched::Refused(Refused::Full)) => Err(StartRunError::Overloaded),
            Err(NotLaunched::Append(failure)) => self.refused(failure).await,
        }
    }

    async fn wait(&self, waiting: Waiting) -> Result<Started, StartRunError> {
        if self.chat.registry().draining().is_cancelled() {
            return Err(StartRunError::Draining);
        }
        let answer = Answer::Started {
            run_id: waiting.run.id,
        };
        let record = self.key.as_ref().map(|key| key.record(&answer));
        let chat = &self.chat;
        let done = chat.enqueue(&self.by, waiting, &self.request_id, record);
        match done.await {
            Ok((run, start)) => Ok(Started {
                run,
                start,
                repeated: false,
            }),
            Err(failure) => self.refused(failure).await,
        }
    }

    async fn refused(&self, failure: AppendError) -> Result<Started, StartRunError> {
        Err(match failure {
            // A deleted conversation's fence is held for good, by nobody.
            AppendError::FenceHeld { holder, .. } if holder.is_nil() => StartRunError::NotFound,
            AppendError::FenceHeld { holder, .. } => StartRunError::Busy { run_id: holder },
            AppendError::Conflict { .. } => StartRunError::IdTaken,
            AppendError::Repeated { record } => match &self.key {
                Some(key) => return self.answer_again(key.read(&record)?).await,
                None => StartRunError::Mismatch,
            },
            other @ (AppendError::Store(_)
            | AppendError::SeqMismatch { .. }
            | AppendError::FenceLost { .. }) => other.unexpected().into(),
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
