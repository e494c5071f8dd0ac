use std::net::Ipv4Addr;

use axum::routing::get;
use http_body_util::{BodyExt as _, Empty};
use hyper::client::conn::http2;
use hyper_util::rt::TokioExecutor;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

use super::*;

fn host_of(target: &str, header: Option<&str>) -> Option<String> {
    let mut request = hyper::Request::builder().uri(target);
    if let Some(value) = header {
        request = request.header(header::HOST, value);
    }
    let mut request = request.body(()).expect("a request");
    name_host(&mut request);
    let host = request.headers().get(header::HOST)?;
    Some(host.to_str().expect("text").to_owned())
}

#[test]
fn the_host_is_the_targets_unless_it_was_named() {
    let target = "https://chat.example:8420/api/me";
    assert_eq!(host_of(target, None).as_deref(), Some("chat.example:8420"));
    // Whether they agree is checked with the rest.
    assert_eq!(host_of(target, Some("b")).as_deref(), Some("b"));
    assert_eq!(host_of("/api/me", None), None);
}

/// How long the first request may take to come.
const FIRST: Duration = Duration::from_secs(10);

/// A served connection, of which the other end is given back; it ends by itself or never.
fn serve() -> (DuplexStream, impl Future<Output = ()>) {
    let (near, far) = tokio::io::duplex(1024 * 1024);
    let never = || std::future::pending::<()>();
    let router = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/long", get(never));
    let http2 = Http2::new(Tasks::new(), Instant::now() + FIRST);
    let peer = Peer(Ipv4Addr::LOCALHOST.into());
    let serving = serve_http2(near, http2, peer, router, CancellationToken::new());
    (far, serving)
}

/// How long a connection lives on which `target` is asked for, of a peer that answers pings.
async fn life(target: Option<&str>) -> Duration {
    let (far, serving) = serve();
    let shaken = http2::handshake(TokioExecutor::new(), TokioIo::new(far)).await;
    let (mut sender, connection) = shaken.expect("a handshake");
    let asking = async {
        let asked = target.map(|target| {
            let request = hyper::Request::get(format!("https://localhost{target}"));
            sender.send_request(
                request
                    .body(Empty::<bytes::Bytes>::new())
                    .expect("a request"),
            )
        });
        if let Some(asked) = asked {
            let answer = asked.await.expect("an answer").into_body().collect().await;
            assert_eq!(answer.expect("a body").to_bytes(), "here");
        }
        // The sender is kept: a client without one ends the connection itself.
        std::future::pending::<()>().await;
    };
    let began = Instant::now();
    let served = async { tokio::join!(serving, connection).0 };
    tokio::select! {
        () = bounded(served) => began.elapsed(),
        () = asking => unreachable!("it waits for ever"),
    }
}

/// Waits for what comes in an hour.
async fn bounded<T>(work: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(3_600);
    tokio::time::timeout(limit, work).await.expect("it ends")
}

#[tokio::test(start_paused = true)]
async fn a_connection_on_which_nothing_is_asked_ends_with_the_time_of_a_head() {
    let life = life(None).await;
    assert!(life >= FIRST && life < FIRST + GOODBYE, "{life:?}");
}

#[tokio::test(start_paused = true)]
async fn one_on_which_nothing_is_asked_any_more_ends_later() {
    let life = life(Some("/")).await;
    assert!(life > IDLE && life <= FIRST + IDLE + GOODBYE, "{life:?}");
}

#[tokio::test(start_paused = true)]
async fn one_with_a_long_answer_lives() {
    let long = tokio::time::timeout(Duration::from_secs(1_800), life(Some("/long")));
    assert!(long.await.is_err());
}

/// A peer that is gone without a word answers no ping.
#[tokio::test(start_paused = true)]
async fn one_whose_peer_is_gone_ends_although_an_answer_is_open() {
    let (mut far, serving) = serve();
    far.write_all(&[&PREFACE[..], &head(1, b"/long")].concat())
        .await
        .expect("sent");
    let began = Instant::now();
    bounded(serving).await;
    assert!(
        began.elapsed() <= PING + PONG + GOODBYE,
        "{:?}",
        began.elapsed()
    );
}

/// The beginning of a connection and empty settings (RFC 9113, 3.4).
const PREFACE: [u8; 33] = *b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// The frame that ends a connection.
const GOAWAY: u8 = 7;
/// The peer does too much (RFC 9113, 7).
const CALM: [u8; 4] = [0, 0, 0, 11];

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("short").to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// A whole request: `GET`, `https`, path, and `:authority: localhost`, by the static table alone.
fn head(stream: u32, path: &[u8]) -> Vec<u8> {
    let length = |text: &[u8]| u8::try_from(text.len()).expect("short");
    let mut block = vec![0x82, 0x87, 0x04, length(path)];
    block.extend(path);
    block.extend([0x01, 9]);
    block.extend(b"localhost");
    frame(1, 0x05, stream, &block)
}

/// Each request that is begun and taken back is work that a peer pays little for (CVE-2023-44487).
#[tokio::test(start_paused = true)]
async fn a_peer_that_begins_and_resets_is_given_up() {
    let (mut far, serving) = serve();
    let mut flood = PREFACE.to_vec();
    for i in 0..1_000 {
        flood.extend(head(2 * i + 1, b"/long"));
        flood.extend(frame(3, 0, 2 * i + 1, &[0, 0, 0, 8]));
    }
    far.write_all(&flood).await.expect("sent");
    let began = Instant::now();
    bounded(serving).await;
    assert!(began.elapsed() < FIRST, "{:?}", began.elapsed());
    let mut told = Vec::new();
    far.read_to_end(&mut told).await.expect("the end");
    let mut rest = &told[..];
    let mut last = None;
    while let Some((head, more)) = rest.split_first_chunk::<9>() {
        let length = usize::try_from(u32::from_be_bytes([0, head[0], head[1], head[2]]));
        let (payload, more) = more.split_at(length.expect("short"));
        if head[3] == GOAWAY {
            last = Some(payload[4..8].to_vec());
        }
        rest = more;
    }
    assert_eq!(last.as_deref(), Some(&CALM[..]), "{told:?}");
}
