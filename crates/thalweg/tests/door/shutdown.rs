//! The way down, as SIGTERM begins it.

use std::time::{Duration, Instant};

use serde_json::json;
use thalweg_client::{Request, SseEvent};
use thalweg_http::Phase;
use thalweg_testkit::TestServer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{
    ask, data, kinds, new_conversation, problem, scripted, soon, spoken, start_run, text_of,
    texts_of, until,
};

/// What is left of the time when runs are ended.
const RESERVE: Duration = Duration::from_secs(3);

#[tokio::test]
async fn a_run_that_does_not_end_in_time_is_interrupted_and_readers_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (puppet, builder) = spoken();
    let server = builder
        .folder(folder.path())
        .settings(|settings| settings.drain_timeout = RESERVE + Duration::from_millis(700))
        .start()
        .await;
    let client = server.client();
    let started = start_run(&client, &json!({ "prompt": "go" })).await;
    let conversation = text_of(&started, "conversationId");
    let of_run = format!("/api/realtime/{}", text_of(&started, "runId"));
    let events = format!("/api/conversations/{conversation}/events");
    let voice = puppet.voice().await;
    voice.say("half an ans");
    let open = async |target: &str| {
        let stream = client.stream(Request::get(target));
        soon(stream).await.expect("a stream")
    };
    let mut run = open(&of_run).await;
    let before = open(&events).await;
    let mut heard: Vec<SseEvent> = Vec::new();
    while texts_of(&heard) != "half an ans" {
        heard.push(soon(run.next()).await.expect("alive").expect("an event"));
    }
    let meanwhile = async {
        let ready = async || ask(&client, Request::get("/readyz")).await;
        until(async || ready().await.status == 503).await;
        assert_eq!(ready().await.json(), json!({ "status": "draining" }));
        assert_eq!(ask(&client, Request::get("/healthz")).await.status, 200);
        for accept in ["application/json", "text/event-stream"] {
            let prompt = Request::post("/api/realtime", &json!({ "prompt": "more" }));
            let refused = ask(&client, prompt.header("accept", accept)).await;
            problem(&refused, 503, "draining");
            assert!(refused.header("retry-after").parse::<u32>().is_ok());
        }
        // Streams are still accepted, and reading goes on.
        let during = open(&events).await;
        let page = Request::get(format!("/api/messages?conversationId={conversation}"));
        assert_eq!(ask(&client, page).await.status, 200);
        let rest = soon(run.collect()).await.expect("a clean end");
        assert_eq!(kinds(&rest), ["message", "done"]);
        assert_eq!(data(&rest[0])["content"], "half an ans");
        assert_eq!(data(&rest[0])["status"], "interrupted");
        assert_eq!(data(&rest[1])["status"], "interrupted");
        for stream in [before, during] {
            let events = soon(stream.collect()).await.expect("a clean end");
            let last = events.last().expect("an event");
            assert_eq!((last.kind.as_str(), &last.id), ("reconnect", &None));
            let said = data(last);
            assert_eq!(said["reason"], "draining");
            assert!(said["retryMs"].as_u64().is_some_and(|ms| ms >= 500));
            assert!(kinds(&events).contains(&"done"), "nothing was left out");
        }
    };
    let began = Instant::now();
    soon(async { tokio::join!(server.stop(), meanwhile) }).await;
    assert!(
        began.elapsed() >= Duration::from_millis(650),
        "runs get their time"
    );
    assert!(began.elapsed() < RESERVE, "{:?}", began.elapsed());
    voice.dropped().await;
    assert!(
        client.send(Request::get("/healthz")).await.is_err(),
        "closed"
    );

    let server = TestServer::builder().folder(folder.path()).start().await;
    let target = format!("/api/messages?conversationId={conversation}");
    let page = ask(&server.client(), Request::get(target)).await.json();
    assert_eq!(page["items"][0]["status"], "interrupted");
    assert_eq!(page["items"][0]["content"], "half an ans");
    let place = heard
        .last()
        .and_then(|event| event.id.clone())
        .expect("a place");
    let request = Request::get(&of_run).header("last-event-id", place);
    let stream = soon(server.client().stream(request))
        .await
        .expect("a stream");
    let rest = soon(stream.collect()).await.expect("a clean end");
    assert_eq!(
        kinds(&rest),
        ["welcome", "message", "done"],
        "the place still counts"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_run_that_ends_in_time_is_whole() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let started = start_run(&client, &json!({ "prompt": "go" })).await;
    let target = format!("/api/realtime/{}", text_of(&started, "runId"));
    let run = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let voice = puppet.voice().await;
    let meanwhile = async {
        let ready = async || ask(&client, Request::get("/readyz")).await;
        until(async || ready().await.status == 503).await;
        voice.say("all of it");
        voice.finish();
        let events = soon(run.collect()).await.expect("a clean end");
        assert_eq!(texts_of(&events), "all of it");
        assert_eq!(data(events.last().expect("done"))["status"], "complete");
    };
    let began = Instant::now();
    soon(async { tokio::join!(server.stop(), meanwhile) }).await;
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "nothing else is waited for"
    );
}

/// Browsers keep connections open between requests.
#[tokio::test]
async fn idle_connections_hold_nothing_up() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let address = server.address();
    let mut sockets = Vec::new();
    let requests = [
        String::new(),
        format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\n\r\n"),
        // A body that nobody reads.
        format!("DELETE /api/me HTTP/1.1\r\nhost: {address}\r\ncontent-length: 9\r\n\r\n"),
    ];
    for request in requests {
        let mut socket = TcpStream::connect(address).await.expect("a connection");
        socket.write_all(request.as_bytes()).await.expect("sent");
        if !request.is_empty() {
            let mut answer = [0; 4096];
            soon(socket.read(&mut answer)).await.expect("an answer");
        }
        sockets.push(socket);
    }
    let began = Instant::now();
    soon(server.stop()).await;
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
}

/// A stream that opens while all others are told to go is told as well.
#[tokio::test]
async fn a_server_that_leaves_sends_new_readers_elsewhere() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let place = server.app().hub.watermark();
    server.app().enter(Phase::Draining);
    let target = format!("/api/conversations/{conversation}/events?cursor={place}");
    let mut stream = soon(client.stream(Request::get(&target)))
        .await
        .expect("a stream");
    let welcome = soon(stream.next()).await.expect("alive").expect("an event");
    assert_eq!(welcome.kind, "welcome");
    drop(stream);
    server.app().enter(Phase::Leaving);
    let wrapped = format!("/api/events?channel=conversation:{conversation}");
    for target in [target, wrapped] {
        let stream = soon(client.stream(Request::get(target)))
            .await
            .expect("a stream");
        let events = soon(stream.collect()).await.expect("a clean end");
        assert_eq!(kinds(&events), ["reconnect"]);
        assert_eq!(data(&events[0])["reason"], "draining");
    }
    server.app().enter(Phase::Ready);
    let ready = ask(&client, Request::get("/readyz")).await;
    assert_eq!(ready.status, 503, "there is no way back");
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}
