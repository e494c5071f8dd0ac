use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use thalweg_log::PrincipalId;
use uuid::Uuid;

use crate::Control;
use crate::control::Inbox;

/// In how many groups all streams are told something.
const GROUPS: usize = 20;
/// The fewest streams of a group: so few may come back at once.
const GROUP: usize = 50;

/// All streams of this server, by id, by principal and by what lets them be followed.
#[derive(Debug, Clone)]
pub struct Streams {
    inner: Arc<Mutex<Open>>,
    per_principal: usize,
}

#[derive(Debug, Default)]
struct Open {
    streams: HashMap<Uuid, Stream>,
    counts: HashMap<PrincipalId, usize>,
}

#[derive(Debug)]
struct Stream {
    principal: PrincipalId,
    credential: Option<Uuid>,
    inbox: Arc<Inbox>,
}

/// A principal has as many streams as are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("at most {limit} streams at a time; close one first")]
pub struct TooManyStreams {
    /// How many are allowed.
    pub limit: usize,
}

/// One open stream. Dropping it takes it off the list.
#[derive(Debug)]
pub struct StreamHandle {
    streams: Streams,
    id: Uuid,
    pub(crate) inbox: Arc<Inbox>,
}

impl Streams {
    /// No streams yet; at most `per_principal` for each.
    pub fn new(per_principal: usize) -> Self {
        Self {
            inner: Arc::default(),
            per_principal,
        }
    }

    /// Adds a stream. `credential` is what can be taken back, and ends the stream then.
    ///
    /// # Errors
    /// [`TooManyStreams`] if the principal has as many as are allowed.
    pub fn open(
        &self,
        id: Uuid,
        principal: &PrincipalId,
        credential: Option<Uuid>,
    ) -> Result<StreamHandle, TooManyStreams> {
        let mut open = self.inner.lock();
        let count = open.counts.entry(principal.clone()).or_default();
        if *count >= self.per_principal {
            return Err(TooManyStreams {
                limit: self.per_principal,
            });
        }
        *count += 1;
        let inbox = Arc::new(Inbox::default());
        let stream = Stream {
            principal: principal.clone(),
            credential,
            inbox: Arc::clone(&inbox),
        };
        open.streams.insert(id, stream);
        Ok(StreamHandle {
            streams: self.clone(),
            id,
            inbox,
        })
    }

    /// Whether `principal` has a stream of this id.
    pub fn has(&self, id: Uuid, principal: &PrincipalId) -> bool {
        let open = self.inner.lock();
        let stream = open.streams.get(&id);
        stream.is_some_and(|stream| stream.principal == *principal)
    }

    /// Whether there is a stream of this id that is followed by `credential`.
    pub fn is_followed_by(&self, id: Uuid, credential: Uuid) -> bool {
        let open = self.inner.lock();
        let stream = open.streams.get(&id);
        stream.is_some_and(|stream| stream.credential == Some(credential))
    }

    /// Says something to one stream of `principal`; `false` if they have none of that id.
    pub fn send(&self, id: Uuid, principal: &PrincipalId, control: Control) -> bool {
        let open = self.inner.lock();
        match open.streams.get(&id) {
            Some(stream) if stream.principal == *principal => {
                stream.inbox.send(control);
                true
            }
            _ => false,
        }
    }

    /// Says something to every stream of these credentials, at once.
    pub fn tell_credentials(&self, credentials: &[Uuid], control: Control) {
        self.tell(control, |stream| {
            stream
                .credential
                .is_some_and(|id| credentials.contains(&id))
        });
    }

    /// Says something to every stream of `principal` that is followed by no credential that could be
    /// taken back, at once.
    pub fn tell_unbound(&self, principal: &PrincipalId, control: Control) {
        self.tell(control, |stream| {
            stream.credential.is_none() && stream.principal == *principal
        });
    }

    fn tell(&self, control: Control, is_meant: impl Fn(&Stream) -> bool) {
        let open = self.inner.lock();
        for stream in open.streams.values().filter(|stream| is_meant(stream)) {
            stream.inbox.send(control);
        }
    }

    /// Says something to every stream that is open now, spread over `over` so that readers do not
    /// all come back at once; `control` is asked once for each.
    pub async fn tell_all(&self, over: Duration, mut control: impl FnMut() -> Control) {
        let inboxes: Vec<_> = self
            .inner
            .lock()
            .streams
            .values()
            .map(|stream| Arc::clone(&stream.inbox))
            .collect();
        let group = inboxes.len().div_ceil(GROUPS).max(GROUP);
        for (i, inboxes) in inboxes.chunks(group).enumerate() {
            if i > 0 {
                tokio::time::sleep(over / u32::try_from(GROUPS).unwrap_or(1)).await;
            }
            for inbox in inboxes {
                inbox.send(control());
            }
        }
    }

    /// How many streams are open.
    pub fn len(&self) -> usize {
        self.inner.lock().streams.len()
    }

    /// Whether no stream is open.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl StreamHandle {
    /// The stream's id.
    pub const fn id(&self) -> Uuid {
        self.id
    }
}

impl Drop for StreamHandle {
    fn drop(&mut self) {
        let mut open = self.streams.inner.lock();
        let Some(Stream { principal, .. }) = open.streams.remove(&self.id) else {
            return;
        };
        if let Some(count) = open.counts.get_mut(&principal) {
            *count -= 1;
            if *count == 0 {
                open.counts.remove(&principal);
            }
        }
    }
}
