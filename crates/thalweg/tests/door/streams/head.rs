use serde_json::json;
use thalweg_client::{Request, SseEvent};

use crate::support::{kinds, new_conversation, soon, spoken, start_run, texts_of};

const READERS: usize = 100;
const PIECES: usize = 50;

/// Readers at the head share one encoding of each event and cause no read of the store.
#[tokio::test]
async fn a_hundred_readers_at_the_head_cost_one_encoding_and_no_store_read() {
    let (puppet, builder) = spoken();
    let server = builder
        .settings(|settings| {
            settings.streams_per_principal = READERS;
            settings.chat.join_window = std::time::Duration::ZERO;
        })
        .start()
        .await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let target = format!("/api/conversations/{conversation}/events");
    let mut readers = Vec::new();
    for _ in 0..READERS {
        let mut stream = soon(client.stream(Request::get(&target)))
            .await
            .expect("a stream");
        let welcome = soon(stream.next()).await.expect("alive").expect("an event");
        assert_eq!(welcome.kind, "welcome");
        readers.push(stream);
    }
    let before = server.app().hub.counters().view();
    let body = json!({ "prompt": "go", "conversationId": conversation });
    start_run(&client, &body).await;
    let voice = puppet.voice().await;
    let speak = async {
        for _ in 0..PIECES {
            voice.say("x");
            tokio::task::yield_now().await;
        }
        voice.finish();
    };
    let read = readers.iter_mut().map(async |stream| {
        let mut events: Vec<SseEvent> = Vec::new();
        while events.last().is_none_or(|last| last.kind != "done") {
            events.push(soon(stream.next()).await.expect("alive").expect("an event"));
        }
        // The run's end changes the conversation as well.
        events.push(soon(stream.next()).await.expect("alive").expect("an event"));
        events
    });
    let (all, ()) = tokio::join!(futures_util::future::join_all(read), speak);
    let after = server.app().hub.counters().view();
    for events in &all {
        assert_eq!(*events, all[0], "the same bytes for every reader");
    }
    assert_eq!(texts_of(&all[0]), "x".repeat(PIECES));
    assert_eq!(kinds(&all[0])[..3], ["conversation", "message", "run"]);
    assert_eq!(after.store_reads - before.store_reads, 0);
    let encodings = after.encodings - before.encodings;
    assert_eq!(encodings, all[0].len() as u64, "one for each event");
    drop(readers);
    crate::support::until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// The run's own stream begins at the head as well.
#[tokio::test]
async fn starting_a_run_and_reading_it_reads_no_store() {
    let (_, builder) = crate::support::scripted();
    let server = builder.start().await;
    let before = server.app().hub.counters().view();
    let events = crate::support::run_to_end(&server.client(), &json!({ "prompt": "go" })).await;
    assert_eq!(events.last().expect("done").kind, "done");
    let after = server.app().hub.counters().view();
    assert_eq!(after.store_reads, before.store_reads);
    server.stop().await;
}
