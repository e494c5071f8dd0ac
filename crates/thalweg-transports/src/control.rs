use std::task::Waker;

use parking_lot::Mutex;
use thalweg_log::Timestamp;
use thalweg_wire::ReconnectReason;

/// What can be said to a stream from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// The credential ended now: `expired`, then the end.
    Expire,
    /// The credential counts until then; of no meaning for a stream that counts longer.
    Prolong(Timestamp),
    /// Come back elsewhere or later: what there is by now, `reconnect`, then the end.
    Drain {
        /// How long the reader shall wait.
        retry_ms: u32,
        /// Why.
        reason: ReconnectReason,
    },
    /// Break the body off.
    Close(CloseReason),
}

/// Why a body is broken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CloseReason {
    /// The server ends and can wait no longer.
    #[error("the server ends")]
    Shutdown,
    /// The store cannot be read; the reader's cursor stays good.
    #[error("the store cannot be read")]
    StoreFailed,
    /// Another stream took this one's place.
    #[error("another stream took its place")]
    TakenOver,
}

/// Where commands to one stream wait for it. A later command of another kind does not take back an
/// ending one.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    end: Option<Control>,
    prolong: Option<Timestamp>,
    waker: Option<Waker>,
}

impl Inbox {
    pub(crate) fn send(&self, control: Control) {
        let mut state = self.state.lock();
        match control {
            Control::Prolong(until) => state.prolong = Some(until),
            end => state.end = state.end.or(Some(end)),
        }
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }

    /// The next command, a prolongation first; else the waker is kept for the next one.
    pub(crate) fn poll(&self, waker: &Waker) -> Option<Control> {
        let mut state = self.state.lock();
        if let Some(until) = state.prolong.take() {
            return Some(Control::Prolong(until));
        }
        if state.end.is_none()
            && !state
                .waker
                .as_ref()
                .is_some_and(|kept| kept.will_wake(waker))
        {
            state.waker = Some(waker.clone());
        }
        state.end
    }
}
