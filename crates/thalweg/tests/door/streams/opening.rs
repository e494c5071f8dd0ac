use std::time::{Duration, Instant};

use serde_json::json;
use thalweg_client::Request;
use thalweg_testkit::TestServer;

use crate::support::{data, new_conversation, scripted, soon, spoken, until};

#[tokio::test]
async fn a_stream_has_the_headers_that_keep_it_a_stream() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let posted = json!({ "channels": [format!("conversation:{conversation}")] });
    let requests = [
        Request::get(format!("/api/conversations/{conversation}/events")),
        Request::get(format!("/api/events?channel=conversation:{conversation}")),
        Request::post("/api/events", &posted),
        Request::post("/api/realtime", &json!({ "prompt": "go" })),
    ];
    for request in requests {
        let name = request.target.clone();
        let stream = soon(client.stream(request)).await.expect("a stream");
        let header = |name: &str| {
            let value = stream.headers().get(name);
            value.map(|value| value.to_str().expect("text").to_owned())
        };
        assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
        let caching = header("cache-control");
        assert_eq!(caching.as_deref(), Some("no-store, no-transform"), "{name}");
        assert_eq!(header("x-accel-buffering").as_deref(), Some("no"));
        assert_eq!(header("content-length"), None);
        assert_eq!(header("transfer-encoding").as_deref(), Some("chunked"));
        assert!(header("x-request-id").is_some());
    }
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// Headers, `retry:` and `welcome` go out although nothing happens on the stream.
#[tokio::test]
async fn the_first_event_is_a_welcome_and_goes_out_at_once() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let target = format!("/api/conversations/{conversation}/events");
    let began = Instant::now();
    let mut waits = Vec::new();
    for _ in 0..20 {
        let mut stream = soon(client.stream(Request::get(&target)))
            .await
            .expect("a stream");
        let welcome = soon(stream.next()).await.expect("alive").expect("an event");
        assert_eq!(welcome.kind, "welcome");
        assert_eq!(welcome.id, Some(server.app().hub.watermark().to_string()));
        let said = data(&welcome);
        let channel = format!("conversation:{conversation}");
        assert_eq!(said["channels"], json!([{ "channel": channel, "seq": 1 }]));
        assert_eq!(said["heartbeatMs"], 15_000);
        assert!(said["streamId"].as_str().is_some_and(|id| id.len() == 36));
        for absent in ["refused", "expiresAt"] {
            assert!(said.get(absent).is_none(), "{absent} is left out, not null");
        }
        waits.push(stream.retry_ms().expect("retry comes first"));
    }
    assert!(began.elapsed() < Duration::from_secs(10));
    assert!(
        waits.iter().all(|ms| (1_000..2_000).contains(ms)),
        "{waits:?}"
    );
    waits.sort_unstable();
    waits.dedup();
    assert!(waits.len() > 1, "readers come back at different times");
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn silence_is_broken_by_signs_of_life() {
    let (_, builder) = scripted();
    let heartbeat = Duration::from_millis(30);
    let server = builder
        .settings(|settings| settings.http.heartbeat = heartbeat)
        .start()
        .await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let target = format!("/api/conversations/{conversation}/events");
    let mut stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let welcome = soon(stream.next()).await.expect("alive").expect("an event");
    assert_eq!(data(&welcome)["heartbeatMs"], 30);
    // Comments are no events: the wait goes on over them.
    let waited = tokio::time::timeout(Duration::from_secs(2), stream.next()).await;
    assert!(waited.is_err(), "no event comes");
    assert!(stream.comments() >= 3, "{} comments", stream.comments());
    drop(stream);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// `EventSource` gives up on any status but 200, so a refusal for the moment is a stream.
#[tokio::test]
async fn too_many_streams_are_told_when_to_come_back() {
    let (puppet, builder) = spoken();
    let server = builder
        .settings(|settings| settings.streams_per_principal = 2)
        .start()
        .await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let target = format!("/api/conversations/{conversation}/events");
    let open = async || {
        let stream = client.stream(Request::get(&target));
        soon(stream).await.expect("a stream")
    };
    let (mut first, second) = (open().await, open().await);
    let refused = open().await;
    let kind = refused.headers()["content-type"].clone();
    assert_eq!(kind, "text/event-stream");
    let events = soon(refused.collect()).await.expect("a clean end");
    assert_eq!(events.len(), 1);
    assert_eq!(
        (events[0].kind.as_str(), &events[0].id),
        ("reconnect", &None)
    );
    let said = data(&events[0]);
    assert_eq!(said["reason"], "limit");
    assert!(said["retryMs"].as_u64().is_some_and(|ms| ms >= 1_000));
    soon(first.next()).await.expect("the others live");
    drop(second);
    until(async || server.app().streams.len() == 1).await;
    let mut third = open().await;
    let welcome = soon(third.next()).await.expect("alive").expect("an event");
    assert_eq!(welcome.kind, "welcome");
    drop((first, third, puppet));
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// A `POST` is asked by programs, which understand a status: nothing is started that nobody reads.
#[tokio::test]
async fn a_prompt_whose_stream_is_one_too_many_starts_nothing() {
    let (_, builder) = scripted();
    let server = builder
        .settings(|settings| settings.streams_per_principal = 1)
        .start()
        .await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let target = format!("/api/conversations/{conversation}/events");
    let held = soon(client.stream(Request::get(target))).await;
    let before = crate::support::state(&server, &client, &conversation).await;
    let body = json!({ "prompt": "go", "conversationId": conversation });
    let request = Request::post("/api/realtime", &body).header("accept", "text/event-stream");
    let answer = crate::support::ask(&client, request).await;
    crate::support::problem(&answer, 429, "too_many_streams");
    assert!(answer.header("retry-after").parse::<u32>().is_ok());
    assert_eq!(
        before,
        crate::support::state(&server, &client, &conversation).await
    );
    drop(held);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn a_credential_that_ends_is_told_in_the_welcome() {
    let server = TestServer::builder().guests().start().await;
    let owner = server.owner().await;
    let conversation = new_conversation(&owner).await;
    let target = format!("/api/conversations/{conversation}/events");
    let mut stream = soon(owner.stream(Request::get(target)))
        .await
        .expect("a stream");
    let welcome = soon(stream.next()).await.expect("alive").expect("an event");
    let ends = data(&welcome)["expiresAt"].clone();
    assert!(ends.as_str().is_some_and(|at| at.ends_with('Z')), "{ends}");
    drop(stream);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}
