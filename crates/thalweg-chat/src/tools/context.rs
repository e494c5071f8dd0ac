use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use thalweg_log::PrincipalId;
use thalweg_wire::{FieldError, SearchPage};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Answered, Deadline, Question, Reports, ToolError, form_of};
use crate::jobs::Ask;
use crate::{Chat, SearchError};

/// What a call is given besides its arguments. Cheap to clone.
#[derive(Clone)]
pub struct ToolContext {
    pub(crate) chat: Chat,
    pub(crate) principal: PrincipalId,
    pub(crate) job: Uuid,
    pub(crate) deadline: Arc<Deadline>,
    pub(crate) stopped: CancellationToken,
    pub(crate) reports: Arc<Reports>,
    pub(crate) asks: mpsc::Sender<Ask>,
}

impl ToolContext {
    /// For whom.
    pub const fn principal(&self) -> &PrincipalId {
        &self.principal
    }

    /// The job that executes it.
    pub const fn job(&self) -> Uuid {
        self.job
    }

    /// When the call is dropped.
    pub fn deadline(&self) -> &Deadline {
        &self.deadline
    }

    /// Is cancelled as soon as nobody wants the result any more, for work that does not end with the
    /// call's own future.
    pub const fn stopped(&self) -> &CancellationToken {
        &self.stopped
    }

    /// Says how much is done, 0 to 1. Readers are told ten times a second at most.
    pub fn progress(&self, done: f64) {
        self.reports.progress(done);
    }

    /// Adds a line to the log. What comes faster than readers are told is left out, and that is said.
    pub fn log(&self, line: &str) {
        self.reports.log(line);
    }

    /// Gives a piece of the result before its end.
    ///
    /// # Errors
    /// [`ToolError`] if the pieces together are longer than a result may be.
    pub fn partial(&self, data: Value) -> Result<(), ToolError> {
        self.reports.partial(data)
    }

    /// Asks the one who called, who may answer from any device within ten minutes; the deadline
    /// stands still meanwhile. A question that comes while another waits is put up after that.
    /// Dropping the future withdraws the question.
    ///
    /// # Errors
    /// [`ToolError`] if it cannot be put: it is none, or too large (see [`Question`]), the call asked 8
    /// times before, or the server goes down.
    pub async fn ask(&self, question: Question) -> Result<Answered, ToolError> {
        let form = form_of(question).map_err(ToolError)?;
        let (reply, answer) = oneshot::channel();
        // Without its task the call is over, and so is this.
        let over = |_| ToolError::new("the call is over");
        let asked = self.asks.send(Ask { form, reply }).await;
        asked.map_err(|_| ToolError::new("the call is over"))?;
        answer.await.map_err(over)?.map_err(ToolError)
    }

    /// The time of day, in milliseconds since 1970.
    pub fn now_ms(&self) -> u64 {
        self.chat.now().0.as_millis()
    }

    /// Looks through the conversations of the one who called, newest first.
    ///
    /// # Errors
    /// [`ToolError`] if there is nothing to look for, or the store failed.
    pub async fn search(&self, words: &str, limit: usize) -> Result<SearchPage, ToolError> {
        let found = self.chat.search(&self.principal, words, None, limit);
        found.await.map_err(|error| match error {
            SearchError::Invalid(faults) => {
                let words = faults.into_iter().map(|FieldError { message, .. }| message);
                ToolError(words.collect::<Vec<_>>().join("; "))
            }
            SearchError::MalformedPage | SearchError::Store(_) => {
                tracing::error!(job.id = %self.job, %error, "a search of a tool failed");
                ToolError::new("the conversations cannot be looked through now; try again")
            }
        })
    }
}

impl fmt::Debug for ToolContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolContext")
            .field("job", &self.job)
            .finish_non_exhaustive()
    }
}
