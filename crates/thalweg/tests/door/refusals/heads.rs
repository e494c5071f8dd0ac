use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Bench;
use crate::support::soon;

/// Sends bytes as they are, and reads the answer to the end.
async fn raw(bench: &Bench, bytes: &[u8]) -> String {
    let address = bench.server.address();
    let mut socket = TcpStream::connect(address).await.expect("a connection");
    socket.write_all(bytes).await.expect("sent");
    socket.shutdown().await.expect("the end of the request");
    let mut answer = Vec::new();
    soon(socket.read_to_end(&mut answer))
        .await
        .expect("the end");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn garbage_is_no_request() {
    let bench = Bench::new().await;
    let before = bench.state().await;
    let address = bench.server.address();
    let host = format!("host: {address}\r\n");
    let cases: Vec<Vec<u8>> = vec![
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"GET /api/me\r\n\r\n".to_vec(),
        b"GET /api/me HTTP/9.9\r\n\r\n".to_vec(),
        format!("GET /api/me HTTP/1.1\r\n{host}bad header: x\r\n\r\n").into_bytes(),
        format!("GET /api/me HTTP/1.1\r\n{host}x: a\x00b\r\n\r\n").into_bytes(),
        format!("GET /api me HTTP/1.1\r\n{host}\r\n").into_bytes(),
        format!("POST /api/realtime HTTP/1.1\r\n{host}content-length: x\r\n\r\n").into_bytes(),
        format!(
            "POST /api/realtime HTTP/1.1\r\n{host}content-length: 5\r\ncontent-length: 6\r\n\r\n{{}}"
        )
        .into_bytes(),
        // One that a proxy would read otherwise.
        format!(
            "POST /api/realtime HTTP/1.1\r\n{host}transfer-encoding: chunked, identity\r\n\r\n"
        )
        .into_bytes(),
    ];
    for bytes in cases {
        let answer = raw(&bench, &bytes).await;
        let name = String::from_utf8_lossy(&bytes).into_owned();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400 "),
            "{name}: {answer}"
        );
    }
    assert_eq!(before, bench.state().await);
    bench.end().await;
}

#[tokio::test]
async fn a_host_is_named_once_and_is_ours() {
    let bench = Bench::new().await;
    let port = bench.server.address().port();
    let cases = [
        String::new(),
        "host: evil.example\r\n".into(),
        format!("host: 127.0.0.1:{port}\r\nhost: 127.0.0.1:{port}\r\n"),
        "host: \r\n".into(),
        "host: 127.0.0.1.evil.example\r\n".into(),
    ];
    for hosts in cases {
        for target in ["/api/me", "/healthz", "/"] {
            let request = format!("GET {target} HTTP/1.1\r\n{hosts}\r\n");
            let answer = raw(&bench, request.as_bytes()).await;
            assert!(answer.starts_with("HTTP/1.1 403 "), "{hosts}: {answer}");
            assert!(answer.contains("foreign_host"), "{answer}");
        }
    }
    bench.end().await;
}

/// The address line may hold a host of its own, which counts in place of the header.
#[tokio::test]
async fn a_target_with_a_foreign_host_is_refused() {
    let bench = Bench::new().await;
    let address = bench.server.address();
    let request = format!("GET http://evil.example/api/me HTTP/1.1\r\nhost: {address}\r\n\r\n");
    let answer = raw(&bench, request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    bench.end().await;
}

#[tokio::test]
async fn a_forwarded_request_is_refused_where_everyone_is_the_owner() {
    let bench = Bench::new().await;
    for name in ["x-forwarded-for", "forwarded", "via", "cf-connecting-ip"] {
        let request = thalweg_client::Request::get("/api/me").header(name, "1.2.3.4");
        bench.refuse(request, 403, "forwarded_request").await;
    }
    bench.end().await;
}

#[tokio::test]
async fn a_head_that_is_too_long_is_refused() {
    let bench = Bench::new().await;
    let before = bench.state().await;
    let address = bench.server.address();
    let host = format!("host: {address}\r\n");
    let long = "x".repeat(1024 * 1024);
    let many: String = (0..500).map(|i| format!("x-{i}: y\r\n")).collect();
    for head in [format!("x: {long}\r\n"), many] {
        let request = format!("GET /api/me HTTP/1.1\r\n{host}{head}\r\n");
        let mut socket = TcpStream::connect(address).await.expect("a connection");
        // The server may answer before it has all of it.
        let _ = socket.write_all(request.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = soon(socket.read_to_end(&mut answer)).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 431 "),
            "{answer}"
        );
    }
    assert_eq!(before, bench.state().await);
    bench.end().await;
}
