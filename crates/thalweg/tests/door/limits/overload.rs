use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use thalweg_client::{Answer, Client, Request};
use thalweg_testkit::TestServer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::{ask, data, new_conversation, problem, soon, until};

/// A request of whose body `sent` has come and one byte has not.
async fn unfinished(server: &TestServer, sent: &str) -> TcpStream {
    let address = server.address();
    let mut socket = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST /api/conversations HTTP/1.1\r\nhost: {address}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{sent}",
        sent.len() + 1
    );
    socket.write_all(head.as_bytes()).await.expect("sent");
    socket
}

/// A request that is in work until the server that it asks answers.
async fn working(client: &Client, silent: &TcpListener) -> (JoinHandle<Answer>, TcpStream) {
    let url = format!("http://{}/", silent.local_addr().expect("an address"));
    let tool = json!({
        "name": "slow",
        "description": "Asks a server that takes its time",
        "inputSchema": { "type": "object" },
        "method": "GET",
        "url": url,
        "allowPrivate": true,
    });
    let client = client.clone();
    #[expect(clippy::disallowed_methods, reason = "the test waits for it")]
    let asked = tokio::spawn(async move {
        let body = json!({ "tool": tool });
        ask(&client, Request::post("/api/http-tools/test", &body)).await
    });
    let (socket, _) = soon(silent.accept()).await.expect("it is asked");
    (asked, socket)
}

#[tokio::test]
async fn too_much_work_is_refused_early_and_what_is_connected_lives() {
    let (puppet, builder) = crate::support::spoken();
    let server = builder
        .settings(|settings| settings.http.in_work = 2)
        .start()
        .await;
    let client = server.client();
    let owner = server.owner().await;
    let conversation = new_conversation(&client).await;
    let target = format!("/api/conversations/{conversation}/events");
    let mut stream = soon(client.stream(Request::get(&target)))
        .await
        .expect("a stream");
    let welcome = soon(stream.next()).await.expect("alive").expect("an event");
    assert_eq!(welcome.kind, "welcome", "a stream that is open is no work");
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let first = working(&owner, &silent).await;
    let second = working(&owner, &silent).await;
    let list = || Request::get("/api/conversations");
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
    drop(first.1);
    let answer = soon(first.0).await.expect("answered");
    assert_eq!(answer.status, 200, "{:?}", answer.body);
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
    drop(second.1);
    soon(second.0).await.expect("answered");
    drop((stream, puppet));
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// Whoever sends slowly, from however many addresses, keeps nobody from being served.
#[tokio::test]
async fn a_request_whose_body_is_on_the_way_holds_no_place_of_work() {
    let server = TestServer::builder()
        .settings(|settings| settings.http.in_work = 1)
        .start()
        .await;
    let client = server.client();
    let mut slow = Vec::new();
    for _ in 0..5 {
        slow.push(unfinished(&server, "{").await);
        let answer = ask(&client, Request::get("/api/conversations")).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
    }
    for mut socket in slow {
        socket.write_all(b"}").await.expect("sent");
        let mut answer = [0; 12];
        soon(socket.read_exact(&mut answer))
            .await
            .expect("answered");
        assert_eq!(&answer, b"HTTP/1.1 201");
    }
    server.stop().await;
}

#[tokio::test]
async fn bodies_on_the_way_hold_so_many_bytes_and_no_more() {
    let server = TestServer::builder()
        .settings(|settings| settings.http.bodies_bytes = 1_000)
        .start()
        .await;
    let client = server.client();
    let body = json!({ "title": "x".repeat(100) });
    let create = || Request::post("/api/conversations", &body);
    assert_eq!(ask(&client, create()).await.status, 201);
    let held = unfinished(&server, &" ".repeat(950)).await;
    until(async || ask(&client, create()).await.status == 503).await;
    problem(&ask(&client, create()).await, 503, "overloaded");
    drop(held);
    until(async || ask(&client, create()).await.status == 201).await;
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
