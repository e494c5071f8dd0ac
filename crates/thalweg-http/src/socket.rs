use std::net::IpAddr;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::BytesMut;
use hyper::upgrade::{OnUpgrade, Parts};
use hyper_util::rt::TokioIo;
use parking_lot::RwLock;
use thalweg_access::{
    Action, Actor, AuditAction, Identity, Key, Limit, Note, Scope, Unauthenticated, Verb,
};
use thalweg_chat::{CallProgress, SessionEnd, SessionHandle};
use thalweg_log::{ChannelName, PrincipalId, Timestamp};
use thalweg_transports::ws::{
    AckRefused, CloseCode, Commands, Connection, ConnectionConfig, Failure, News, Resumed,
    SessionLink, Work, turn_away,
};
use thalweg_wire::{
    CancelTool, Draining, ErrorCode, InvokeFrame, ServerFrame, ToolCallStatus, ToolUpdate,
};
use tokio::io::{AsyncRead, AsyncWrite};
use uuid::Uuid;

use crate::connection::{Socket, TlsSocket};
use crate::gate::{check_role, check_scope};
use crate::permit::{Permission, Reader};
use crate::stream::{RETRY_MS, jittered, take_place};
use crate::{ApiError, AppState, Phase};

/// Who opened a WebSocket.
pub(crate) struct Guest {
    pub(crate) identity: Identity,
    pub(crate) address: Option<IpAddr>,
    pub(crate) request_id: Box<str>,
    /// Compression was agreed.
    pub(crate) compresses: bool,
}

/// Serves a WebSocket once its upgrade is done, in a task of its own.
pub(crate) fn serve_socket(app: &AppState, upgrade: OnUpgrade, guest: Guest) {
    let app_of_task = app.clone();
    app.sockets.spawn("socket", |_| async move {
        let app = app_of_task;
        let upgraded = match upgrade.await {
            Ok(upgraded) => upgraded,
            Err(error) => {
                tracing::debug!(%error, "an upgrade broke off");
                return;
            }
        };
        let farewell = match upgraded.downcast::<TokioIo<Socket>>() {
            Ok(parts) => begin(&app, parts, guest),
            Err(upgraded) => match upgraded.downcast::<TokioIo<TlsSocket>>() {
                Ok(parts) => begin(&app, parts, guest),
                Err(_) => {
                    tracing::error!("an upgraded connection is of another type");
                    return;
                }
            },
        };
        if let Some(farewell) = farewell {
            farewell.await;
        }
    });
}

/// Takes the bare socket: what hyper read and wrote with is let go. If there is no place for it,
/// answers with what tells the client.
fn begin<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    app: &AppState,
    parts: Parts<TokioIo<S>>,
    guest: Guest,
) -> Option<Work<()>> {
    let (socket, unread) = (parts.io.into_inner(), BytesMut::from(&*parts.read_buf));
    match admit(app, socket, unread, guest) {
        // Another task: this one has room for all that the upgrade took, for as long as it lives.
        Ok(connection) => {
            app.sockets.spawn("socket", |_| connection);
            None
        }
        Err(farewell) => Some(farewell),
    }
}

/// A connection, if there may be one more; else what tells the client. A handshake that fails says
/// nothing to a browser, so the refusal is a close.
fn admit<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    app: &AppState,
    socket: S,
    unread: BytesMut,
    guest: Guest,
) -> Result<Box<Connection<S>>, Work<()>> {
    let Ok(handle) = take_place(app, &guest.identity) else {
        return Err(Box::pin(async move {
            turn_away(socket, None, CloseCode::TOO_MANY, "too many streams").await;
        }));
    };
    // Asked once it is on the list: either it is told with the others, or it is seen here.
    if app.access.role_now(&guest.identity).is_none() {
        return Err(Box::pin(async move {
            let reason = "the credential ended";
            turn_away(socket, None, CloseCode::CREDENTIAL, reason).await;
            drop(handle);
        }));
    }
    if app.phase() == Phase::Leaving {
        let retry_ms = jittered(app, RETRY_MS);
        return Err(Box::pin(async move {
            let frame = ServerFrame::Draining(Draining { retry_ms });
            let reason = "the server restarts";
            turn_away(socket, Some(&frame), CloseCode::RESTART, reason).await;
            drop(handle);
        }));
    }
    let unacked = app.chat.most_unacked();
    let config = ConnectionConfig {
        compresses: guest.compresses,
        heartbeat: app.config.heartbeat,
        expires_at: guest.identity.expires_at,
        unacked: u32::try_from(unacked).unwrap_or(u32::MAX),
    };
    let hub = app.hub.clone();
    let identity = RwLock::new(Arc::new(guest.identity.clone()));
    let commands = Arc::new(Own {
        app: app.clone(),
        guest: Arc::new(guest),
        identity: Arc::new(identity),
    });
    let connection = Connection::new(socket, unread, handle, hub, commands, config);
    Ok(Box::new(connection))
}

