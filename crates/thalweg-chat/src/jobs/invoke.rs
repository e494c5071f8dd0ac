use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thalweg_log::{AppendError, Batch, IdempotencyRecord, PrincipalId, StoreError};
use thalweg_wire::{FieldError, InvokeTool, ToolPermission};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::begin::{NewJob, NotBegun};
use super::registry::Refused;
use crate::Chat;
use crate::key::{Found, Key};
use crate::sessions::{InSession, Invoked, Session};

/// Why no job came into being. Nothing was written, but wrong arguments are kept under the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvokeToolError {
    /// No such tool.
    #[error("no such tool")]
    NotFound,
    /// The one who calls said that it may not be called, or switched it off; in words which.
    #[error("{0}")]
    Denied(&'static str),
    /// The arguments do not fit the tool's schema.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    Mismatch,
    /// As many jobs of this principal wait or run as may.
    #[error("as many of your jobs wait or run as may")]
    TooMany,
    /// There are too many jobs on this server.
    #[error("there are too many jobs on this server")]
    Overloaded,
    /// The server is going down.
    #[error("the server is going down")]
    Draining,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is kept under an idempotency key. Stored by name: add, never rename.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Answer {
    Invoked { job_id: Uuid },
    Invalid(Vec<FieldError>),
}

impl Chat {
    /// Calls a tool by hand: commits a job, which goes on in a task of its own, and gives its id.
    /// `key` is the request's idempotency key, `request_id` finds the request in the log.
    ///
    /// Dropping the future does not undo anything, and a job that was committed is executed.
    ///
    /// # Errors
    /// [`InvokeToolError`], each with its cause.
    ///
    /// Source: the wire contract, section 5.
    pub async fn invoke_tool(
        &self,
        by: &PrincipalId,
        name: &str,
        ask: InvokeTool,
        key: Option<String>,
        request_id: &str,
    ) -> Result<Uuid, InvokeToolError> {
        let invoked = self.call_tool(by, name, ask, key, request_id, None);
        Ok(invoked.await?.job)
    }

    /// The same in a session, in which `call` names the call and is its idempotency key.
    pub(crate) async fn invoke_in(
        &self,
        session: &Arc<Session>,
        call: String,
        name: &str,
        ask: InvokeTool,
        request_id: &str,
    ) -> Result<Invoked, InvokeToolError> {
        let (by, own) = (session.owner(), Arc::clone(session));
        let own = Some((own, call.clone()));
        self.call_tool(by, name, ask, Some(call), request_id, own)
            .await
    }

    async fn call_tool(
        &self,
        by: &PrincipalId,
        name: &str,
        ask: InvokeTool,
        key: Option<String>,
        request_id: &str,
        session: Option<(Arc<Session>, String)>,
    ) -> Result<Invoked, InvokeToolError> {
        let now = self.now().0;
        let key = key.map(|key| Key::new(by, key, "tool", &(name, &ask), now));
        let call = Call {
            chat: self.clone(),
            by: by.clone(),
            name: name.to_owned(),
            args: ask.args,
            key,
            request_id: request_id.to_owned(),
            session,
        };
        let (reply, answer) = oneshot::channel();
        // A task of its own, so that a caller who goes away cannot leave a committed job without
        // anybody who executes it.
        self.tasks().spawn("invoke_tool", |_| async move {
            let _ = reply.send(call.invoke().await);
        });
        answer.await.unwrap_or_else(|_| {
            let lost = StoreError::Failed("the task that starts the job ended".into());
            Err(lost.into())
        })
    }
}

struct Call {
    chat: Chat,
    by: PrincipalId,
    name: String,
    args: Map<String, Value>,
    key: Option<Key>,
    request_id: String,
    session: Option<(Arc<Session>, String)>,
}

impl Call {
    async fn invoke(mut self) -> Result<Invoked, InvokeToolError> {
        if let Some(key) = &self.key
            && let Some(found) = key.recall(&**self.chat.hub().store()).await?
        {
            return answered(found);
        }
        let chosen = self.chat.chosen_tool(&self.by, &self.name).await?;
        let chosen = chosen.ok_or(InvokeToolError::NotFound)?;
        if !chosen.enabled {
            return Err(InvokeToolError::Denied("it is switched off"));
        }
        if chosen.permission == ToolPermission::Deny {
            return Err(InvokeToolError::Denied("its permission is `deny`"));
        }
        let faults = self.chat.faults_of(&*chosen.tool, &self.args);
        if !faults.is_empty() {
            return self.reject(faults).await;
        }
        let id = self.chat.ids().next();
        let record = self
            .key
            .as_ref()
            .map(|key| key.record(&Answer::Invoked { job_id: id }));
        let asks = chosen.permission == ToolPermission::Ask;
        let job = self.chat.new_job(id, &self.name, self.args.clone(), asks);
        let session = self.session.take();
        let session =
            session.map(|(session, call)| InSession::new(&self.chat, &session, id, &call));
        let new = NewJob {
            job,
            owner: self.by.clone(),
            tool: chosen.tool,
            request_id: self.request_id.clone(),
            session,
            link: None,
        };
        match self.chat.begin_job(new, record).await {
            Ok(()) => Ok(Invoked {
                job: id,
                is_new: true,
            }),
            Err(NotBegun::Refused(Refused::Draining)) => Err(InvokeToolError::Draining),
            Err(NotBegun::Refused(Refused::TooMany)) => Err(InvokeToolError::TooMany),
            Err(NotBegun::Refused(Refused::Full)) => Err(InvokeToolError::Overloaded),
            Err(NotBegun::Append(failure)) => self.refused(failure),
        }
    }

    /// Keeps the faults under the key, so that repeating the request gives the same answer.
    async fn reject(&self, faults: Vec<FieldError>) -> Result<Invoked, InvokeToolError> {
        if let Some(key) = &self.key {
            let batch = Batch {
                idempotency: Some(key.record(&Answer::Invalid(faults.clone()))),
                ..Batch::default()
            };
            if let Err(failure) = self.chat.hub().append(batch).await {
                return self.refused(failure);
            }
        }
        Err(InvokeToolError::Invalid(faults))
    }

    fn refused(&self, failure: AppendError) -> Result<Invoked, InvokeToolError> {
        match failure {
            AppendError::Repeated { record } => match &self.key {
                Some(key) => answered(key.read(&record)?),
                None => Err(InvokeToolError::Mismatch),
            },
            failure => Err(failure.unexpected().into()),
        }
    }
}

/// The job that a call with this record became.
pub(super) fn invoked_under(record: &IdempotencyRecord) -> Option<Uuid> {
    match serde_json::from_slice(&record.answer) {
        Ok(Answer::Invoked { job_id }) => Some(job_id),
        Ok(Answer::Invalid(_)) | Err(_) => None,
    }
}

fn answered(found: Found<Answer>) -> Result<Invoked, InvokeToolError> {
    match found {
        Found::Same(Answer::Invoked { job_id }) => Ok(Invoked {
            job: job_id,
            is_new: false,
        }),
        Found::Same(Answer::Invalid(faults)) => Err(InvokeToolError::Invalid(faults)),
        Found::Other => Err(InvokeToolError::Mismatch),
    }
}
