use serde_json::{Value, json};
use thalweg_client::{Request, SseEvent};

use crate::support::{add_message, ask, data, new_conversation, scripted, soon, text_of, until};

#[tokio::test]
async fn several_channels_come_on_one_stream_each_event_naming_its_own() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let (one, two) = (
        new_conversation(&client).await,
        new_conversation(&client).await,
    );
    let me = ask(&client, Request::get("/api/me")).await.json();
    let feed = format!("user:{}", text_of(&me["principal"], "id"));
    let channels = [
        format!("conversation:{one}"),
        "session:lobby".into(),
        feed.clone(),
        format!("conversation:{two}"),
        "user:somebody".into(),
        feed.clone(),
    ];
    let query: String = channels
        .iter()
        .map(|name| format!("channel={name}&"))
        .collect();
    let posted = json!({ "channels": channels });
    let place = server.app().hub.watermark();
    let requests = [
        Request::get(format!("/api/events?{query}cursor={place}")),
        Request::post(format!("/api/events?cursor={place}"), &posted),
        Request::post(
            "/api/events",
            &json!({ "channels": channels, "cursor": place.to_string() }),
        ),
    ];
    add_message(&client, &one, "to one").await;
    add_message(&client, &two, "to two").await;
    let mut seen: Vec<Vec<SseEvent>> = Vec::new();
    for request in requests {
        let mut stream = soon(client.stream(request)).await.expect("a stream");
        let welcome = soon(stream.next()).await.expect("alive").expect("an event");
        assert_eq!(welcome.id, Some(place.to_string()));
        let said = data(&welcome);
        assert_eq!(said["refused"], json!(["session:lobby", "user:somebody"]));
        let followed: Vec<_> = said["channels"]
            .as_array()
            .expect("channels")
            .iter()
            .map(|head| text_of(head, "channel"))
            .collect();
        let expected = [&channels[0], &feed, &channels[3]].map(Clone::clone);
        assert_eq!(followed, expected);
        let mut events = Vec::new();
        let last = |events: &[SseEvent]| events.iter().any(|e| e.data.contains("to two"));
        while !last(&events) {
            events.push(soon(stream.next()).await.expect("alive").expect("an event"));
        }
        seen.push(events);
    }
    assert_eq!(seen[0], seen[1], "the same bytes for every reader");
    assert_eq!(seen[0], seen[2]);
    let of_one: Value = data(&seen[0][0]);
    assert_eq!(of_one["channel"], channels[0]);
    assert_eq!(
        (of_one["seq"].as_u64(), of_one.get("first")),
        (Some(2), None)
    );
    assert_eq!(of_one["data"]["content"], "to one");
    assert!(of_one["at"].as_str().is_some_and(|at| at.ends_with('Z')));
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// What a person's other devices do is told on their feed.
#[tokio::test]
async fn a_feed_tells_of_conversations_that_come_change_and_go() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let me = ask(&client, Request::get("/api/me")).await.json();
    let feed = format!("user:{}", text_of(&me["principal"], "id"));
    let target = format!("/api/events?channel={feed}");
    let mut stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let mut next = async || soon(stream.next()).await.expect("alive").expect("an event");
    assert_eq!(next().await.kind, "welcome");
    let id = new_conversation(&client).await;
    let path = format!("/api/conversations/{id}");
    let made = data(&next().await);
    assert_eq!(
        (&made["channel"], &made["data"]["id"]),
        (&json!(feed), &json!(id))
    );
    let patch = json!({ "title": "New name" }).to_string();
    ask(
        &client,
        Request::new(http::Method::PATCH, &path).body(patch),
    )
    .await;
    assert_eq!(data(&next().await)["data"]["title"], "New name");
    let prompt = json!({ "prompt": "go", "conversationId": id });
    let run = crate::support::start_run(&client, &prompt).await;
    assert_eq!(data(&next().await)["data"]["runId"], run["runId"]);
    let finished = data(&next().await);
    assert!(finished["data"].get("runId").is_none(), "{finished}");
    ask(&client, Request::new(http::Method::DELETE, &path)).await;
    let gone = next().await;
    assert_eq!(
        (gone.kind.as_str(), &data(&gone)["data"]["id"]),
        ("deleted", &json!(id))
    );
    let restore = Request::new(http::Method::POST, format!("{path}/restore"));
    assert_eq!(ask(&client, restore).await.status, 200);
    assert_eq!(next().await.kind, "conversation");
    drop(stream);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}
