use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use thalweg_client::Request;

use crate::server::{SOON, ask, data, follow, get, next, post, serve};

#[tokio::test]
async fn sigterm_in_mid_stream_ends_runs_tells_readers_and_exits_clean() {
    let folder = TempDir::new().expect("a folder");
    let server = serve(folder.path(), &["--drain-timeout", "4s"]).await;
    let client = server.client();
    let slow = ask(&client, "stream slowly, write 400 words").await;
    let short = ask(&client, "stream fast, write 40 words").await;
    let mut readers = [follow(&client, &slow).await, follow(&client, &short).await];
    // The run is in mid-stream.
    let mut first = next(&mut readers[0]).await;
    while first.kind != "token" {
        first = next(&mut readers[0]).await;
    }
    let begun = Instant::now();
    let during = async {
        while client
            .send(Request::get("/readyz"))
            .await
            .expect("an answer")
            .status
            == 200
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let refused = post(&client, "/api/realtime", &json!({ "prompt": "more" })).await;
        assert_eq!(refused.status, 503, "{:?}", refused.body);
        assert_eq!(refused.json()["code"], "draining");
        // Streams are still accepted.
        follow(&client, &slow).await
    };
    let (status, late) = tokio::join!(server.terminate(SOON), during);
    assert_eq!(status.expect("it ends").code(), Some(0));
    assert!(
        begun.elapsed() < Duration::from_secs(6),
        "{:?}",
        begun.elapsed()
    );

    let [slow_reader, short_reader] = readers;
    for (stream, status) in [
        (slow_reader, "interrupted"),
        (late, "interrupted"),
        (short_reader, "complete"),
    ] {
        let events = stream.collect().await.expect("a clean end");
        let done = events.iter().find(|event| event.kind == "done");
        assert_eq!(data(done.expect("the run ended"))["status"], status);
        let last = events.last().expect("events");
        assert_eq!(last.kind, "reconnect");
        assert_eq!(data(last)["reason"], "draining");
    }

    let server = serve(folder.path(), &[]).await;
    let client = server.client();
    let id = slow["conversationId"].as_str().expect("an id");
    let page = get(&client, &format!("/api/messages?conversationId={id}")).await;
    let answer = &page["items"][0];
    assert_eq!(answer["status"], "interrupted");
    let said = data(&first)["text"].as_str().expect("text").to_owned();
    assert!(answer["content"].as_str().expect("text").starts_with(&said));
    let events = follow(&client, &slow).await;
    assert_eq!(events.headers()["content-type"], "text/event-stream");
}

#[tokio::test]
async fn a_second_sigterm_exits_at_once() {
    let folder = TempDir::new().expect("a folder");
    let server = serve(folder.path(), &[]).await;
    let run = ask(&server.client(), "stream slowly, write 400 words").await;
    let mut reader = follow(&server.client(), &run).await;
    while next(&mut reader).await.kind != "token" {}
    server.signal("TERM").await.expect("it runs");
    let client = server.client();
    while client
        .send(Request::get("/readyz"))
        .await
        .expect("an answer")
        .status
        == 200
    {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let begun = Instant::now();
    let status = server.terminate(SOON).await.expect("it ends");
    assert_eq!(status.code(), Some(1));
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "{:?}",
        begun.elapsed()
    );
    // What it left open is ended by the next start.
    let server = serve(folder.path(), &[]).await;
    let mut events = follow(&server.client(), &run).await;
    loop {
        let event = next(&mut events).await;
        if event.kind == "done" {
            assert_eq!(data(&event)["status"], "interrupted");
            break;
        }
    }
}
