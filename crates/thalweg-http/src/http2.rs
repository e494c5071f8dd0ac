use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::{HeaderValue, header};
use hyper::body::Incoming;
use hyper::rt::Executor;
use hyper::server::conn::http2;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use thalweg_hub::Tasks;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tracing::debug;

use crate::address::Peer;

/// The most requests of a connection at a time; a principal has fewer streams.
const STREAMS: u32 = 128;
/// The longest head, as over HTTP/1.1.
const HEAD_BYTES: u32 = 64 * 1024;
/// How much of a request's body may be sent before it is read.
const STREAM_WINDOW: u32 = 64 * 1024;
/// The same of all bodies of a connection.
const WINDOW: u32 = 1024 * 1024;
/// How much of an answer waits for its reader; the rest is not taken from where it is yet.
const SEND_BYTES: usize = 64 * 1024;
/// How many requests may be taken back before they were looked at, before the connection is given up:
/// each was work, and a peer that begins and resets as fast as it can does nothing else
/// (CVE-2023-44487).
const RESETS: usize = 20;
/// The same for resets that the peer provokes by its faults.
const FAULTS: usize = 64;
/// After how much silence a peer is asked whether it is there, and how long it may take to say so.
const PING: Duration = Duration::from_secs(30);
const PONG: Duration = Duration::from_secs(20);
/// A connection on which nothing is open, nor was for so long, is ended. Twice that at most.
const IDLE: Duration = Duration::from_secs(60);
/// How long a peer may take to end a connection on which nothing is open.
const GOODBYE: Duration = Duration::from_secs(2);

/// What runs the requests of a connection, and counts them.
#[derive(Clone)]
pub(crate) struct Http2 {
    tasks: Tasks,
    /// By when the first must have come.
    by: Instant,
    open: Arc<AtomicUsize>,
    begun: Arc<AtomicUsize>,
}

/// A request of which the answer is not sent.
struct Open(Arc<AtomicUsize>);

impl Http2 {
    /// Requests are tasks of `tasks`; the first must come by `by`.
    pub(crate) fn new(tasks: Tasks, by: Instant) -> Self {
        Self {
            tasks,
            by,
            open: Arc::default(),
            begun: Arc::default(),
        }
    }

    fn is_idle(&self) -> bool {
        self.open.load(Ordering::Relaxed) == 0
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl<F: Future<Output = ()> + Send + 'static> Executor<F> for Http2 {
    fn execute(&self, request: F) {
        self.begun.fetch_add(1, Ordering::Relaxed);
        self.open.fetch_add(1, Ordering::Relaxed);
        let open = Open(Arc::clone(&self.open));
        // It ends with its connection, which is asked to stop.
        self.tasks.spawn("request", |_| async move {
            request.await;
            drop(open);
        });
    }
}

/// Serves a connection on which HTTP/2 was agreed.
///
/// Nothing lingers here: who is refused with a body on the way is answered, and told to stop by a
/// reset of that request alone (RFC 9113, 8.1), as the connection goes on. A reader that takes no more
/// of one stream, and answers to pings, keeps it as a slow reader does: nothing is taken from the tail
/// for it but what fits `SEND_BYTES`. One that takes no bytes at all is cut as over HTTP/1.1.
pub(crate) async fn serve_http2<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    socket: S,
    http2: Http2,
    peer: Peer,
    router: Router,
    stop: CancellationToken,
) {
    let service = router.map_request(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        name_host(&mut request);
        request.map(Body::new)
    });
    let service = TowerToHyperService::new(service.map_err(|never: Infallible| match never {}));
    let mut connection = std::pin::pin!(
        http2::Builder::new(http2.clone())
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(HEAD_BYTES)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(WINDOW)
            .max_send_buf_size(SEND_BYTES)
            .max_pending_accept_reset_streams(RESETS)
            .max_local_error_reset_streams(FAULTS)
            .keep_alive_interval(PING)
            .keep_alive_timeout(PONG)
            .serve_connection(TokioIo::new(socket), service)
    );
    let mut timer = std::pin::pin!(sleep_until(http2.by));
    let (mut stopping, mut seen) = (false, 0);
    loop {
        let leave = tokio::select! {
            result = &mut connection => {
                if let Err(error) = result {
                    debug!(%error, "a connection broke off");
                }
                return;
            }
            () = stop.cancelled(), if !stopping => true,
            () = &mut timer => {
                let begun = http2.begun.load(Ordering::Relaxed);
                let was_idle = http2.is_idle() && begun == seen;
                if stopping && http2.is_idle() {
                    return;
                }
                seen = begun;
                timer.as_mut().reset(Instant::now() + if stopping { GOODBYE } else { IDLE });
                was_idle
            }
        };
        if leave && !stopping {
            stopping = true;
            connection.as_mut().graceful_shutdown();
            timer.as_mut().reset(Instant::now() + GOODBYE);
        }
    }
}

/// Here the host stands in the target alone (RFC 9113, 8.3.1); whoever checks it looks for the header.
fn name_host<B>(request: &mut hyper::Request<B>) {
    let authority = request.uri().authority().map(|host| host.as_str());
    if !request.headers().contains_key(header::HOST)
        && let Some(host) = authority.and_then(|host| HeaderValue::from_str(host).ok())
    {
        request.headers_mut().insert(header::HOST, host);
    }
}

#[cfg(test)]
mod tests;
