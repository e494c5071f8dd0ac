use std::time::Duration;

use thalweg_log::{AppendError, Batch, NewEvent};
use thalweg_wire::{Conversation, DoneStatus, ErrorCode, RunError, kind};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::append::Backoff;
use crate::events::json;
use crate::launch::{Launch, NotLaunched};
use crate::registry::Refused;
use crate::waiting::queue_changed;
use crate::{Chat, ConversationRow, QueuedRow, RunRow};

/// How long a queue waits when the server has no room for a further run.
const ROOM_WAIT: Duration = Duration::from_secs(1);

/// What became of an attempt to go on with a queue.
enum Advance {
    /// A run started, or nothing can start now: whoever is in the way goes on with the queue.
    Settled,
    /// The first one could not start and was ended; there may be a next.
    Again,
    /// The server has no room.
    Full,
}

impl Chat {
    /// Starts what waits first in a conversation, in a task of its own, unless something is in its
    /// way.
    pub(crate) fn go_on_with(&self, conversation: Uuid) {
        let chat = self.clone();
        self.tasks().spawn("queue", |stop| async move {
            chat.advance(conversation, stop).await;
        });
    }

    async fn advance(&self, conversation: Uuid, stop: CancellationToken) {
        let mut backoff = Backoff::new(self.config().patience);
        loop {
            match self.try_advance(conversation).await {
                Ok(Advance::Settled) => return,
                Ok(Advance::Again) => {}
                Ok(Advance::Full) => tokio::select! {
                    () = stop.cancelled() => return,
                    () = sleep(ROOM_WAIT) => {}
                },
                // What waits stays; the next request in the conversation or the next start of the
                // server goes on with it.
                Err(failure) => {
                    if backoff.after(failure).await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    async fn try_advance(&self, id: Uuid) -> Result<Advance, AppendError> {
        let _lock = self.locks().hold(id).await;
        if self.holds().has(id) {
            return Ok(Advance::Settled);
        }
        let row = self.store().conversation(id).await?.value;
        let idle =
            |row: &ConversationRow| row.deleted_at.is_none() && row.conversation.run_id.is_none();
        let Some(row) = row.filter(idle) else {
            return Ok(Advance::Settled);
        };
        let mut items = self.store().queue(id).await?.value;
        if items.is_empty() {
            return Ok(Advance::Settled);
        }
        let next = items.remove(0);
        let run = self.store().run(next.message.run_id).await?;
        let Some(run) = run.filter(|run| run.end.is_none()) else {
            // Cannot be, but must not stop the queue for ever.
            return self.drop_first(row, None, &next, &items).await;
        };
        let plan = self
            .plan_queued(&row.owner, &row.conversation, &next, &run.run, &items)
            .await?;
        let launch = Launch {
            by: row.owner.clone(),
            plan,
            request_id: run.request_id.clone(),
            asked: Instant::now(),
            record: None,
        };
        match self.launch(launch).await {
            Ok(_) => Ok(Advance::Settled),
            // It stays for the next start of the server.
            Err(NotLaunched::Refused(Refused::Draining)) => Ok(Advance::Settled),
            Err(NotLaunched::Refused(Refused::Full)) => Ok(Advance::Full),
            Err(NotLaunched::Append(AppendError::FenceHeld { .. })) => Ok(Advance::Settled),
            // Somebody else's message took its id.
            Err(NotLaunched::Append(AppendError::Conflict { .. })) => {
                self.drop_first(row, Some(run), &next, &items).await
            }
            Err(NotLaunched::Append(failure)) => Err(failure),
        }
    }

    /// Ends a run that cannot start, and takes it out of the queue.
    async fn drop_first(
        &self,
        row: ConversationRow,
        run: Option<RunRow>,
        next: &QueuedRow,
        rest: &[QueuedRow],
    ) -> Result<Advance, AppendError> {
        let mut batch = Batch::default();
        if let Some(run) = run {
            let error = RunError {
                code: ErrorCode::IdTaken,
                message: "another message took this message's id; send it again".into(),
                retryable: ErrorCode::IdTaken.is_retryable(),
                request_id: run.request_id,
                retry_after_ms: None,
            };
            let channel = thalweg_log::ChannelName::conversation(row.conversation.id);
            let error = NewEvent::new(channel, kind::ERROR, json(&error));
            batch.events.push(error);
            let done = self.unstarted(next, DoneStatus::Error).await?;
            batch.events.extend(done);
        }
        let conversation = Conversation {
            updated_at: self.now(),
            ..row.conversation
        };
        let changed = queue_changed(&row.owner, conversation, rest);
        batch.events.extend(changed);
        self.hub().append(batch).await?;
        Ok(Advance::Again)
    }
}
