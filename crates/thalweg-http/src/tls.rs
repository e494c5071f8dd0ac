use std::io;
use std::sync::Arc;

use parking_lot::RwLock;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tracing::debug;

use crate::connections::Place;
use crate::linger::{Linger, Unread};

/// The protocols that are spoken within TLS, the better one first (RFC 7301).
const PROTOCOLS: [&[u8]; 2] = [HTTP2, b"http/1.1"];
/// The name under which HTTP/2 is agreed on (RFC 9113, 3.2).
pub(crate) const HTTP2: &[u8] = b"h2";
/// The first byte of a record that begins a handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;
/// What is told who speaks HTTP without TLS.
const NOT_TLS: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\n\
    content-length: 42\r\nconnection: close\r\n\r\n\
    This port speaks TLS: use https:// instead";

/// What handshakes are made with. Another certificate can take the place of the one there is; connections
/// that are open go on.
#[derive(Debug, Clone)]
pub struct Tls(Arc<RwLock<Arc<ServerConfig>>>);

impl Tls {
    /// TLS 1.2 and 1.3 with this certificate, which names its chain, the server's own first.
    ///
    /// # Errors
    /// If the random numbers for tickets cannot be had.
    pub fn new(certified: Arc<CertifiedKey>) -> Result<Self, rustls::Error> {
        Ok(Self(Arc::new(RwLock::new(config(certified)?))))
    }

    /// Makes later handshakes with another certificate. Tickets of earlier ones count no more, so
    /// that everybody who comes is shown it.
    ///
    /// # Errors
    /// As for [`Tls::new`]; the one before stays.
    pub fn exchange(&self, certified: Arc<CertifiedKey>) -> Result<(), rustls::Error> {
        let config = config(certified)?;
        *self.0.write() = config;
        Ok(())
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.0.read()))
    }
}

fn config(certified: Arc<CertifiedKey>) -> Result<Arc<ServerConfig>, rustls::Error> {
    // Given by name: where none is chosen for the process, or another, choosing would panic.
    let provider = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    config.ticketer = ring::Ticketer::new()?;
    Ok(Arc::new(config))
}

/// Whether whoever came begins a handshake; else it is closed. Whoever speaks HTTP is told.
///
/// # Errors
/// If the connection broke.
pub(crate) async fn begins_tls(socket: &TcpStream) -> io::Result<Begins> {
    let mut first = [0];
    Ok(match socket.peek(&mut first).await? {
        0 => Begins::Nothing,
        _ if first[0] == HANDSHAKE => Begins::Tls,
        _ if first[0].is_ascii_uppercase() => Begins::Http,
        _ => Begins::Nothing,
    })
}

/// What a connection begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begins {
    Tls,
    Http,
    /// Its end, or what is neither.
    Nothing,
}

/// Tells somebody who speaks HTTP that this is no place for it.
pub(crate) async fn send_to_tls(socket: TcpStream, place: Place) {
    debug!("a connection speaks no TLS");
    let mut socket = Linger::new(socket, Unread::all(), Some(place));
    // Whoever does not listen is not told.
    if socket.write_all(NOT_TLS).await.is_ok() {
        let _ = socket.shutdown().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_an_answer_of_its_length() {
        let text = std::str::from_utf8(NOT_TLS).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let length = format!("content-length: {}", body.len());
        assert!(head.contains(&length), "{length}");
    }
}
