use serde_json::{Value, json};
use thalweg_client::{Client, Request, SseEvent};
use thalweg_log::{Cursor, LogStore, Position, SeededEntropy};
use thalweg_store::MemoryStore;

use super::Bench;
use crate::support::{add_message, ask, data, kinds, run_to_end, soon, text_of};

/// The targets that take a cursor, each with `?` or `&` at its end.
fn targets(bench: &Bench, run: &str) -> [String; 3] {
    let id = &bench.conversation;
    [
        format!("/api/conversations/{id}/events?"),
        format!("/api/events?channel=conversation:{id}&"),
        format!("/api/realtime/{run}?"),
    ]
}

async fn a_run(bench: &Bench) -> String {
    let body = json!({ "prompt": "go", "conversationId": bench.conversation });
    let events = run_to_end(&bench.client, &body).await;
    let done = data(events.last().expect("done"));
    text_of(&done, "runId")
}

#[tokio::test]
async fn a_malformed_cursor_is_refused_before_any_event() {
    let bench = Bench::new().await;
    let run = a_run(&bench).await;
    let good = bench.server.app().hub.watermark().to_string();
    let hostile = [
        "A".repeat(64_000),
        "-1".into(),
        "0".into(),
        format!("{good}A"),
        good[1..].to_owned(),
        format!("2{}", &good[1..]),
        format!("{}.", &good[..good.len() - 1]),
        "null".into(),
        "%0d%0aid:%201".into(),
        format!("{good}%0d%0a"),
        "%00".into(),
        "%F0%9F%8C%8A".into(),
    ];
    for target in targets(&bench, &run) {
        for cursor in &hostile {
            let request = Request::get(format!("{target}cursor={cursor}"));
            bench.refuse(request, 400, "malformed_cursor").await;
        }
        let twice = format!("{target}cursor={good}&cursor={good}");
        bench.refuse(Request::get(twice), 400, "malformed").await;
        for id in [
            "A".repeat(65_536),
            "-1".into(),
            "a b".into(),
            format!("{good}{good}"),
        ] {
            // It wins over a good one in the query.
            let request = Request::get(format!("{target}cursor={good}"));
            let request = request.header("last-event-id", id);
            bench.refuse(request, 400, "malformed_cursor").await;
        }
    }
    let posted = json!({
        "channels": [format!("conversation:{}", bench.conversation)],
        "cursor": "\r\n",
    });
    let request = Request::post("/api/events", &posted);
    bench.refuse(request, 400, "malformed_cursor").await;
    bench.end().await;
}

#[tokio::test]
async fn a_list_takes_only_cursors_of_its_own() {
    let bench = Bench::new().await;
    let of_the_log = bench.server.app().hub.watermark().to_string();
    let messages = format!("/api/messages?conversationId={}&", bench.conversation);
    for target in ["/api/conversations?", &messages] {
        for cursor in ["x", "", "-1", &of_the_log, &"A".repeat(60_000), "%0d%0a"] {
            let request = Request::get(format!("{target}cursor={cursor}"));
            bench.refuse(request, 400, "malformed_page").await;
        }
    }
    bench.end().await;
}

async fn first_events(client: &Client, target: &str, cursor: &str) -> (SseEvent, SseEvent) {
    let request = Request::get(target).header("last-event-id", cursor);
    let mut stream = soon(client.stream(request)).await.expect("a stream");
    let mut next = async || soon(stream.next()).await.expect("alive").expect("an event");
    (next().await, next().await)
}

#[tokio::test]
async fn a_place_that_this_log_does_not_know_is_told_with_the_present_state() {
    let bench = Bench::new().await;
    let run = a_run(&bench).await;
    add_message(&bench.client, &bench.conversation, "the last").await;
    let known = bench.server.app().hub.watermark();
    let other = MemoryStore::new(std::sync::Arc::new(SeededEntropy::new(5)));
    let beyond = Position::new(known.position().get() + 1_000);
    let cases = [
        (other.lineage().cursor_at(known.position()), "epoch_changed"),
        (bench.server.app().hub.cursor_at(beyond), "unknown_cursor"),
        (
            Cursor::new(known.epoch(), known.position(), known.tag() ^ 1),
            "unknown_cursor",
        ),
    ];
    let [conversation, channels, run] = targets(&bench, &run);
    for (cursor, reason) in cases {
        for target in [&conversation, &channels] {
            let cursor = cursor.to_string();
            let (welcome, reset) = first_events(&bench.client, target, &cursor).await;
            assert_eq!(
                (welcome.kind.as_str(), welcome.id),
                ("welcome", Some(cursor))
            );
            assert_eq!(reset.kind, "reset");
            assert_eq!(reset.id, Some(known.to_string()));
            let reset = data(&reset);
            assert_eq!(reset["reason"], reason);
            let lost = &reset["channels"][0];
            let channel = format!("conversation:{}", bench.conversation);
            assert_eq!(lost["channel"], channel);
            let snapshot = &lost["snapshot"];
            assert_eq!(snapshot["conversation"]["id"], bench.conversation);
            let contents: Vec<_> = snapshot["messages"]
                .as_array()
                .expect("messages")
                .iter()
                .map(|message| message["content"].clone())
                .collect();
            assert_eq!(contents, ["the last", "ok", "go", "hello"], "newest first");
        }
        // A run has no other state than itself: it comes whole.
        let request = Request::get(format!("{run}cursor={cursor}"));
        let stream = soon(bench.client.stream(request)).await.expect("a stream");
        let events = soon(stream.collect()).await.expect("a clean end");
        assert_eq!(kinds(&events)[..3], ["welcome", "reset", "message"]);
        assert_eq!(events[0].id, Some(cursor.to_string()));
        assert_eq!(data(&events[1])["reason"], reason);
        assert_eq!(events.last().expect("done").kind, "done");
    }
    bench.end().await;
}

/// A feed has no state: reading goes on at its oldest event.
#[tokio::test]
async fn a_feed_is_read_again_from_its_oldest_event() {
    let bench = Bench::new().await;
    let other = MemoryStore::new(std::sync::Arc::new(SeededEntropy::new(5)));
    let cursor = other.lineage().cursor_at(Position::new(3)).to_string();
    let me = ask(&bench.client, Request::get("/api/me")).await.json();
    let feed = format!("user:{}", text_of(&me["principal"], "id"));
    let target = format!("/api/events?channel={feed}");
    let request = Request::get(&target).header("last-event-id", &cursor);
    let mut stream = soon(bench.client.stream(request)).await.expect("a stream");
    let mut next = async || soon(stream.next()).await.expect("alive").expect("an event");
    assert_eq!(next().await.kind, "welcome");
    let reset = data(&next().await);
    assert_eq!(reset["channels"][0], json!({ "channel": feed }));
    let first: Value = data(&next().await);
    assert_eq!(
        (first["seq"].as_u64(), &first["channel"]),
        (Some(1), &json!(feed))
    );
    drop(stream);
    crate::support::until(async || bench.server.app().streams.is_empty()).await;
    bench.end().await;
}
