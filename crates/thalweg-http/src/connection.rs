use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use thalweg_hub::Tasks;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tracing::debug;

use crate::HttpConfig;
use crate::address::Peer;
use crate::connections::Place;
use crate::http2::{Http2, serve_http2};
use crate::linger::{Linger, Unread};
use crate::stall::Stall;
use crate::tls::{Begins, HTTP2, Tls, begins_tls, send_to_tls};

/// What a connection is over, for who takes it after an upgrade.
pub(crate) type Socket = Stall<Linger<TcpStream>>;
/// The same within TLS. A peer that takes no bytes and a body that nobody reads are seen beneath it,
/// where the bytes are.
pub(crate) type TlsSocket = TlsStream<Socket>;

/// Somebody at the door.
pub(crate) struct Caller {
    pub(crate) socket: TcpStream,
    pub(crate) peer: Peer,
    pub(crate) place: Place,
}

/// Serves a connection without TLS.
pub(crate) async fn serve_plain(
    caller: Caller,
    router: Router,
    config: Arc<HttpConfig>,
    stop: CancellationToken,
) {
    let Caller {
        socket,
        peer,
        place,
    } = caller;
    let unread = Unread::default();
    let socket = wrap(socket, unread.clone(), place, &config);
    serve_http1(socket, unread, peer, router, &config, stop).await;
}

/// Serves a connection with TLS. Its handshake has the time of a request's head, and holds its place
/// among the connections and nobody else.
pub(crate) async fn serve_tls(
    caller: Caller,
    tls: Tls,
    router: Router,
    config: Arc<HttpConfig>,
    streams: Tasks,
    stop: CancellationToken,
) {
    let by = Instant::now() + config.head_time;
    let (peer, unread) = (caller.peer, Unread::default());
    let shaken = tokio::select! {
        shaken = timeout_at(by, shake_hands(caller, &tls, unread.clone(), &config)) => shaken,
        () = stop.cancelled() => return,
    };
    let socket = match shaken {
        Ok(Ok(Some(socket))) => socket,
        Ok(Ok(None)) => return,
        Ok(Err(error)) => {
            debug!(%error, "a handshake broke off");
            return;
        }
        Err(_) => {
            debug!("a handshake took too long");
            return;
        }
    };
    if socket.get_ref().1.alpn_protocol() == Some(HTTP2) {
        let http2 = Http2::new(streams, by);
        serve_http2(socket, http2, peer, router, stop).await;
    } else {
        serve_http1(socket, unread, peer, router, &config, stop).await;
    }
}

/// `None` if it was no beginning of one.
async fn shake_hands(
    caller: Caller,
    tls: &Tls,
    unread: Unread,
    config: &HttpConfig,
) -> io::Result<Option<TlsSocket>> {
    match begins_tls(&caller.socket).await? {
        Begins::Tls => {}
        Begins::Http => {
            send_to_tls(caller.socket, caller.place).await;
            return Ok(None);
        }
        Begins::Nothing => return Ok(None),
    }
    let socket = wrap(caller.socket, unread, caller.place, config);
    tls.acceptor().accept(socket).await.map(Some)
}

fn wrap(socket: TcpStream, unread: Unread, place: Place, config: &HttpConfig) -> Socket {
    // A frame that is written is wanted now.
    if let Err(error) = socket.set_nodelay(true) {
        debug!(%error, "a socket cannot be set up");
    }
    Stall::new(Linger::new(socket, unread, Some(place)), config.stall_time)
}

async fn serve_http1<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    socket: S,
    unread: Unread,
    peer: Peer,
    router: Router,
    config: &HttpConfig,
    stop: CancellationToken,
) {
    let service = router.map_request(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request.map(|body| Body::new(unread.watch(body)))
    });
    let service = TowerToHyperService::new(service.map_err(|never: Infallible| match never {}));
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(config.head_time)
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(socket), service)
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
