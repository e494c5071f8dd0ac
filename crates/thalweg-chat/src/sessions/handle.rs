use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll};

use serde_json::{Map, Value};
use thalweg_log::{ChannelName, PrincipalId, Seq};
use thalweg_wire::InvokeTool;
use uuid::Uuid;

use super::Session;
use crate::{Chat, InvokeToolError};

/// A session in the hands of a connection. Dropping it lets the session wait for another one.
pub struct SessionHandle {
    chat: Chat,
    session: Arc<Session>,
    /// The number under which it is held.
    holder: u64,
}

/// A call that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invoked {
    /// The job that executes it.
    pub job: Uuid,
    /// Whether this call began it; else it was called before.
    pub is_new: bool,
}

/// How far a call is.
#[derive(Debug, Clone, PartialEq)]
pub struct CallProgress {
    /// What the client calls it.
    pub call: String,
    /// The job that executes it.
    pub job: Uuid,
    /// What it asks a person now, if it does.
    pub approval: Option<Uuid>,
    /// How much of it is done, 0 to 1, if the tool says so.
    pub progress: Option<f64>,
    /// The lines that its log grew by.
    pub log: Option<String>,
}

/// Why a handle holds its session no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEnd {
    /// Another connection took it over.
    TakenOver,
    /// It is over: too many frames were not acknowledged.
    Over,
}

/// A frame was acknowledged that there is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the last frame of the session is {last}")]
pub struct AckError {
    /// The last one.
    pub last: u64,
}

impl Chat {
    /// The most frames of a session that may not be acknowledged.
    pub fn most_unacked(&self) -> u64 {
        self.sessions().config.unacked
    }

    /// A new session of `by` under an id that is not in use. It lasts once a tool is called in it.
    pub fn open_session(&self, by: &PrincipalId, id: Uuid) -> SessionHandle {
        let session = Session::new(id, by.clone(), 0, 0);
        let session = self.sessions().known_or(session);
        // A new session is not over.
        let holder = session.hold().unwrap_or(0);
        SessionHandle::new(self, session, holder)
    }
}

impl SessionHandle {
    pub(super) fn new(chat: &Chat, session: Arc<Session>, holder: u64) -> Self {
        Self {
            chat: chat.clone(),
            session,
            holder,
        }
    }

    /// Its id.
    pub fn id(&self) -> Uuid {
        self.session.id
    }

    /// Whose it is.
    pub fn owner(&self) -> &PrincipalId {
        self.session.owner()
    }

    /// The rules over the log.
    pub const fn chat(&self) -> &Chat {
        &self.chat
    }

    /// The channel of its frames.
    pub fn channel(&self) -> ChannelName {
        self.session.channel()
    }

    /// Calls a tool as [`Chat::invoke_tool`] does, with `call` as the idempotency key; what becomes of
    /// it is told in the session.
    ///
    /// # Errors
    /// [`InvokeToolError`], each with its cause.
    pub fn invoke(
        &self,
        call: String,
        name: String,
        args: Map<String, Value>,
        request_id: String,
    ) -> impl Future<Output = Result<Invoked, InvokeToolError>> + Send + 'static {
        let (chat, session) = (self.chat.clone(), Arc::clone(&self.session));
        async move {
            let ask = InvokeTool { args };
            chat.invoke_in(&session, call, &name, ask, &request_id)
                .await
        }
    }

    /// Frames up to `seq` are handled. Gives what there is to be forgotten, if it is worth it.
    ///
    /// # Errors
    /// [`AckError`] if there is no such frame yet.
    pub fn ack(
        &self,
        seq: u64,
    ) -> Result<Option<impl Future<Output = ()> + Send + 'static>, AckError> {
        let mut state = self.session.state.lock();
        if seq > state.last {
            return Err(AckError { last: state.last });
        }
        state.acked = state.acked.max(seq);
        // The last frame stays: it says whose the session is.
        let up_to = state.acked.min(state.last.saturating_sub(1));
        if up_to < state.trimmed + self.chat.sessions().config.trim_after {
            return Ok(None);
        }
        state.trimmed = up_to;
        drop(state);
        let (hub, channel) = (self.chat.hub().clone(), self.channel());
        Ok(Some(async move {
            if let Err(error) = hub.store().trim(&channel, Seq::new(up_to)).await {
                tracing::warn!(%error, "frames of a session are not forgotten yet");
            }
        }))
    }

    /// Waits until it is held no more.
    pub fn poll_end(&self, cx: &Context<'_>) -> Poll<SessionEnd> {
        let mut state = self.session.state.lock();
        if state.holder != self.holder {
            return Poll::Ready(SessionEnd::TakenOver);
        }
        if state.is_over {
            return Poll::Ready(SessionEnd::Over);
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }

    /// Waits until there is something to tell of how far calls are; the latest of each.
    pub fn poll_progress(&self, cx: &Context<'_>) -> Poll<Vec<CallProgress>> {
        let mut state = self.session.state.lock();
        if state.holder != self.holder || state.news.is_empty() {
            state.waker = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let jobs = std::mem::take(&mut state.news);
        let mut told = Vec::with_capacity(jobs.len());
        for job in jobs {
            let Some(call) = state.calls.get_mut(&job) else {
                continue;
            };
            call.is_news = false;
            told.push(CallProgress {
                call: call.id.as_ref().to_owned(),
                job,
                approval: call.approval,
                progress: call.progress,
                log: Some(std::mem::take(&mut call.log)).filter(|log| !log.is_empty()),
            });
        }
        Poll::Ready(told)
    }
}

impl Drop for SessionHandle {
    fn drop(&mut self) {
        let mut state = self.session.state.lock();
        if state.holder != self.holder {
            return;
        }
        state.is_held = false;
        state.waker = None;
        drop(state);
        self.chat.let_rest(&self.session);
    }
}
