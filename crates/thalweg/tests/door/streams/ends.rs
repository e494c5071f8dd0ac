use http::Method;
use serde_json::json;
use thalweg_client::{ClientError, Request};

use crate::support::{
    add_message, ask, data, kinds, new_conversation, opened, soon, spoken, start_run, text_of,
    until,
};

#[tokio::test]
async fn deleting_a_conversation_stops_its_run_and_ends_its_streams() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let path = format!("/api/conversations/{conversation}");
    let events = Request::get(format!("{path}/events"));
    let of_conversation = soon(client.stream(events.clone())).await.expect("a stream");
    let body = json!({ "prompt": "go", "conversationId": conversation });
    let run = text_of(&start_run(&client, &body).await, "runId");
    let of_run = Request::get(format!("/api/realtime/{run}"));
    let stream_of_run = soon(client.stream(of_run.clone())).await.expect("a stream");
    let voice = puppet.voice().await;
    voice.say("half an ans");
    let deleted = ask(&client, Request::new(Method::DELETE, &path)).await;
    assert_eq!(deleted.status, 204);
    voice.dropped().await;
    let heard = soon(of_conversation.collect()).await.expect("a clean end");
    let order = kinds(&heard);
    assert_eq!(order[order.len() - 1], "deleted");
    let done = heard
        .iter()
        .find(|event| event.kind == "done")
        .expect("done");
    assert_eq!(data(done)["status"], "stopped");
    let heard = soon(stream_of_run.collect()).await.expect("a clean end");
    assert_eq!(heard.last().expect("done").kind, "done");
    for request in [
        events,
        of_run,
        Request::get(&path),
        Request::new(Method::DELETE, &path),
    ] {
        assert_eq!(opened(&client, request).await, (404, "not_found".into()));
    }
    let restored = ask(
        &client,
        Request::new(Method::POST, format!("{path}/restore")),
    )
    .await;
    assert_eq!(restored.status, 200);
    assert_eq!(ask(&client, Request::get(&path)).await.status, 200);
    server.stop().await;
}

/// A device that was away while a conversation was deleted and restored goes on with it.
#[tokio::test]
async fn a_deletion_that_was_undone_ends_no_stream() {
    let (_, builder) = crate::support::scripted();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let place = server.app().hub.watermark();
    let path = format!("/api/conversations/{conversation}");
    ask(&client, Request::new(Method::DELETE, &path)).await;
    let restored = Request::new(Method::POST, format!("{path}/restore"));
    assert_eq!(ask(&client, restored).await.status, 200);
    let request = Request::get(format!("{path}/events?cursor={place}"));
    let stream = soon(client.stream(request)).await.expect("a stream");
    add_message(&client, &conversation, "after").await;
    ask(&client, Request::new(Method::DELETE, &path)).await;
    let events = soon(stream.collect()).await.expect("a clean end");
    let order = kinds(&events);
    assert_eq!(
        order[..4],
        ["welcome", "deleted", "conversation", "message"]
    );
    assert_eq!(order.last(), Some(&"deleted"));
    server.stop().await;
}

/// A body that ends cleanly says that nothing is missing, so a run that goes on never does.
#[tokio::test]
async fn a_stream_that_is_cut_does_not_look_whole() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let target = format!("/api/conversations/{conversation}/events");
    let mut stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let welcome = soon(stream.next()).await.expect("alive").expect("an event");
    let id = text_of(&data(&welcome), "streamId").parse().expect("an id");
    let close = thalweg_transports::Control::Close(thalweg_transports::CloseReason::Shutdown);
    let owner = thalweg_log::PrincipalId::owner();
    assert!(server.app().streams.send(id, &owner, close));
    let broken = soon(stream.next()).await;
    assert!(
        matches!(broken, Err(ClientError::Connection(_))),
        "{broken:?}"
    );
    drop((stream, puppet));
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// Closing a connection stops nothing.
#[tokio::test]
async fn a_reader_that_goes_away_stops_nothing() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let body = json!({ "prompt": "go" });
    let mut stream = soon(client.stream(Request::post("/api/realtime", &body)))
        .await
        .expect("a stream");
    let run = stream.headers()["thalweg-run-id"]
        .to_str()
        .expect("an id")
        .to_owned();
    soon(stream.next()).await.expect("alive");
    let voice = puppet.voice().await;
    voice.say("before ");
    drop(stream);
    until(async || server.app().streams.is_empty()).await;
    voice.say("after");
    voice.finish();
    let target = format!("/api/realtime/{run}");
    let stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let events = soon(stream.collect()).await.expect("a clean end");
    assert_eq!(crate::support::texts_of(&events), "before after");
    let done = data(events.last().expect("done"));
    assert_eq!(done["status"], "complete");
    server.stop().await;
}
