use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use thalweg_client::{Client, Request};
use thalweg_testkit::TestServer;

use crate::support::{
    ask, data, kinds, problem, soon, spoken, start_run, text_of, texts_of, until,
};

fn waits(conversation: &str, prompt: &str) -> Value {
    json!({ "conversationId": conversation, "prompt": prompt, "whenBusy": "queue" })
}

async fn queue(client: &Client, conversation: &str) -> Value {
    let target = format!("/api/conversations/{conversation}/queue");
    let answer = ask(client, Request::get(target)).await;
    assert_eq!(answer.status, 200);
    answer.json()
}

fn words(queue: &Value) -> Vec<&str> {
    let items = queue["items"].as_array().expect("a list");
    let words = items.iter().map(|item| item["content"].as_str());
    words.map(|text| text.expect("words")).collect()
}

/// Stream, list, change and removal of what waits, to the letter.
#[tokio::test]
async fn what_waits_is_told_changed_and_answered_in_order() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let first = start_run(&client, &json!({ "prompt": "one" })).await;
    let id = text_of(&first, "conversationId");
    let voice = puppet.voice().await;
    let second = start_run(&client, &waits(&id, "two")).await;
    let third = Request::post("/api/realtime", &waits(&id, "three"));
    let mut third = soon(client.stream(third)).await.expect("a stream");
    soon(third.next()).await.expect("alive").expect("welcome");
    let waiting = soon(third.next()).await.expect("alive").expect("a run");
    assert_eq!(waiting.kind, "run");
    let third_run = data(&waiting);
    assert_eq!(third_run["status"], "queued");
    assert_eq!(third_run["parentId"], Value::Null);
    let fourth = start_run(&client, &waits(&id, "four")).await;

    let list = queue(&client, &id).await;
    assert_eq!(words(&list), ["two", "three", "four"]);
    let keys: Vec<_> = list["items"][0]
        .as_object()
        .expect("an item")
        .keys()
        .collect();
    assert_eq!(keys, ["content", "createdAt", "messageId", "runId"]);
    assert_eq!(list["items"][0]["runId"], second["runId"]);
    assert!(list["asOf"].is_string());
    let of = |message: &Value| {
        let message = message.as_str().expect("an id");
        format!("/api/conversations/{id}/queue/{message}")
    };
    let patch = json!({ "content": "THREE", "position": 0 });
    let target = of(&third_run["messageId"]);
    let patch = Request::new(Method::PATCH, target).body(patch.to_string());
    let changed = ask(&client, patch).await;
    assert_eq!(changed.status, 200);
    assert_eq!(words(&changed.json()), ["THREE", "two", "four"]);
    let remove = || Request::new(Method::DELETE, of(&fourth["messageId"]));
    assert_eq!(ask(&client, remove()).await.status, 204);
    problem(&ask(&client, remove()).await, 404, "not_found");
    let plain = json!({ "conversationId": id, "prompt": "x" });
    let busy = ask(&client, Request::post("/api/realtime", &plain)).await;
    assert_eq!(
        problem(&busy, 409, "run_in_progress")["runId"],
        first["runId"]
    );
    let conversation = ask(&client, Request::get(format!("/api/conversations/{id}"))).await;
    assert_eq!(conversation.json()["queued"], 2);

    voice.finish();
    let voice = puppet.voice().await;
    voice.say("to three");
    voice.finish();
    let rest = soon(third.collect()).await.expect("a clean end");
    let done = rest.iter().filter(|event| event.kind == "done").map(data);
    let done: Vec<_> = done
        .map(|done| (done["runId"].clone(), done["status"].clone()))
        .collect();
    assert_eq!(
        done,
        [
            (fourth["runId"].clone(), json!("stopped")),
            (first["runId"].clone(), json!("error")),
            (third_run["id"].clone(), json!("complete"))
        ]
    );
    assert_eq!(texts_of(&rest), "to three");
    let queues = rest.iter().filter(|event| event.kind == "queue").map(data);
    let queues: Vec<Value> = queues.collect();
    let told: Vec<_> = queues.iter().map(words).collect();
    assert_eq!(
        told,
        [
            vec!["two", "three"],
            vec!["two", "three", "four"],
            vec!["THREE", "two", "four"],
            vec!["THREE", "two"],
            vec!["two"]
        ]
    );
    let voice = puppet.voice().await;
    voice.say("to two");
    voice.finish();
    let target = format!("/api/realtime/{}", text_of(&second, "runId"));
    let own = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let own = soon(own.collect()).await.expect("a clean end");
    assert_eq!(data(own.last().expect("done"))["runId"], second["runId"]);
    until(async || server.app().chat.runs_in_progress() == 0).await;
    assert!(words(&queue(&client, &id).await).is_empty());
    server.stop().await;
}