/// The server in the name of one person.
#[derive(Clone)]
struct Own {
    app: AppState,
    guest: Arc<Guest>,
    /// What they are known by now, which may be a fresher credential than the one they came with. The
    /// principal stays.
    identity: Arc<RwLock<Arc<Identity>>>,
}

impl Own {
    fn principal(&self) -> &PrincipalId {
        &self.guest.identity.principal
    }

    fn identity(&self) -> Arc<Identity> {
        Arc::clone(&self.identity.read())
    }

    /// Whether they may change something, as it is now: what they may do can be another thing than
    /// when they came.
    fn check_change(&self) -> Result<(), Failure> {
        let identity = self.identity();
        let role = self.app.access.role_now(&identity);
        let role = role.ok_or_else(|| told(Unauthenticated::Over.into()))?;
        check_role(role, Action::Change).map_err(told)?;
        check_scope(&identity, Scope::Tools).map_err(told)
    }
}

impl Commands for Own {
    fn admit(&self) -> Result<(), Failure> {
        take(&self.app, &self.guest, Limit::Frames)
    }

    fn permit(&self, channel: &ChannelName) -> Work<Result<bool, Failure>> {
        let (own, channel) = (self.clone(), channel.clone());
        Box::pin(async move {
            let identity = own.identity();
            let role = own.app.access.role_now(&identity);
            let role = role.ok_or_else(|| told(Unauthenticated::Over.into()))?;
            let reader = Reader::from(&*identity);
            let reader = Reader { role, ..reader };
            let permission = reader.may(&own.app, Verb::Subscribe, &channel).await;
            let permission = permission.map_err(|error| told(error.into()))?;
            Ok(permission == Permission::Given)
        })
    }

    fn authenticate(&self, token: String) -> Work<Result<Option<Timestamp>, Failure>> {
        let own = self.clone();
        Box::pin(async move {
            let known = own.app.access.token(&token).await;
            let known = known.map_err(|nobody| told(nobody.into()))?;
            if known.principal != *own.principal() {
                let detail = "The token is somebody else's: open a WebSocket of its own for it.";
                return Err(told(ApiError::new(ErrorCode::Unauthorized, detail)));
            }
            let expires_at = known.expires_at;
            *own.identity.write() = Arc::new(known);
            Ok(expires_at)
        })
    }

    fn open_session(&self, id: Uuid) -> Box<dyn SessionLink> {
        let by = self.principal();
        self.link(self.app.chat.open_session(by, id))
    }

    fn resume(&self, id: Uuid, seq: u64) -> Work<Result<Option<Resumed>, Failure>> {
        let chat = self.app.chat.clone();
        let by = self.principal().clone();
        let own = self.clone();
        Box::pin(async move {
            let resumed = chat.resume_session(&by, id, seq).await;
            let resumed = resumed.map_err(|error| told(error.into()))?;
            Ok(resumed.map(|resumed| Resumed {
                link: Box::new(Link {
                    handle: resumed.handle,
                    own,
                }),
                from: resumed.from,
                last: resumed.last,
            }))
        })
    }

