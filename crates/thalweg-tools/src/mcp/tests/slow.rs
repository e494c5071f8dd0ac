//! Servers that need longer to start than the SDK waits for an answer to its question for their revision.
//! The time is the test's.

use rmcp::service::{ClientServiceExt as _, RunningService};
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::{RoleClient, ServiceError};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream};

use super::*;
use crate::mcp::connect::Era;
use crate::mcp::handler::Handler;
use crate::mcp::tap::{Seen, Tap};

/// Answers with these lines once so many lines have come and so long has passed.
async fn server(
    stream: DuplexStream,
    lines: usize,
    after: Duration,
    answers: &[&str],
) -> DuplexStream {
    let mut stream = BufReader::new(stream);
    for _ in 0..lines {
        let mut line = String::new();
        stream.read_line(&mut line).await.expect("a line");
    }
    tokio::time::sleep(after).await;
    for answer in answers {
        let line = format!("{answer}\n");
        stream
            .get_mut()
            .write_all(line.as_bytes())
            .await
            .expect("written");
    }
    stream.into_inner()
}

fn client(
    stream: DuplexStream,
    seen: &Seen,
) -> impl Future<Output = Option<RunningService<RoleClient, Handler>>> {
    let handler = Handler {
        server: "s".into(),
        running: seen.running.clone(),
        changed: Arc::new(Notify::new()),
        ended: seen.ended.clone(),
    };
    let (read, write) = tokio::io::split(stream);
    let tap = Tap::new(AsyncRwTransport::new(read, write), seen.clone());
    let served = handler.serve_with_lifecycle(tap, Era::Unknown.mode());
    // The time is the test's, so that this comes at once if nothing else does.
    async move { timeout(10 * PATIENCE, served).await.expect("an end").ok() }
}

const NO_SUCH: &str =
    r#"{"jsonrpc":"2.0","id":0,"error":{"code":-32601,"message":"no such method"}}"#;
const SHAKEN: &str = r#"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"a","version":"1"}}}"#;
const STATELESS: &str = r#"{"jsonrpc":"2.0","id":0,"result":{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{},"ttlMs":0,"cacheScope":"private"}}"#;

#[tokio::test(start_paused = true)]
async fn a_server_of_before_that_is_slow_to_start_is_shaken_hands_with() {
    for refusal in [
        NO_SUCH,
        &NO_SUCH.replace("\"id\":0", "\"id\":\"0\""),
        &NO_SUCH.replace("\"id\":0,", ""),
    ] {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let (seen, thirty) = (Seen::default(), Duration::from_secs(20));
        let answers = [refusal, SHAKEN];
        // The question for the revision, and after ten seconds the handshake.
        let server = server(theirs, 2, thirty, &answers);
        let (served, _kept) = tokio::join!(client(ours, &seen), server);
        let served = served.unwrap_or_else(|| panic!("{refusal}: it is served"));
        let info = served.peer().peer_info().expect("it said");
        assert_eq!(info.protocol_version.as_str(), "2025-11-25");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_without_a_handshake_that_is_slow_to_start_is_known_for_one() {
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    let seen = Seen::default();
    let server = server(theirs, 2, Duration::from_secs(20), &[STATELESS]);
    let (served, _kept) = tokio::join!(client(ours, &seen), server);
    assert!(served.is_none() && seen.ended.is_cancelled());
    assert!(seen.is_late.load(std::sync::atomic::Ordering::Acquire));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_slow_is_not_taken_for_one() {
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    let seen = Seen::default();
    let server = server(theirs, 1, Duration::from_secs(1), &[STATELESS]);
    let (served, kept) = tokio::join!(client(ours, &seen), server);
    let served = served.expect("it is served");
    assert!(!seen.ended.is_cancelled());
    drop(kept);
    let ping = rmcp::model::ClientRequest::PingRequest(Default::default());
    let gone = served.peer().send_request(ping).await;
    assert!(
        matches!(gone, Err(ServiceError::TransportClosed)),
        "{gone:?}"
    );
    assert!(seen.ended.is_cancelled());
}
