//! TLS, and HTTP/2 within it.

mod ends;
mod exchange;
mod files;
mod handshakes;
mod requests;
mod sockets;

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::Version;
use rustls::pki_types::ServerName;
use tempfile::TempDir;
use thalweg_client::{SseDecoder, SseEvent};
use thalweg_testkit::{Authority, TestServer, TestServerBuilder};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::support::soon;

/// A server over TLS, and who trusts it.
struct Safe {
    server: TestServer,
    authority: Authority,
    /// Where its certificate lies.
    folder: TempDir,
}

impl Safe {
    async fn start(builder: TestServerBuilder) -> Self {
        let authority = Authority::new().expect("an authority");
        let folder = tempfile::tempdir().expect("a folder");
        let files = authority.issue(folder.path()).expect("a certificate");
        let builder = builder.settings(|settings| settings.set_tls(files));
        Self {
            server: builder.start().await,
            authority,
            folder,
        }
    }

    const fn address(&self) -> SocketAddr {
        self.server.address()
    }

    fn url(&self, target: &str) -> String {
        format!("https://{}{target}", self.address())
    }

    /// A client of that protocol.
    fn client(&self, version: Version) -> reqwest::Client {
        let protocols: &[&str] = match version {
            Version::HTTP_2 => &["h2"],
            _ => &["http/1.1"],
        };
        let config = self.authority.trusting(protocols).expect("a client");
        let builder = reqwest::Client::builder().no_proxy();
        let builder = builder.tls_backend_preconfigured(config);
        builder.build().expect("a client")
    }

    /// A connection of its own after its handshake.
    async fn connect(&self, protocols: &[&str]) -> TlsStream<TcpStream> {
        let config = self.authority.trusting(protocols).expect("a client");
        shake_hands(self.address(), config).await
    }
}

async fn shake_hands(address: SocketAddr, config: rustls::ClientConfig) -> TlsStream<TcpStream> {
    let socket = TcpStream::connect(address).await.expect("a connection");
    shake_hands_over(socket, config).await
}

async fn shake_hands_over(socket: TcpStream, config: rustls::ClientConfig) -> TlsStream<TcpStream> {
    let name = ServerName::from(socket.peer_addr().expect("a peer").ip());
    let shaken = TlsConnector::from(Arc::new(config)).connect(name, socket);
    soon(shaken).await.expect("a handshake")
}

/// A stream of events over what reqwest speaks.
struct Events {
    response: reqwest::Response,
    decoder: SseDecoder,
}

impl Events {
    async fn open(request: reqwest::RequestBuilder) -> Self {
        let response = soon(request.header("accept", "text/event-stream").send()).await;
        let response = response.expect("an answer");
        let kind = response.headers().get("content-type");
        assert_eq!(kind.expect("a type"), "text/event-stream");
        Self {
            response,
            decoder: SseDecoder::default(),
        }
    }

    /// The next event; nothing at the clean end.
    async fn next(&mut self) -> Option<SseEvent> {
        loop {
            if let Some(event) = self.decoder.next_event() {
                return Some(event);
            }
            let chunk = soon(self.response.chunk()).await.expect("a clean end");
            self.decoder.push(&chunk?);
        }
    }

    async fn collect(mut self) -> Vec<SseEvent> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }
}