    fn cancel(&self, call: CancelTool) -> Work<Result<(), Failure>> {
        let (chat, own) = (self.app.chat.clone(), self.clone());
        let may = self.check_change();
        Box::pin(async move {
            may?;
            let by = own.principal().clone();
            let job = match (call.job_id, call.id) {
                (Some(job), _) => Some(job),
                (None, Some(id)) => {
                    let found = chat.job_of_call(&by, &id).await;
                    found.map_err(|error| told(error.into()))?
                }
                (None, None) => None,
            };
            let job = job.ok_or_else(|| told(ApiError::not_found("call")))?;
            let stopped = chat.stop_job(&by, job).await;
            stopped.map_err(|error| told(error.into()))?;
            let guest = &own.guest;
            let note = Note::done(AuditAction::JobStopped, Actor::from(&*own.identity()));
            let note = note.target(format!("jobs/{job}"));
            own.app
                .audit
                .note(note.from(guest.address, &guest.request_id));
            Ok(())
        })
    }
}

impl Own {
    fn link(&self, handle: SessionHandle) -> Box<dyn SessionLink> {
        Box::new(Link {
            handle,
            own: self.clone(),
        })
    }
}

/// A session in the hands of a connection.
struct Link {
    handle: SessionHandle,
    own: Own,
}

impl SessionLink for Link {
    fn id(&self) -> Uuid {
        self.handle.id()
    }

    fn channel(&self) -> ChannelName {
        self.handle.channel()
    }

    fn invoke(&self, call: InvokeFrame) -> Work<Result<Option<ToolUpdate>, Failure>> {
        if let Err(failure) = self.own.check_change() {
            return Box::pin(async { Err(failure) });
        }
        if let Err(failure) = take(&self.own.app, &self.own.guest, Limit::ToolCalls) {
            return Box::pin(async { Err(failure) });
        }
        let InvokeFrame { id, name, args } = call;
        let request_id = self.own.guest.request_id.to_string();
        let invoked = self.handle.invoke(id.clone(), name, args, request_id);
        let chat = self.handle.chat().clone();
        let by = self.handle.owner().clone();
        Box::pin(async move {
            let invoked = invoked.await.map_err(|error| told(error.into()))?;
            if invoked.is_new {
                // The session's own frame tells it.
                return Ok(None);
            }
            let job = chat.job(&by, invoked.job).await;
            let job = job.map_err(|error| told(error.into()))?;
            Ok(Some(ToolUpdate {
                seq: None,
                id,
                job_id: job.id,
                status: job.status,
                approval_id: job.asking().map(|asked| asked.id),
                progress: job.progress,
                log: None,
            }))
        })
    }

    fn ack(&mut self, seq: u64) -> Result<Option<Work<()>>, AckRefused> {
        let acked = self.handle.ack(seq);
        let acked = acked.map_err(|error| AckRefused { last: error.last })?;
        Ok(acked.map(|work| Box::pin(work) as Work<()>))
    }

    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<News> {
        self.handle.poll_end(cx).map(|end| match end {
            SessionEnd::TakenOver => News::TakenOver,
            SessionEnd::Over => News::Ended,
        })
    }

    fn poll_progress(&mut self, cx: &mut Context<'_>) -> Poll<Vec<ToolUpdate>> {
        let told = ready!(self.handle.poll_progress(cx));
        Poll::Ready(told.into_iter().map(update).collect())
    }
}

fn update(progress: CallProgress) -> ToolUpdate {
    ToolUpdate {
        seq: None,
        id: progress.call,
        job_id: progress.job,
        status: match progress.approval {
            Some(_) => ToolCallStatus::AwaitingApproval,
            None => ToolCallStatus::Running,
        },
        approval_id: progress.approval,
        progress: progress.progress,
        log: progress.log,
    }
}

/// Counts something that a client asks for by a frame.
fn take(app: &AppState, guest: &Guest, kind: Limit) -> Result<(), Failure> {
    let principal = Key::from(&guest.identity.principal);
    let keys = [Some(principal), guest.address.map(Key::address)];
    for key in keys.iter().flatten() {
        let taken = app.limits.take(kind, key);
        taken.map_err(|limited| told(limited.into()))?;
    }
    Ok(())
}

/// What a frame's sender is told of a failure; the unexpected is logged here, once.
fn told(error: ApiError) -> Failure {
    if let Some(cause) = &error.cause {
        tracing::error!(error = %cause, "a frame failed");
    }
    let mut message = error.detail;
    for fault in &error.errors {
        message.push_str(&format!(" {}: {}.", fault.path, fault.message));
    }
    Failure {
        code: error.code,
        message,
    }
}
