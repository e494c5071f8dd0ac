use std::sync::Arc;
use std::time::Duration;

use thalweg_http::Phase;
use thalweg_hub::Tasks;
use thalweg_tools::McpServers;
use thalweg_transports::Control;
use thalweg_wire::ReconnectReason;
use tokio::sync::oneshot;
use tokio::time::Instant;
use tracing::info;

use crate::Running;
use crate::audit::HubSink;

/// What is left of the time when runs are ended: for telling readers and closing.
const RESERVE: Duration = Duration::from_secs(3);
/// Over which time readers are told to come back.
const SPREAD: Duration = Duration::from_secs(1);

/// What stops a server.
pub(crate) struct Stops {
    pub(crate) timeout: Duration,
    pub(crate) runs: Tasks,
    /// What tells how servers of the Model Context Protocol do, and looks at the certificate's files.
    pub(crate) telling: Tasks,
    /// What writes the audit trail, and where to.
    pub(crate) noting: Tasks,
    pub(crate) trail: Arc<HubSink>,
    pub(crate) mcp: Arc<McpServers>,
    pub(crate) acceptor: Tasks,
    pub(crate) close: oneshot::Sender<()>,
}

impl Running {
    /// The way down, within the drain timeout.
    ///
    /// 1. Readiness turns 503, new runs and jobs are refused, streams are still accepted.
    /// 2. Runs and jobs finish; near the deadline the rest end as `interrupted`.
    /// 3. Readers are told to come back, at spread times; then the listener is closed.
    /// 4. Tasks are waited for, and the audit trail is written to its end.
    /// 5. The store is closed.
    pub async fn stop(self) {
        let deadline = Instant::now() + self.stops.timeout;
        let runs = self.app.chat.runs_in_progress();
        info!(
            runs,
            streams = self.app.streams.len(),
            "going down with {runs} runs in progress"
        );
        self.app.enter(Phase::Draining);
        let until = deadline - RESERVE;
        let chat = &self.app.chat;
        let (runs, jobs) = tokio::join!(chat.drain(until), chat.drain_jobs(until));
        info!(
            runs.finished = runs.finished,
            runs.interrupted = runs.interrupted,
            jobs.finished = jobs.finished,
            jobs.interrupted = jobs.interrupted,
            "runs and jobs ended"
        );
        self.app.enter(Phase::Leaving);
        let entropy = self.app.ids.entropy();
        let leave = || {
            let retry_ms = 500 + u32::try_from(entropy.next_u64() % 1_500).unwrap_or(0);
            Control::Drain {
                retry_ms,
                reason: ReconnectReason::Draining,
            }
        };
        self.app.streams.tell_all(SPREAD, leave).await;
        // The listener closes whether or not somebody still listens to this.
        let _ = self.stops.close.send(());
        let left = deadline.saturating_duration_since(Instant::now());
        let (connections, _, sockets, _, _) = tokio::join!(
            self.stops.acceptor.stop(left),
            self.app.changes.stop(left),
            self.app.sockets.stop(left),
            self.stops.telling.stop(left),
            // What is late is killed with its handle.
            tokio::time::timeout(left, self.stops.mcp.pool().close()),
        );
        let tasks = self.stops.runs.stop(Duration::from_secs(1)).await;
        // Nobody does anything any more that belongs into it.
        let _ = tokio::time::timeout(Duration::from_secs(1), self.app.audit.close()).await;
        self.stops.noting.stop(Duration::ZERO).await;
        self.stops.trail.tell_ends().await;
        self.app.hub.close().await;
        info!(tasks, acceptors = connections, sockets, "stopped");
    }
}
