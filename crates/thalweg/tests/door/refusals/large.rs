//! Bodies that are too long or too slow. The answer must arrive: a server that closes with bytes
//! unread resets the connection, and the client never sees why.

use std::time::{Duration, Instant};

use serde_json::json;
use thalweg_client::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Bench;
use crate::support::soon;

const TWENTY_MB: usize = 20 * 1024 * 1024;

#[tokio::test]
async fn twenty_megabytes_are_refused_and_the_client_can_read_it() {
    let bench = Bench::new().await;
    let body = json!({ "prompt": "x".repeat(TWENTY_MB) }).to_string();
    let request = Request::new(http::Method::POST, "/api/realtime").body(body);
    bench.refuse(request, 413, "too_large").await;
    bench.end().await;
}

/// A client that sends everything before it reads, with and without a declared length.
#[tokio::test]
async fn a_client_that_only_writes_reads_the_refusal_afterwards() {
    let bench = Bench::new().await;
    let before = bench.state().await;
    let address = bench.server.address();
    for declared in [true, false] {
        let head = format!("POST /api/realtime HTTP/1.1\r\nhost: {address}\r\n");
        let length = if declared {
            format!("content-length: {TWENTY_MB}")
        } else {
            "transfer-encoding: chunked".into()
        };
        let head = format!("{head}content-type: application/json\r\n{length}\r\n\r\n");
        let mut socket = TcpStream::connect(address).await.expect("a connection");
        let sent = async {
            socket.write_all(head.as_bytes()).await?;
            let piece = vec![b'x'; 64 * 1024];
            for _ in 0..TWENTY_MB / piece.len() {
                if !declared {
                    socket.write_all(b"10000\r\n").await?;
                }
                socket.write_all(&piece).await?;
                if !declared {
                    socket.write_all(b"\r\n").await?;
                }
            }
            std::io::Result::Ok(())
        };
        soon(sent).await.expect("the server takes what it refuses");
        let mut answer = String::new();
        soon(socket.read_to_string(&mut answer))
            .await
            .expect("the answer, then the end");
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert!(answer.contains("\"too_large\""), "{answer}");
    }
    assert_eq!(before, bench.state().await);
    bench.end().await;
}

#[tokio::test]
async fn curl_reads_the_refusal() {
    if std::process::Command::new("curl")
        .arg("-V")
        .output()
        .is_err()
    {
        eprintln!("skipped: there is no curl");
        return;
    }
    let bench = Bench::new().await;
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), vec![b'x'; TWENTY_MB]).expect("20 MB");
    // With and without asking first whether the body is wanted.
    for expect in ["Expect: 100-continue", "Expect:"] {
        let curl = tokio::process::Command::new("curl")
            .args(["-sS", "-w", "%{http_code}", "-H", expect])
            .args(["-H", "content-type: application/json", "--data-binary"])
            .arg(format!("@{}", file.path().display()))
            .arg(format!("http://{}/api/realtime", bench.server.address()))
            .output();
        let output = soon(curl).await.expect("curl runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{expect}: {errors}");
        assert!(said.ends_with("413"), "{expect}: {said} {errors}");
        assert!(said.contains("too_large"), "{expect}: {said}");
    }
    bench.end().await;
}

#[tokio::test]
async fn a_body_that_is_never_finished_is_given_up() {
    let bench = Bench::with(|config| config.body_time = Duration::from_millis(150)).await;
    let before = bench.state().await;
    let address = bench.server.address();
    let mut socket = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST /api/realtime HTTP/1.1\r\nhost: {address}\r\n\
         content-type: application/json\r\ncontent-length: 100\r\n\r\n{{\"prompt\":"
    );
    let began = Instant::now();
    socket.write_all(head.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    // The connection ends with it: what comes later is no new request.
    soon(async {
        let mut piece = [0; 4096];
        while !answer.contains("body_timeout") {
            let count = socket.read(&mut piece).await.expect("an answer");
            assert_ne!(count, 0, "{answer}");
            answer.push_str(&String::from_utf8_lossy(&piece[..count]));
        }
    })
    .await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(began.elapsed() >= Duration::from_millis(150));
    drop(socket);
    assert_eq!(before, bench.state().await);
    bench.end().await;
}

#[tokio::test]
async fn a_head_that_is_never_finished_is_given_up() {
    let bench = Bench::with(|config| config.head_time = Duration::from_millis(150)).await;
    let address = bench.server.address();
    let mut socket = TcpStream::connect(address).await.expect("a connection");
    socket
        .write_all(b"POST /api/realtime HTTP/1.1\r\nhost:")
        .await
        .expect("sent");
    let mut answer = Vec::new();
    soon(socket.read_to_end(&mut answer))
        .await
        .expect("the end");
    bench.end().await;
}
