use std::time::Duration;

use serde_json::json;
use thalweg_client::{Request, SseEvent};
use thalweg_testkit::TestServer;

use crate::support::{
    data, kinds, new_conversation, pieces, scripted, soon, spoken, start_run, text_of, texts_of,
    until,
};

const PIECES: usize = 40;

/// One event for each piece, so that there is something to join.
fn piecewise(settings: &mut thalweg::Settings) {
    settings.chat.join_window = Duration::ZERO;
    // Readers that come later are behind this.
    settings.hub.tail_events = 2;
}

async fn follow(server: &TestServer, target: &str) -> Vec<SseEvent> {
    let stream = soon(server.client().stream(Request::get(target))).await;
    soon(stream.expect("a stream").collect())
        .await
        .expect("a clean end")
}

#[tokio::test]
async fn who_catches_up_gets_fewer_larger_tokens_and_every_character() {
    let (puppet, builder) = spoken();
    let server = builder.settings(piecewise).start().await;
    let client = server.client();
    let started = start_run(&client, &json!({ "prompt": "go" })).await;
    let target = format!("/api/realtime/{}", text_of(&started, "runId"));
    let voice = puppet.voice().await;
    let mut live = soon(client.stream(Request::get(&target)))
        .await
        .expect("a stream");
    let mut heard = Vec::new();
    for piece in 0..PIECES {
        voice.say(&format!("{piece} \"é\u{1F30A}\n"));
        // The next piece comes once this one was heard, so each is an event.
        while texts_of(&heard).matches('\n').count() <= piece {
            heard.push(soon(live.next()).await.expect("alive").expect("an event"));
        }
    }
    voice.finish();
    while let Some(event) = soon(live.next()).await.expect("alive") {
        heard.push(event);
    }
    let tokens = |events: &[SseEvent]| kinds(events).iter().filter(|k| **k == "token").count();
    assert_eq!(tokens(&heard), PIECES);
    let late = follow(&server, &target).await;
    assert!(tokens(&late) <= 3, "{} tokens", tokens(&late));
    assert_eq!(texts_of(&late), texts_of(&heard));
    let ids: Vec<_> = heard.iter().map(|event| &event.id).collect();
    for event in &late {
        assert!(
            ids.contains(&&event.id),
            "a joined event has the last one's id"
        );
    }
    let wrapped = format!(
        "/api/events?channel=conversation:{}",
        text_of(&started, "conversationId")
    );
    let from = text_of(&started, "cursor");
    let mut stream = soon(client.stream(Request::get(format!("{wrapped}&cursor={from}"))))
        .await
        .expect("a stream");
    loop {
        let event = soon(stream.next()).await.expect("alive").expect("an event");
        if event.kind == "token" {
            let said = data(&event);
            assert!(said["first"].as_u64() < said["seq"].as_u64(), "{said}");
            break;
        }
    }
    drop(stream);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn flush_joins_tokens_at_the_head() {
    let (model, builder) = scripted();
    model.script(pieces(PIECES));
    let server = builder
        .settings(|settings| settings.chat.join_window = Duration::ZERO)
        .start()
        .await;
    let client = server.client();
    let request = Request::post("/api/realtime?flushMs=1000", &json!({ "prompt": "go" }));
    let stream = soon(client.stream(request)).await.expect("a stream");
    let events = soon(stream.collect()).await.expect("a clean end");
    let tokens = kinds(&events).iter().filter(|k| **k == "token").count();
    // Some 100 ms of text: the first token at once, the rest before the final message.
    assert!((1..=3).contains(&tokens), "{tokens} tokens");
    assert_eq!(texts_of(&events).split_whitespace().count(), PIECES);
    let order = kinds(&events);
    assert_eq!(order[order.len() - 2..], ["message", "done"]);
    server.stop().await;
}

#[tokio::test]
async fn only_wanted_types_come_and_the_end_always() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let target = format!("/api/conversations/{conversation}/events?type=message&type=run");
    let stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let body = json!({ "prompt": "go", "conversationId": conversation });
    let started = start_run(&client, &body).await;
    let run = format!("/api/realtime/{}?type=message", text_of(&started, "runId"));
    let of_run = soon(client.stream(Request::get(run)))
        .await
        .expect("a stream");
    let voice = puppet.voice().await;
    voice.say("ok");
    voice.finish();
    let of_run = soon(of_run.collect()).await.expect("a clean end");
    assert_eq!(kinds(&of_run), ["welcome", "message", "message", "done"]);
    let gone = Request::new(
        http::Method::DELETE,
        format!("/api/conversations/{conversation}"),
    );
    assert_eq!(crate::support::ask(&client, gone).await.status, 204);
    let events = soon(stream.collect()).await.expect("a clean end");
    assert_eq!(
        kinds(&events),
        ["welcome", "message", "run", "message", "deleted"]
    );
    server.stop().await;
}
