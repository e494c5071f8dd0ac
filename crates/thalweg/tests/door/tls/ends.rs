use std::time::{Duration, Instant};

use reqwest::Version;
use serde_json::json;
use thalweg_client::SseEvent;

use super::{Events, Safe};
use crate::support::{data, kinds, soon, spoken};

/// Readers over HTTP/2 are told as those over HTTP/1.1, and idle connections hold nothing up.
#[tokio::test]
async fn readers_are_told_to_come_back_and_connections_end() {
    let (_, builder) = spoken();
    let safe = Safe::start(builder).await;
    let client = safe.client(Version::HTTP_2);
    let made = client
        .post(safe.url("/api/conversations"))
        .header("content-type", "application/json")
        .body(json!({}).to_string());
    let made = soon(made.send()).await.expect("an answer");
    let made = soon(made.text()).await.expect("a body");
    let made: serde_json::Value = serde_json::from_str(&made).expect("JSON");
    let id = made["id"].as_str().expect("an id");
    let target = safe.url(&format!("/api/conversations/{id}/events"));
    let mut open = Events::open(client.get(target)).await;
    let welcome = open.next().await.expect("an event");
    assert_eq!(welcome.kind, "welcome");
    // It says nothing and reads nothing, so that the server must not wait for it.
    let idle = safe.connect(&["h2"]).await;
    let began = Instant::now();
    let reading = async {
        let events: Vec<SseEvent> = open.collect().await;
        let last = events.last().expect("an event");
        assert_eq!(kinds(&events).last(), Some(&"reconnect"));
        assert_eq!(data(last)["reason"], "draining");
    };
    soon(async { tokio::join!(safe.server.stop(), reading) }).await;
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
    drop(idle);
}
