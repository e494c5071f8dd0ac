use std::future::Future;
use std::io::{self, Write as _};
use std::net::Shutdown;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use thalweg_hub::Tasks;
use tokio::net::{TcpListener, TcpStream};
use tracing::{debug, warn};

use crate::address::Peer;
use crate::connection::{Caller, serve_plain, serve_tls};
use crate::connections::{Connections, NoRoom};
use crate::{HttpConfig, Tls};

/// How long accepting rests after it failed for want of files or memory.
const ACCEPT_REST: Duration = Duration::from_millis(100);

/// Serves `router` on `listener`, over TLS if `tls` is given, until `stop` is done, then lets open
/// requests end, at most `limit`. Answers how many connections were still open.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    config: &HttpConfig,
    tls: Option<Tls>,
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
            // Within TLS there is nothing that could be told before a handshake.
            Err(no_room) if tls.is_some() => {
                debug!(?no_room, "a connection is turned away");
                continue;
            }
            Err(no_room) => {
                turn_away(socket, no_room);
                continue;
            }
        };
        let caller = Caller {
            socket,
            peer,
            place,
        };
        let (router, config) = (router.clone(), Arc::clone(&config));
        // Two tasks rather than one: that without TLS is smaller.
        if let Some(tls) = tls.clone() {
            let streams = connections.clone();
            connections.spawn("connection", |stop| {
                serve_tls(caller, tls, router, config, streams, stop)
            });
        } else {
            connections.spawn("connection", |stop| {
                serve_plain(caller, router, config, stop)
            });
        }
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