/// On the way down the queue stays, and its readers are sent to the next server, which goes on.
#[tokio::test]
async fn a_restart_with_a_queue_goes_on_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (puppet, builder) = spoken();
    let server = builder
        .folder(folder.path())
        .settings(|settings| settings.drain_timeout = Duration::from_secs(3))
        .start()
        .await;
    let client = server.client();
    let first = start_run(&client, &json!({ "prompt": "one" })).await;
    let id = text_of(&first, "conversationId");
    let voice = puppet.voice().await;
    voice.say("half");
    let second = Request::post("/api/realtime", &waits(&id, "two"));
    let stream = soon(client.stream(second)).await.expect("a stream");
    let third = start_run(&client, &waits(&id, "three")).await;
    let (_, told) = tokio::join!(soon(server.stop()), soon(stream.collect()));
    let told = told.expect("a clean end");
    assert_eq!(kinds(&told).last(), Some(&"reconnect"));
    let run = told.iter().find(|event| event.kind == "run").map(data);
    let run = text_of(&run.expect("its run"), "id");
    let cursor = told.iter().rev().find_map(|event| event.id.clone());

    let (puppet, builder) = spoken();
    let server = builder.folder(folder.path()).start().await;
    let client = server.client();
    let target = format!("/api/realtime/{run}");
    let target = Request::get(target).header("last-event-id", cursor.expect("a place"));
    let stream = soon(client.stream(target)).await.expect("a stream");
    for words in ["to two", "to three"] {
        let voice = puppet.voice().await;
        voice.say(words);
        voice.finish();
    }
    let events = soon(stream.collect()).await.expect("a clean end");
    let last = data(events.last().expect("done"));
    assert_eq!(
        (&last["runId"], &last["status"]),
        (&json!(run), &json!("complete"))
    );
    assert_eq!(texts_of(&events), "to two");
    let page = format!("/api/messages?conversationId={id}");
    let page = async || ask(&client, Request::get(page.clone())).await.json();
    until(async || page().await["items"][0]["content"] == "to three").await;
    until(async || page().await["items"][0]["status"] == "complete").await;
    let page = page().await;
    assert_eq!(page["items"][0]["id"], third["assistantMessageId"]);
    let half = &page["items"][4];
    assert_eq!(
        (&half["content"], &half["status"]),
        (&json!("half"), &json!("interrupted"))
    );
    server.stop().await;
}

#[tokio::test]
async fn a_deletion_tells_who_follows_what_waits() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let first = start_run(&client, &json!({ "prompt": "one" })).await;
    let id = text_of(&first, "conversationId");
    let _voice = puppet.voice().await;
    let second = Request::post("/api/realtime", &waits(&id, "two"));
    let stream = soon(client.stream(second)).await.expect("a stream");
    let delete = Request::new(Method::DELETE, format!("/api/conversations/{id}"));
    assert_eq!(ask(&client, delete).await.status, 204);
    let told = soon(stream.collect()).await.expect("a clean end");
    let last = told.last().expect("done");
    assert_eq!(
        (last.kind.as_str(), &data(last)["status"]),
        ("done", &json!("stopped"))
    );
    let restore = format!("/api/conversations/{id}/restore");
    let restored = ask(&client, Request::post(restore, &json!({}))).await;
    assert_eq!(
        (restored.status, &restored.json()["queued"]),
        (200, &Value::Null)
    );
    assert!(words(&queue(&client, &id).await).is_empty());
    let server_is_idle = TestServer::app(&server).chat.runs_in_progress();
    assert_eq!(server_is_idle, 0);
    server.stop().await;
}
