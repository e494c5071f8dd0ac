use std::sync::Arc;

use thalweg_log::{ChannelName, Page, Position, PrincipalId, ReadLimit, StoreError};
use thalweg_wire::kind;
use tokio::time::Instant;
use uuid::Uuid;

use super::held::channel_of;
use super::{Session, SessionHandle};
use crate::Chat;

/// A session that goes on.
pub struct ResumedSession {
    /// It.
    pub handle: SessionHandle,
    /// A place in the log before the first frame that is to be told again.
    pub from: Position,
    /// The last seq of the session so far.
    pub last: u64,
}

impl Chat {
    /// Goes on with the session `id` after its frame `seq`; whoever had it loses it. `None` if there
    /// is no such session, it is somebody else's or over, it never had that frame, or frames after it
    /// are forgotten.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    ///
    /// Source: the wire contract, section 6.
    pub async fn resume_session(
        &self,
        by: &PrincipalId,
        id: Uuid,
        seq: u64,
    ) -> Result<Option<ResumedSession>, StoreError> {
        let session = match self.sessions().get(id) {
            Some(session) => session,
            None => match self.session_left(id).await? {
                Some(session) => session,
                None => return Ok(None),
            },
        };
        if session.owner != *by {
            return Ok(None);
        }
        self.hold_after(session, seq).await
    }

    async fn hold_after(
        &self,
        session: Arc<Session>,
        seq: u64,
    ) -> Result<Option<ResumedSession>, StoreError> {
        let channel = session.channel();
        let first = self.read_session(&channel, Position::ZERO, 1).await?;
        let trimmed = first.trimmed.first();
        let forgotten = trimmed.map_or(0, |trimmed| trimmed.lost_to.get());
        let last = self.hub().store().last_seq(&channel).await?.get();
        if seq > last || seq < forgotten {
            return Ok(None);
        }
        let Some(holder) = session.hold() else {
            return Ok(None);
        };
        Ok(Some(ResumedSession {
            handle: SessionHandle::new(self, session, holder),
            from: trimmed.map_or(Position::ZERO, |trimmed| trimmed.up_to),
            last,
        }))
    }

    /// A session that a process before this one left, while it is waited for.
    async fn session_left(&self, id: Uuid) -> Result<Option<Arc<Session>>, StoreError> {
        if Instant::now() > self.sessions().old_until {
            return Ok(None);
        }
        let channel = channel_of(id);
        let (mut at, mut owner) = (Position::ZERO, None);
        let (mut last, mut forgotten) = (0, 0);
        loop {
            let page = self.read_session(&channel, at, 1_000).await?;
            if let Some(trimmed) = page.trimmed.first() {
                (at, forgotten) = (trimmed.up_to, trimmed.lost_to.get());
                continue;
            }
            let Some(event) = page.events.last() else {
                break;
            };
            if page.events.iter().any(|e| e.kind == kind::SESSION_ENDED) {
                return Ok(None);
            }
            last = event.seq.get();
            owner = event.private.clone();
            at = page.up_to;
        }
        let owner = owner.and_then(|own| serde_json::from_slice::<String>(&own).ok());
        let Some(owner) = owner.and_then(|owner| owner.parse().ok()) else {
            return Ok(None);
        };
        let found = Session::new(id, owner, last, forgotten);
        let session = self.sessions().known_or(found);
        // Whoever asked may not be let have it: then it waits for who may.
        self.let_rest(&session);
        Ok(Some(session))
    }

    async fn read_session(
        &self,
        channel: &ChannelName,
        after: Position,
        events: usize,
    ) -> Result<Page, StoreError> {
        let limit = ReadLimit {
            events,
            ..ReadLimit::default()
        };
        let channel = std::slice::from_ref(channel);
        self.hub().store().read(channel, after, limit).await
    }
}
