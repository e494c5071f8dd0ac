use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use thalweg_client::Request;
use thalweg_testkit::TestServer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{ask, data, new_conversation, problem, soon, until};

/// A request whose body never comes, which is in work until it does.
async fn unfinished(server: &TestServer) -> TcpStream {
    let address = server.address();
    let mut socket = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST /api/conversations HTTP/1.1\r\nhost: {address}\r\n\
         content-type: application/json\r\ncontent-length: 2\r\n\r\n{{"
    );
    socket.write_all(head.as_bytes()).await.expect("sent");
    socket
}

#[tokio::test]
async fn too_much_work_is_refused_early_and_what_is_connected_lives() {
    let (puppet, builder) = crate::support::spoken();
    let server = builder
        .settings(|settings| settings.http.in_work = 2)
        .start()
        .await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let target = format!("/api/conversations/{conversation}/events");
    let mut stream = soon(client.stream(Request::get(&target)))
        .await
        .expect("a stream");
    let welcome = soon(stream.next()).await.expect("alive").expect("an event");
    assert_eq!(welcome.kind, "welcome", "a stream that is open is no work");
    let held = [unfinished(&server).await, unfinished(&server).await];
    let list = || Request::get("/api/conversations");
    until(async || ask(&client, list()).await.status == 503).await;
    let refused = ask(&client, list()).await;
    problem(&refused, 503, "overloaded");
    let wait: u32 = refused.header("retry-after").parse().expect("seconds");
    assert!((2..=4).contains(&wait), "{wait}");
    let turned_away = soon(client.stream(Request::get(&target))).await;
    let events = soon(turned_away.expect("a stream").collect()).await;
    let events = events.expect("a clean end");
    assert_eq!(
        (events.len(), events[0].kind.as_str()),
        (1, "reconnect"),
        "`EventSource` comes back"
    );
    assert_eq!(data(&events[0])["reason"], "overload");
    for target in ["/healthz", "/readyz"] {
        let answer = ask(&client, Request::get(target)).await;
        assert_eq!(answer.status, 200, "{target}: it is not dead");
    }
    // One that is finished makes room for another.
    let [mut first, second] = held;
    first.write_all(b"}").await.expect("sent");
    let mut answer = [0; 12];
    soon(first.read_exact(&mut answer)).await.expect("answered");
    assert_eq!(&answer, b"HTTP/1.1 201");
    assert_eq!(ask(&client, list()).await.status, 200);
    // The stream has missed nothing.
    let body = json!({ "conversationId": conversation, "content": "hello" });
    assert_eq!(
        ask(&client, Request::post("/api/messages", &body))
            .await
            .status,
        201
    );
    let event = soon(stream.next()).await.expect("alive").expect("an event");
    assert_eq!(event.kind, "message");
    drop((first, second, stream, puppet));
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// Each would be another eight times of what a body may be.
#[tokio::test]
async fn a_gigabyte_is_refused_by_its_length_and_the_connection_ends() {
    let server = TestServer::builder()
        .models(Arc::new(thalweg_providers::FakeProvider::new()))
        .start()
        .await;
    let address = server.address();
    for target in ["/api/realtime", "/api/conversations/import"] {
        let mut socket = TcpStream::connect(address).await.expect("a connection");
        let head = format!(
            "POST {target} HTTP/1.1\r\nhost: {address}\r\n\
             content-type: application/json\r\ncontent-length: 1073741824\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).await.expect("sent");
        // Nothing of the body is waited for.
        let mut answer = Vec::new();
        soon(async {
            let mut piece = [0; 4096];
            while !answer.ends_with(b"}") {
                let count = socket.read(&mut piece).await.expect("an answer");
                assert_ne!(count, 0, "the answer is whole");
                answer.extend_from_slice(&piece[..count]);
            }
        })
        .await;
        let text = String::from_utf8_lossy(&answer);
        assert!(text.starts_with("HTTP/1.1 413 "), "{text}");
        socket.shutdown().await.expect("the end of the body");
        let mut rest = Vec::new();
        soon(socket.read_to_end(&mut rest)).await.expect("the end");
        assert_eq!(rest, b"", "{target}: it is closed");
    }
    server.stop().await;
}

/// A body of a byte at a time is given up after its time, not after that of each byte.
#[tokio::test]
async fn a_body_that_trickles_is_given_up() {
    let server = TestServer::builder()
        .settings(|settings| settings.http.body_time = Duration::from_millis(200))
        .start()
        .await;
    let address = server.address();
    let mut socket = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST /api/conversations HTTP/1.1\r\nhost: {address}\r\n\
         content-type: application/json\r\ncontent-length: 100000\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await.expect("sent");
    let (mut reads, mut writes) = socket.into_split();
    let trickle = async {
        // Until the other end has had enough.
        while writes.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let answer = async {
        let mut answer = [0; 12];
        reads.read_exact(&mut answer).await.expect("an answer");
        answer
    };
    let answer = soon(async {
        tokio::select! {
            answer = answer => answer,
            () = trickle => panic!("it is answered before it is closed"),
        }
    });
    assert_eq!(&answer.await, b"HTTP/1.1 408");
    server.stop().await;
}
