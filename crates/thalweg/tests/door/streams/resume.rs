use serde_json::json;
use thalweg_client::{EventStream, Request, SseEvent};

use crate::support::{
    add_message, conversation_of, data, kinds, new_conversation, pieces, run_to_end, scripted,
    soon, start_run, text_of, texts_of, until,
};

async fn next(stream: &mut EventStream) -> SseEvent {
    soon(stream.next()).await.expect("alive").expect("an event")
}

/// A bare `EventSource` that saw nothing but the welcome knows a place to come back to.
#[tokio::test]
async fn the_welcomes_id_resumes_although_nothing_came_before_the_cut() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let target = format!("/api/conversations/{conversation}/events");
    let mut stream = soon(client.stream(Request::get(&target)))
        .await
        .expect("a stream");
    let place = next(&mut stream).await.id.expect("a place");
    drop(stream);
    add_message(&client, &conversation, "meanwhile").await;
    let request = Request::get(&target).header("last-event-id", place.clone());
    let mut stream = soon(client.stream(request)).await.expect("a stream");
    assert_eq!(next(&mut stream).await.id, Some(place));
    let message = next(&mut stream).await;
    assert_eq!(message.kind, "message");
    assert_eq!(data(&message)["content"], "meanwhile");
    drop(stream);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn last_event_id_wins_over_the_query() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let early = server.app().hub.watermark().to_string();
    add_message(&client, &conversation, "first").await;
    let late = server.app().hub.watermark().to_string();
    add_message(&client, &conversation, "second").await;
    let target = format!("/api/conversations/{conversation}/events?cursor={early}");
    let wrapped = format!("/api/events?channel=conversation:{conversation}&cursor={early}");
    for target in [target, wrapped] {
        for (header, content) in [
            (Some(&late), "second"),
            (Some(&String::new()), "first"),
            (None, "first"),
        ] {
            let mut request = Request::get(&target);
            if let Some(header) = header {
                request = request.header("last-event-id", header.clone());
            }
            let mut stream = soon(client.stream(request)).await.expect("a stream");
            next(&mut stream).await;
            let text = next(&mut stream).await.data;
            assert!(text.contains(content), "{text}");
        }
    }
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn without_a_place_a_channel_starts_now_and_a_run_from_its_start() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let whole = run_to_end(&client, &json!({ "prompt": "go" })).await;
    assert_eq!(
        kinds(&whole),
        ["welcome", "message", "run", "token", "message", "done"]
    );
    let conversation = conversation_of(&whole);
    let target = format!("/api/conversations/{conversation}/events");
    let mut stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    assert_eq!(next(&mut stream).await.kind, "welcome");
    add_message(&client, &conversation, "now").await;
    assert_eq!(data(&next(&mut stream).await)["content"], "now");
    drop(stream);
    let run = text_of(&data(&whole[5]), "runId");
    let target = format!("/api/realtime/{run}");
    let stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let again = soon(stream.collect()).await.expect("a clean end");
    assert_eq!(again[1..], whole[1..], "the same bytes");
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn ids_sort_like_the_log_and_every_one_of_them_resumes() {
    let (model, builder) = scripted();
    model.script(pieces(30));
    let server = builder
        .settings(|settings| settings.chat.join_window = std::time::Duration::ZERO)
        .start()
        .await;
    let client = server.client();
    let whole = run_to_end(&client, &json!({ "prompt": "go" })).await;
    let ids: Vec<_> = whole
        .iter()
        .map(|event| event.id.clone().expect("an id"))
        .collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    assert!(ids.iter().all(|id| id.len() == ids[0].len()));
    let text = texts_of(&whole);
    let run = text_of(&data(whole.last().expect("done")), "runId");
    for (place, id) in ids.iter().enumerate().take(ids.len() - 1) {
        let request = Request::get(format!("/api/realtime/{run}?cursor={id}"));
        let stream = soon(client.stream(request)).await.expect("a stream");
        let rest = soon(stream.collect()).await.expect("a clean end");
        let joined = texts_of(&whole[..=place]) + &texts_of(&rest);
        assert_eq!(joined, text, "cut after {place}");
        assert_eq!(rest.last(), whole.last());
    }
    server.stop().await;
}

/// 204 is what stops an `EventSource` for good.
#[tokio::test]
async fn a_finished_run_has_nothing_more_at_or_past_its_end() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let events = run_to_end(&client, &json!({ "prompt": "go" })).await;
    let done = events.last().expect("done");
    let run = text_of(&data(done), "runId");
    let end = done.id.clone().expect("an id");
    add_message(&client, &conversation_of(&events), "later").await;
    let past = server.app().hub.watermark().to_string();
    for place in [end, past] {
        for header in [true, false] {
            let request = if header {
                Request::get(format!("/api/realtime/{run}")).header("last-event-id", &place)
            } else {
                Request::get(format!("/api/realtime/{run}?cursor={place}"))
            };
            let answer = crate::support::ask(&client, request).await;
            assert_eq!((answer.status, answer.body.len()), (204, 0));
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
    server.stop().await;
}

/// The place in the answer 202 is right before the run's first event.
#[tokio::test]
async fn a_run_that_goes_on_by_itself_is_followed_from_its_cursor() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let body = json!({ "prompt": "go", "conversationId": conversation });
    let started = start_run(&client, &body).await;
    let (run, cursor) = (text_of(&started, "runId"), text_of(&started, "cursor"));
    let request = Request::get(format!("/api/realtime/{run}?cursor={cursor}"));
    let stream = soon(client.stream(request)).await.expect("a stream");
    for (header, field) in [
        ("thalweg-run-id", "runId"),
        ("thalweg-conversation-id", "conversationId"),
    ] {
        assert_eq!(stream.headers()[header], text_of(&started, field).as_str());
    }
    let events = soon(stream.collect()).await.expect("a clean end");
    assert_eq!(
        kinds(&events),
        ["welcome", "message", "run", "token", "message", "done"]
    );
    assert_eq!(events[0].id, Some(cursor));
    let ids = (&data(&events[1])["id"], &data(&events[3])["id"]);
    assert_eq!(ids, (&started["messageId"], &started["assistantMessageId"]));
    server.stop().await;
}

/// A place before the run shows what is its own and nothing else.
#[tokio::test]
async fn a_runs_stream_never_shows_what_came_before_it() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let early = server.app().hub.watermark().to_string();
    add_message(&client, &conversation, "before").await;
    let body = json!({ "prompt": "go", "conversationId": conversation });
    let events = run_to_end(&client, &body).await;
    let run = text_of(&data(events.last().expect("done")), "runId");
    let request = Request::get(format!("/api/realtime/{run}?cursor={early}"));
    let stream = soon(client.stream(request)).await.expect("a stream");
    let again = soon(stream.collect()).await.expect("a clean end");
    assert_eq!(again[1..], events[1..]);
    server.stop().await;
}
