use std::time::{Duration, Instant};

use thalweg_client::Request;
use thalweg_testkit::TestServer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::sockets::connect;
use crate::support::{ask, soon, until};

async fn open(server: &TestServer) -> TcpStream {
    let address = server.address();
    TcpStream::connect(address).await.expect("a connection")
}

/// What comes until the other end closes.
async fn rest(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = soon(socket.read_to_end(&mut bytes)).await;
    read.expect("a clean end");
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn connections_beyond_the_limit_are_told_and_closed_and_the_others_live() {
    let server = TestServer::builder()
        .settings(|settings| {
            settings.http.connections = 3;
            // The places are freed by who closes, not by time.
            settings.http.head_time = Duration::from_secs(60);
        })
        .start()
        .await;
    let client = server.client();
    // A socket that was upgraded keeps its place.
    let (socket, _) = connect(&client).await;
    let feed = Request::get("/api/events?channel=user:owner");
    let mut stream = soon(client.stream(feed)).await.expect("a stream");
    soon(stream.next()).await.expect("welcome");
    let idle = open(&server).await;
    // Accepted in the order in which they came.
    let mut refused = open(&server).await;
    let told = rest(&mut refused).await;
    assert!(told.starts_with("HTTP/1.1 503 "), "{told}");
    assert!(told.contains("retry-after: 5\r\n"), "{told}");
    drop(idle);
    until(async || {
        let answer = client.send(Request::get("/healthz")).await;
        answer.is_ok_and(|answer| answer.status == 200)
    })
    .await;
    drop((socket, stream));
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// Connections on which nothing is said, or half a head, or nothing after an answer.
#[tokio::test]
async fn many_half_open_connections_are_closed_in_time_and_hold_nobody_up() {
    const EACH: usize = 100;
    let limit = Duration::from_millis(600);
    let server = TestServer::builder()
        .settings(|settings| settings.http.head_time = limit)
        .start()
        .await;
    let began = Instant::now();
    let mut sockets = Vec::new();
    for i in 0..3 * EACH {
        let mut socket = open(&server).await;
        match i % 3 {
            0 => {}
            1 => socket
                .write_all(b"GET /api/me HTTP/1.1\r\nhos")
                .await
                .expect("sent"),
            _ => {
                let head = format!(
                    "GET /healthz HTTP/1.1\r\nhost: {}\r\n\r\n",
                    server.address()
                );
                socket.write_all(head.as_bytes()).await.expect("sent");
            }
        }
        sockets.push(socket);
    }
    let asked = Instant::now();
    assert_eq!(
        ask(&server.client(), Request::get("/healthz")).await.status,
        200
    );
    assert!(asked.elapsed() < limit, "it is answered beside them");
    for (i, socket) in sockets.iter_mut().enumerate() {
        let told = rest(socket).await;
        let answers = told.matches("HTTP/1.1 ").count();
        assert!(answers <= 1, "{told}");
        assert_eq!(i % 3 == 2, told.starts_with("HTTP/1.1 200 "), "{told}");
    }
    assert!(began.elapsed() >= limit);
    server.stop().await;
}

/// A head of a byte at a time is given up after its time, not after that of each byte.
#[tokio::test]
async fn a_head_that_trickles_is_given_up() {
    let server = TestServer::builder()
        .settings(|settings| settings.http.head_time = Duration::from_millis(200))
        .start()
        .await;
    let (mut reads, mut writes) = open(&server).await.into_split();
    writes
        .write_all(b"GET / HTTP/1.1\r\nx: ")
        .await
        .expect("sent");
    let trickle = async {
        loop {
            // The other end may have closed; the reading half tells.
            let _ = writes.write_all(b"y").await;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let mut told = Vec::new();
    soon(async {
        tokio::select! {
            _ = reads.read_to_end(&mut told) => {}
            () = trickle => {}
        }
    })
    .await;
    let told = String::from_utf8_lossy(&told);
    assert!(
        told.is_empty() || told.starts_with("HTTP/1.1 408 "),
        "{told}"
    );
    server.stop().await;
}
