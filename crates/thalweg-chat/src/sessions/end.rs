use std::sync::Arc;

use bytes::Bytes;
use thalweg_log::{Batch, Seq};
use thalweg_wire::kind;
use tracing::warn;

use super::Session;
use super::frames::event;
use crate::Chat;

impl Chat {
    /// Sets a session that nobody needs to wait, at most as long as was configured.
    pub(super) fn let_rest(&self, session: &Arc<Session>) {
        let mut state = session.state.lock();
        if !state.rests() {
            return;
        }
        if state.last == 0 {
            // Nothing was ever called in it.
            state.is_over = true;
            drop(state);
            return self.sessions().forget(session.id);
        }
        state.rests += 1;
        let rest = state.rests;
        drop(state);
        if tokio::runtime::Handle::try_current().is_err() {
            // The process ends; the next one waits for the session anew.
            return;
        }
        let (chat, session) = (self.clone(), Arc::clone(session));
        let idle = self.sessions().config.idle;
        self.tasks().spawn("session", |stop| async move {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(idle) => {}
            }
            let state = session.state.lock();
            let is_due = state.rests() && state.rests == rest;
            drop(state);
            if is_due {
                chat.end_session(&session);
            }
        });
    }

    /// Ends a session: its connection is told, its frames are forgotten, its jobs go on.
    pub(super) fn end_session(&self, session: &Arc<Session>) {
        let mut state = session.state.lock();
        if std::mem::replace(&mut state.is_over, true) {
            return;
        }
        state.wake();
        drop(state);
        let (chat, session) = (self.clone(), Arc::clone(session));
        self.tasks().spawn("end_session", |_| async move {
            let over = event(
                session.id,
                kind::SESSION_ENDED,
                Bytes::from_static(b"{}"),
                &session.owner,
            );
            let hub = chat.hub();
            let ended = async {
                let appended = hub.append(Batch::of(vec![over])).await?;
                let last = appended.events.last().map_or(Seq::ZERO, |event| event.seq);
                // Nothing of it is left: from now on it is one that there never was.
                hub.store().trim(&session.channel(), last).await?;
                Ok::<_, thalweg_log::AppendError>(())
            };
            match ended.await {
                // Until the log says that it is over, this is what is known of it.
                Ok(()) => chat.sessions().forget(session.id),
                // After a restart it can be gone on with for a while, which harms nobody.
                Err(error) => {
                    warn!(%error, session.id = %session.id, "the end of a session was not written");
                }
            }
        });
    }
}
