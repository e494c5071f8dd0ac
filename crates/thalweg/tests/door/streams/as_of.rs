use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};
use thalweg_client::{Client, Request, SseEvent};
use thalweg_log::{Entropy as _, SeededEntropy};
use thalweg_testkit::TestServer;

use crate::support::{
    add_message, ask, data, new_conversation, scripted, soon, start_run, text_of, until,
};

const MESSAGES: usize = 60;

/// Load, then subscribe from `asOf`: nothing falls between, and nothing comes twice.
#[tokio::test]
async fn messages_and_the_stream_from_their_place_are_the_whole() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    for seed in 0..6 {
        let conversation = new_conversation(&client).await;
        let writing = async {
            for i in 0..MESSAGES {
                add_message(&client, &conversation, &format!("m{i}")).await;
            }
        };
        let reading = async {
            let random = SeededEntropy::new(seed);
            let mut loads = Vec::new();
            for _ in 0..4 {
                for _ in 0..random.next_u64() % 20 {
                    ask(&client, Request::get("/healthz")).await;
                }
                loads.push(load_and_follow(&client, &conversation).await);
            }
            loads
        };
        let ((), loads) = tokio::join!(writing, reading);
        let expected: Vec<_> = (0..MESSAGES).map(|i| format!("m{i}")).collect();
        for contents in loads {
            assert_eq!(contents, expected, "seed {seed}");
        }
    }
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// The contents of all messages: those that were there, oldest first, then those that came.
async fn load_and_follow(client: &Client, conversation: &str) -> Vec<String> {
    let target = format!("/api/messages?conversationId={conversation}&limit=200");
    let page = ask(client, Request::get(target)).await.json();
    let items = page["items"].as_array().expect("messages");
    let mut contents: Vec<_> = items.iter().rev().map(|m| text_of(m, "content")).collect();
    let cursor = text_of(&page, "asOf");
    let target = format!("/api/conversations/{conversation}/events?type=message&cursor={cursor}");
    let mut stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let last = format!("m{}", MESSAGES - 1);
    while contents.last() != Some(&last) {
        let event = soon(stream.next()).await.expect("alive").expect("an event");
        if event.kind == "message" {
            contents.push(text_of(&data(&event), "content"));
        }
    }
    contents
}

/// The list of conversations and the feed from its place make the list as it is later.
#[tokio::test]
async fn the_list_and_the_feed_from_its_place_are_the_whole() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let me = ask(&client, Request::get("/api/me")).await.json();
    let feed = format!("user:{}", text_of(&me["principal"], "id"));
    let kept = new_conversation(&client).await;
    let writing = change_conversations(&client, &kept);
    let reading = async {
        let mut lists = Vec::new();
        for _ in 0..8 {
            lists.push(follow_list(&client, &feed).await);
        }
        lists
    };
    let ((), lists) = tokio::join!(writing, reading);
    until(async || server.app().chat.runs_in_progress() == 0).await;
    let now = list(&client).await.0;
    for (titles, at) in lists {
        assert_eq!(titles, at, "what was followed is what was listed then");
    }
    assert!(now.values().any(|title| title == "the end"));
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

async fn change_conversations(client: &Client, kept: &str) {
    for i in 0..30 {
        let id = new_conversation(client).await;
        let path = format!("/api/conversations/{id}");
        let patch = json!({ "title": format!("t{i}") }).to_string();
        ask(client, Request::new(Method::PATCH, &path).body(patch)).await;
        if i % 3 == 0 {
            ask(client, Request::new(Method::DELETE, &path)).await;
        }
        if i % 7 == 0 {
            start_run(client, &json!({ "prompt": format!("run {i}") })).await;
        }
    }
    let patch = json!({ "title": "the end" }).to_string();
    let path = format!("/api/conversations/{kept}");
    ask(client, Request::new(Method::PATCH, path).body(patch)).await;
}

type Titles = BTreeMap<String, String>;

async fn list(client: &Client) -> (Titles, String) {
    let page = ask(client, Request::get("/api/conversations?limit=200"))
        .await
        .json();
    let items = page["items"].as_array().expect("conversations");
    let titles = items
        .iter()
        .map(|item| (text_of(item, "id"), text_of(item, "title")));
    (titles.collect(), text_of(&page, "asOf"))
}

/// Lists, follows to the place of a later list, and gives what was followed and that list.
async fn follow_list(client: &Client, feed: &str) -> (Titles, Titles) {
    let (mut titles, cursor) = list(client).await;
    let mut last = cursor.clone();
    let target = format!("/api/events?channel={feed}&cursor={cursor}");
    let mut stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    for _ in 0..5 {
        ask(client, Request::get("/healthz")).await;
    }
    let (later, place) = list(client).await;
    // A place that is no event of the feed is passed with the next one, or never.
    while last < place && titles != later {
        let event = soon(stream.next()).await.expect("alive").expect("an event");
        last = event.id.clone().expect("an id");
        if last <= place {
            apply(&mut titles, &event);
        }
    }
    (titles, later)
}

fn apply(titles: &mut Titles, event: &SseEvent) {
    let said: Value = data(event);
    let id = match event.kind.as_str() {
        "conversation" | "deleted" => text_of(&said["data"], "id"),
        _ => return,
    };
    if event.kind == "deleted" {
        assert!(titles.remove(&id).is_some(), "what goes was there");
    } else {
        titles.insert(id, text_of(&said["data"], "title"));
    }
}

/// A conversation's own place serves as well.
#[tokio::test]
async fn a_conversation_is_followed_from_its_place() {
    let (_, builder) = scripted();
    let server: TestServer = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let path = format!("/api/conversations/{conversation}");
    let read = ask(&client, Request::get(&path)).await.json();
    add_message(&client, &conversation, "after").await;
    let target = format!("{path}/events?cursor={}", text_of(&read, "asOf"));
    let mut stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let mut next = async || soon(stream.next()).await.expect("alive").expect("an event");
    assert_eq!(next().await.kind, "welcome");
    assert_eq!(data(&next().await)["content"], "after");
    drop(stream);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}
