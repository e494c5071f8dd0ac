use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use thalweg_access::{Access, Audit, AuditSink, Limits, TrustedProxies};
use thalweg_chat::{Chat, Sources};
use thalweg_hub::{Hub, Tasks};
use thalweg_log::Ids;
use thalweg_transports::Streams;

use crate::body::OnTheWay;
use crate::shed::{InWork, Openings};

/// Limits of the door.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// The longest body, in bytes. Default: 1 MiB, which holds the longest prompt and context in
    /// any encoding.
    pub body_bytes: usize,
    /// The longest time that a body may take. Default: 30 s.
    pub body_time: Duration,
    /// The longest time that a request's head may take. Default: 10 s.
    pub head_time: Duration,
    /// How long a peer may take no byte while data waits, before it is broken off. Default: 120 s.
    pub stall_time: Duration,
    /// After how much silence a stream gets a sign of life. Default: 15 s.
    pub heartbeat: Duration,
    /// Origins that may ask from a browser besides the server's own.
    pub origins: Vec<String>,
    /// The most open connections. Default: 20,000.
    pub connections: usize,
    /// The most open connections of one address, loopback and trusted proxies apart. Default: 500.
    pub connections_per_address: usize,
    /// How many requests are worked on at the same time, up to the head of their answer; streams that
    /// are open do not count, nor do those whose body is on the way. More are refused. Default: 2,000.
    pub in_work: usize,
    /// How much bodies on the way may hold together, in bytes. More are refused. Default: 256 MiB.
    pub bodies_bytes: usize,
    /// The proxies that are believed when they name their client. Default: none.
    pub trusted_proxies: TrustedProxies,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            body_bytes: 1024 * 1024,
            body_time: Duration::from_secs(30),
            head_time: Duration::from_secs(10),
            stall_time: Duration::from_secs(120),
            heartbeat: Duration::from_secs(15),
            origins: Vec::new(),
            connections: 20_000,
            connections_per_address: 500,
            in_work: 2_000,
            bodies_bytes: 256 * 1024 * 1024,
            trusted_proxies: TrustedProxies::default(),
        }
    }
}

/// How far the server is on its way down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Phase {
    /// Everything is served.
    Ready = 0,
    /// Not ready for new work: runs are refused, streams still accepted.
    Draining = 1,
    /// Streams are sent elsewhere as well.
    Leaving = 2,
}

/// The handles that handlers need.
pub struct App {
    /// Runs, messages and conversations.
    pub chat: Chat,
    /// Where tools come from besides the server.
    pub sources: Sources,
    /// The log's live side.
    pub hub: Hub,
    /// Who is asking.
    pub access: Arc<Access>,
    /// How often what may be done.
    pub limits: Limits,
    /// The trail of what was done.
    pub audit: Audit,
    /// Where the trail is kept.
    pub trail: Arc<dyn AuditSink>,
    /// The open streams.
    pub streams: Streams,
    /// Changes that are made to their end although whoever asked for them has gone.
    pub changes: Tasks,
    /// The open WebSockets, which their connections gave away.
    pub sockets: Tasks,
    /// Ids, time and randomness.
    pub ids: Ids,
    /// Limits.
    pub config: HttpConfig,
    pub(crate) in_work: InWork,
    /// Streams that are being opened.
    pub(crate) openings: Openings,
    pub(crate) bodies: OnTheWay,
    phase: AtomicU8,
}

/// What keeps watch beside [`Access`].
pub struct Guard {
    /// How often what may be done.
    pub limits: Limits,
    /// The trail of what was done.
    pub audit: Audit,
    /// Where the trail is kept.
    pub trail: Arc<dyn AuditSink>,
}

impl App {
    /// Joins the handles; the server is ready.
    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of a server, joined once"
    )]
    pub fn new(
        chat: Chat,
        sources: Sources,
        hub: Hub,
        access: Arc<Access>,
        guard: Guard,
        streams: Streams,
        ids: Ids,
        config: HttpConfig,
    ) -> Self {
        Self {
            chat,
            sources,
            hub,
            access,
            limits: guard.limits,
            audit: guard.audit,
            trail: guard.trail,
            streams,
            changes: Tasks::new(),
            sockets: Tasks::new(),
            ids,
            config,
            in_work: InWork::default(),
            openings: Openings::default(),
            bodies: OnTheWay::default(),
            phase: AtomicU8::new(Phase::Ready as u8),
        }
    }

    /// How far the server is on its way down.
    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Acquire) {
            0 => Phase::Ready,
            1 => Phase::Draining,
            _ => Phase::Leaving,
        }
    }

    /// Goes on to `phase`; there is no way back.
    pub fn enter(&self, phase: Phase) {
        self.phase.fetch_max(phase as u8, Ordering::AcqRel);
    }
}

/// What every handler is given.
#[derive(Clone)]
pub struct AppState(pub Arc<App>);

impl std::ops::Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}
