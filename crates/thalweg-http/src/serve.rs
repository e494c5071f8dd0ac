use std::convert::Infallible;
use std::future::Future;
use std::io::{self, Write as _};
use std::net::Shutdown;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use thalweg_hub::Tasks;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tracing::{debug, warn};

use crate::HttpConfig;
use crate::address::Peer;
use crate::connections::{Connections, NoRoom, Place};
use crate::linger::{Linger, Unread};
use crate::stall::Stall;

/// What a connection is over, for who takes it after an upgrade.
pub(crate) type Socket = Stall<Linger<TcpStream>>;

/// How long accepting rests after it failed for want of files or memory.
const ACCEPT_REST: Duration = Duration::from_millis(100);

/// Serves `router` on `listener` until `stop` is done, then lets open requests end, at most `limit`.
/// Answers how many connections were still open.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    config: &HttpConfig,
    stop: impl Future<Output = ()>,
    limit: Duration,
) -> usize {
    let config = Arc::new(config.clone());
    let (connections, places) = (Tasks::new(), Connections::new(Arc::clone(&config)));
    tokio::pin!(stop);
    loop {
        let (socket, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((socket, peer)) => (socket, Peer(peer.ip())),
                Err(error) => {
                    rest(&error).await;
                    continue;
                }
            },
        };
        let place = match places.take(peer.0) {
            Ok(place) => place,
            Err(no_room) => {
                turn_away(socket, no_room);
                continue;
            }
        };
        let (router, config) = (router.clone(), Arc::clone(&config));
        connections.spawn("connection", |stop| {
            connection(socket, (peer, place), router, config, stop)
        });
    }
    drop(listener);
    connections.stop(limit).await
}

/// Closes a connection for which there is no room, with a word where the socket takes it at once.
fn turn_away(socket: TcpStream, no_room: NoRoom) {
    debug!(?no_room, "a connection is turned away");
    if let Ok(mut socket) = socket.into_std() {
        // Whoever floods is not waited for.
        let _ = socket.write(no_room.answer());
        let _ = socket.shutdown(Shutdown::Write);
    }
}

/// A connection that failed before it was accepted is the peer's; anything else is ours and lasts.
async fn rest(error: &io::Error) {
    let peers = [
        io::ErrorKind::ConnectionAborted,
        io::ErrorKind::ConnectionReset,
        io::ErrorKind::ConnectionRefused,
    ];
    if !peers.contains(&error.kind()) {
        warn!(%error, "connections cannot be accepted");
        tokio::time::sleep(ACCEPT_REST).await;
    }
}

async fn connection(
    socket: TcpStream,
    (peer, place): (Peer, Place),
    router: Router,
    config: Arc<HttpConfig>,
    stop: CancellationToken,
) {
    // A frame that is written is wanted now.
    if let Err(error) = socket.set_nodelay(true) {
        debug!(%error, "a socket cannot be set up");
    }
    let unread = Unread::default();
    let watched = unread.clone();
    let service = router.map_request(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request.map(|body| Body::new(watched.watch(body)))
    });
    let service = TowerToHyperService::new(service.map_err(|never: Infallible| match never {}));
    let io = TokioIo::new(Stall::new(
        Linger::new(socket, unread, Some(place)),
        config.stall_time,
    ));
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(config.head_time)
            .max_buf_size(64 * 1024)
            .serve_connection(io, service)
            .with_upgrades()
    );
    let mut stopping = false;
    loop {
        tokio::select! {
            result = &mut connection => {
                if let Err(error) = result {
                    debug!(%error, "a connection broke off");
                }
                return;
            }
            () = stop.cancelled(), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}
