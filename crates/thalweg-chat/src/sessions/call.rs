use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thalweg_log::Appended;
use uuid::Uuid;

use super::Session;
use super::held::Call;
use crate::Chat;

/// The most of a log that waits for the session's connection, in bytes.
const LOG: usize = 16 * 1024;

/// Which call of which session a job is. Stored by name: add, never rename.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobSession {
    /// The session.
    pub id: Uuid,
    /// What the client calls the call.
    pub call: String,
}

/// A job's place among the calls of its session; dropping it ends the call.
pub(crate) struct InSession {
    chat: Chat,
    session: Arc<Session>,
    job: Uuid,
    call: Arc<str>,
}

impl InSession {
    pub(crate) fn new(chat: &Chat, session: &Arc<Session>, job: Uuid, call: &str) -> Self {
        let call: Arc<str> = call.into();
        let mut state = session.state.lock();
        state.rests += 1;
        let live = Call {
            id: Arc::clone(&call),
            progress: None,
            approval: None,
            log: String::new(),
            is_news: false,
        };
        state.calls.insert(job, live);
        drop(state);
        Self {
            chat: chat.clone(),
            session: Arc::clone(session),
            job,
            call,
        }
    }

    /// What is stored of it, and told; `None` once the session is over.
    pub(crate) fn stored(&self) -> Option<JobSession> {
        if self.session.state.lock().is_over {
            return None;
        }
        Some(JobSession {
            id: self.session.id,
            call: (*self.call).to_owned(),
        })
    }

    /// What the job asks a person now, once that is committed.
    pub(crate) fn asks(session: &Arc<Session>, job: Uuid, approval: Option<Uuid>) {
        if let Some(call) = session.state.lock().calls.get_mut(&job) {
            call.approval = approval;
        }
    }

    /// How far the job is, once that is committed.
    pub(crate) fn told(
        session: &Arc<Session>,
        job: Uuid,
        progress: Option<f64>,
        log: Option<&str>,
    ) {
        let mut state = session.state.lock();
        let is_held = state.is_held;
        let Some(call) = state.calls.get_mut(&job) else {
            return;
        };
        call.progress = progress.or(call.progress);
        if is_held && let Some(log) = log {
            call.log.push_str(log);
            let over = call.log.len().saturating_sub(LOG);
            let cut = (over..=call.log.len()).find(|at| call.log.is_char_boundary(*at));
            call.log.drain(..cut.unwrap_or(0));
        }
        if !std::mem::replace(&mut call.is_news, true) {
            state.news.push(job);
        }
        state.wake();
    }

    /// The session, for what is told later.
    pub(crate) const fn session(&self) -> &Arc<Session> {
        &self.session
    }

    /// The job has ended, or is about to: nothing more is said of how far it is.
    pub(crate) fn close(&self) {
        self.session.state.lock().calls.remove(&self.job);
    }

    /// Takes note of what was committed.
    pub(crate) fn committed(chat: &Chat, session: &Arc<Session>, appended: &Appended) {
        let channel = session.channel();
        let own = appended.events.iter().rev().find(|e| e.channel == channel);
        let Some(last) = own.map(|event| event.seq.get()) else {
            return;
        };
        let mut state = session.state.lock();
        state.last = state.last.max(last);
        let is_over = state.last - state.acked > chat.sessions().config.unacked;
        drop(state);
        if is_over {
            chat.end_session(session);
        }
    }
}

impl Drop for InSession {
    fn drop(&mut self) {
        self.close();
        self.chat.let_rest(&self.session);
    }
}
