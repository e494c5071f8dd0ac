use std::time::{Duration, Instant};

use reqwest::Version;
use thalweg_testkit::TestServer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::Safe;
use crate::support::{soon, until};

async fn open(safe: &Safe) -> TcpStream {
    let socket = TcpStream::connect(safe.address()).await;
    socket.expect("a connection")
}

/// Waits until the other end closes.
async fn closed(socket: &mut (impl tokio::io::AsyncRead + Unpin)) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A reset is an end as well.
    let _ = soon(socket.read_to_end(&mut bytes)).await;
    bytes
}

/// Nothing said, the beginning of a handshake, and whole ones after which nothing is asked.
#[tokio::test]
async fn handshakes_that_stand_still_end_in_time_and_hold_nobody_up() {
    const EACH: usize = 50;
    let limit = Duration::from_millis(800);
    let builder = TestServer::builder().settings(|settings| settings.http.head_time = limit);
    let safe = Safe::start(builder).await;
    let began = Instant::now();
    let (mut bare, mut shaken) = (Vec::new(), Vec::new());
    for i in 0..2 * EACH {
        let mut socket = open(&safe).await;
        if i % 2 == 0 {
            // A record of 512 bytes that never come.
            let record = [22, 3, 1, 2, 0, 1];
            socket.write_all(&record).await.expect("sent");
        }
        bare.push(socket);
    }
    for protocol in ["h2", "http/1.1"] {
        shaken.push(safe.connect(&[protocol]).await);
    }
    let client = safe.client(Version::HTTP_2);
    let asked = Instant::now();
    let answer = soon(client.get(safe.url("/healthz")).send()).await;
    assert_eq!(answer.expect("an answer").status(), 200);
    assert!(asked.elapsed() < limit, "it is answered beside them");
    for socket in &mut bare {
        assert!(closed(socket).await.is_empty());
    }
    assert!(began.elapsed() >= limit, "{:?}", began.elapsed());
    for socket in &mut shaken {
        closed(socket).await;
    }
    safe.server.stop().await;
}

/// A handshake that is not done has a place like any connection, and gives it back.
#[tokio::test]
async fn half_a_handshake_is_a_connection_of_its_address() {
    let builder = TestServer::builder().settings(|settings| {
        settings.http.connections = 3;
        settings.http.head_time = Duration::from_secs(60);
    });
    let safe = Safe::start(builder).await;
    let mut half = Vec::new();
    for _ in 0..3 {
        let mut socket = open(&safe).await;
        socket.write_all(&[22, 3, 1, 2, 0]).await.expect("sent");
        half.push(socket);
    }
    let mut refused = open(&safe).await;
    assert!(
        closed(&mut refused).await.is_empty(),
        "closed without a word"
    );
    drop(half);
    let client = safe.client(Version::HTTP_2);
    until(async || client.get(safe.url("/healthz")).send().await.is_ok()).await;
    safe.server.stop().await;
}

#[tokio::test]
async fn whoever_speaks_no_tls_is_told_or_closed() {
    let safe = Safe::start(TestServer::builder()).await;
    let cases: [(&[u8], &str); 3] = [
        (b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n", "use https://"),
        (
            b"POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc",
            "use https://",
        ),
        (b"\x00\x01\x02", ""),
    ];
    for (sent, told) in cases {
        let mut socket = open(&safe).await;
        socket.write_all(sent).await.expect("sent");
        let mut answer = Vec::new();
        // Whoever is told is let read it, however much it sent.
        let read = async {
            let mut some = [0; 1024];
            while let Ok(count @ 1..) = socket.read(&mut some).await {
                answer.extend_from_slice(&some[..count]);
            }
        };
        soon(read).await;
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.contains(told), "{answer}");
        assert_eq!(answer.starts_with("HTTP/1.1 400 "), !told.is_empty());
    }
    safe.server.stop().await;
}
