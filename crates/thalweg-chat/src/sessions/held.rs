use std::collections::HashMap;
use std::sync::Arc;
use std::task::Waker;

use parking_lot::Mutex;
use thalweg_log::{ChannelKind, ChannelName, PrincipalId};
use tokio::time::Instant;
use uuid::Uuid;

use super::SessionConfig;

/// The sessions that this process knows: those with a connection or a job, and those that wait.
pub(crate) struct Sessions {
    pub(super) config: SessionConfig,
    /// Until when a session that a process before this one left is waited for.
    pub(super) old_until: Instant,
    pub(super) known: Mutex<HashMap<Uuid, Arc<Session>>>,
}

/// One of them.
pub(crate) struct Session {
    pub(super) id: Uuid,
    pub(super) owner: PrincipalId,
    pub(super) state: Mutex<State>,
}

#[derive(Default)]
pub(super) struct State {
    /// The number of the connection that has it, or had it last.
    pub(super) holder: u64,
    pub(super) is_held: bool,
    /// Its last frame that is known to be committed.
    pub(super) last: u64,
    pub(super) acked: u64,
    /// Frames up to this one are forgotten, or are being so.
    pub(super) trimmed: u64,
    pub(super) is_over: bool,
    /// Calls that have not ended, by their jobs.
    pub(super) calls: HashMap<Uuid, Call>,
    /// Jobs of which there is something to tell.
    pub(super) news: Vec<Uuid>,
    /// Counts how often it began or ceased to wait.
    pub(super) rests: u64,
    pub(super) waker: Option<Waker>,
}

/// A call that goes on.
pub(super) struct Call {
    pub(super) id: Arc<str>,
    pub(super) progress: Option<f64>,
    /// What it asks a person now, if it does.
    pub(super) approval: Option<Uuid>,
    pub(super) log: String,
    pub(super) is_news: bool,
}

impl Sessions {
    pub(crate) fn new(config: SessionConfig) -> Self {
        Self {
            config,
            old_until: Instant::now() + config.idle,
            known: Mutex::default(),
        }
    }

    pub(super) fn get(&self, id: Uuid) -> Option<Arc<Session>> {
        self.known.lock().get(&id).cloned()
    }

    /// The session of that id as it is known, or as it was found.
    pub(super) fn known_or(&self, found: Session) -> Arc<Session> {
        let mut known = self.known.lock();
        let id = found.id;
        Arc::clone(known.entry(id).or_insert_with(|| Arc::new(found)))
    }

    pub(super) fn forget(&self, id: Uuid) {
        self.known.lock().remove(&id);
    }
}

impl Session {
    pub(super) fn new(id: Uuid, owner: PrincipalId, last: u64, trimmed: u64) -> Self {
        let state = State {
            last,
            acked: trimmed,
            trimmed,
            ..State::default()
        };
        Self {
            id,
            owner,
            state: Mutex::new(state),
        }
    }

    /// Whose it is.
    pub(crate) const fn owner(&self) -> &PrincipalId {
        &self.owner
    }

    pub(super) fn channel(&self) -> ChannelName {
        channel_of(self.id)
    }

    /// Gives it to another connection, which is told everything that goes on; its number. `None` if
    /// it is over.
    pub(super) fn hold(&self) -> Option<u64> {
        let mut state = self.state.lock();
        if state.is_over {
            return None;
        }
        state.holder += 1;
        state.is_held = true;
        state.rests += 1;
        let State { calls, news, .. } = &mut *state;
        for (job, call) in calls {
            if call.progress.is_some() && !std::mem::replace(&mut call.is_news, true) {
                news.push(*job);
            }
        }
        // Whoever had it before finds out.
        state.wake();
        Some(state.holder)
    }
}

impl State {
    pub(super) fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Whether nobody needs it for the moment.
    pub(super) fn rests(&self) -> bool {
        !self.is_held && self.calls.is_empty() && !self.is_over
    }
}

/// The channel of a session.
pub(super) fn channel_of(session: Uuid) -> ChannelName {
    // A UUID's text is a name.
    ChannelName::new(ChannelKind::Session, &session.to_string()).expect("a UUID is a name")
}
