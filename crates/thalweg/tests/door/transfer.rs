//! Conversations out of the server, and back into it.

use http::Method;
use serde_json::{Value, json};
use thalweg_chat::FinishReason;
use thalweg_client::{Answer, Client, Request};
use thalweg_providers::FakeStep;
use thalweg_testkit::TestServer;

use crate::support::{
    ask, conversation_of, problem, run_to_end, say, scripted, spoken, start_run, text_of, until,
};

const ID: &str = "01a1f91b-f207-7d28-b9b9-9d0d3c14d3e1";
const AT: &str = "2026-11-20T09:30:00.000Z";

async fn export(client: &Client, id: &str, query: &str) -> Answer {
    let target = format!("/api/conversations/{id}/export{query}");
    let answer = ask(client, Request::get(target)).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer
}

async fn import(client: &Client, file: &Value) -> Answer {
    ask(client, Request::post("/api/conversations/import", file)).await
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.to_vec()).expect("UTF-8")
}

/// A message of a file.
fn message(n: u128, parent: Option<u128>, role: &str, text: &str) -> Value {
    let id = |n| uuid::Uuid::from_u128(n).to_string();
    let mut message = json!({
        "id": id(n),
        "conversationId": ID,
        "role": role,
        "content": text,
        "parts": [{ "type": "text", "id": "p1", "text": text }],
        "createdAt": AT,
        "status": "complete",
    });
    if let Some(parent) = parent {
        message["parentId"] = json!(id(parent));
    }
    message
}

fn file(messages: &[Value]) -> Value {
    json!({
        "format": "thalweg.conversation",
        "version": 1,
        "conversation": {
            "id": ID,
            "title": "Rivers: of \"Europe\"",
            "pinned": true,
            "archived": false,
            "model": "gone",
            "createdAt": AT,
            "updatedAt": AT,
        },
        "messages": messages,
    })
}

/// What must be the same after it went out and in again: everything but ids and the time of the last
/// change. Ids are replaced by the place at which they stand.
fn comparable(mut file: Value) -> Value {
    let messages = file["messages"].as_array().expect("a list").clone();
    let ids: Vec<_> = messages
        .iter()
        .map(|message| text_of(message, "id"))
        .collect();
    let place = |id: &Value| {
        id.as_str()
            .map(|id| ids.iter().position(|known| known == id))
    };
    file["conversation"]["leafId"] = json!(place(&file["conversation"]["leafId"]));
    file["conversation"]["id"] = Value::Null;
    file["conversation"]["updatedAt"] = Value::Null;
    for message in file["messages"].as_array_mut().expect("a list") {
        message["id"] = json!(place(&message["id"]));
        message["parentId"] = json!(place(&message["parentId"]));
        message["conversationId"] = Value::Null;
        message["runId"] = Value::Null;
    }
    file
}

#[tokio::test]
async fn a_conversation_goes_out_and_in_again() {
    let (model, builder) = scripted();
    model.script(vec![
        FakeStep::Think("which river".into()),
        say("The Rhine."),
        FakeStep::Finish(FinishReason::Complete),
    ]);
    model.script(vec![
        say("The Meuse"),
        FakeStep::Finish(FinishReason::Length),
    ]);
    let server = builder.start().await;
    let client = server.client();
    let events = run_to_end(&client, &json!({ "prompt": "A river?" })).await;
    let id = conversation_of(&events);
    let listed = ask(
        &client,
        Request::get(format!("/api/messages?conversationId={id}")),
    )
    .await;
    let question = listed.json()["items"][1]["id"].clone();
    let again = json!({ "conversationId": id, "parentId": question });
    run_to_end(&client, &again).await;

    let first = export(&client, &id, "").await;
    assert_eq!(first.header("content-type"), "application/json");
    assert!(
        first
            .header("content-disposition")
            .starts_with("attachment; filename=\"")
    );
    let first = first.json();
    assert_eq!(
        (&first["format"], &first["version"]),
        (&json!("thalweg.conversation"), &json!(1))
    );
    assert_eq!(
        first["messages"].as_array().map(Vec::len),
        Some(3),
        "both branches"
    );
    for absent in ["runId", "asOf"] {
        assert_eq!(first["conversation"].get(absent), None);
    }
    let made = import(&client, &first).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let made = made.json();
    assert_ne!(made["id"], json!(id));
    let second = export(&client, &text_of(&made, "id"), "?format=json")
        .await
        .json();
    assert_eq!(comparable(first), comparable(second.clone()));
    let third = import(&client, &second).await.json();
    let third = export(&client, &text_of(&third, "id"), "").await.json();
    assert_eq!(comparable(second), comparable(third));
    // It is a conversation like any other: it can be found and gone on with.
    let found = ask(&client, Request::get("/api/search?q=meuse"))
        .await
        .json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(3));
    let more = json!({ "conversationId": made["id"], "prompt": "more" });
    run_to_end(&client, &more).await;
    assert_eq!(
        model.requests().last().map(|asked| asked.turns.len()),
        Some(3)
    );
    server.stop().await;
}

#[tokio::test]
async fn markdown_shows_one_branch_to_people() {
    let server = TestServer::start().await;
    let client = server.client();
    let mut answer = message(2, Some(1), "assistant", "The **Rhine**.");
    answer["model"] = json!("demo");
    answer["parts"] = json!([
        { "type": "reasoning", "id": "r", "text": "west? </details> yes" },
        { "type": "text", "id": "p1", "text": "The **Rhine**." },
    ]);
    let mut other = message(3, Some(1), "assistant", "The Meuse");
    other["status"] = json!("stopped");
    let mut file = file(&[message(1, None, "user", "A *river*?"), answer, other]);
    file["conversation"]["leafId"] = json!(uuid::Uuid::from_u128(2).to_string());
    let made = import(&client, &file).await.json();
    let id = text_of(&made, "id");
    let shown = export(&client, &id, "?format=md").await;
    assert_eq!(shown.header("content-type"), "text/markdown; charset=utf-8");
    assert_eq!(
        shown.header("content-disposition"),
        "attachment; filename=\"Rivers- of -Europe.md\"; filename*=UTF-8''Rivers-%20of%20-Europe.md"
    );
    let expected = "# Rivers: of \"Europe\"\n\nBegan 2026-11-20 09:30 UTC.\n\n\
        ## You\n\n*2026-11-20 09:30 UTC*\n\nA *river*?\n\n\
        ## Assistant (Demo)\n\n*2026-11-20 09:30 UTC*\n\n\
        <details>\n<summary>Reasoning</summary>\n\nwest? &lt;/details> yes\n\n</details>\n\n\
        The **Rhine**.\n";
    let name = text_of(
        &ask(&client, Request::get("/api/models")).await.json()["items"][0],
        "name",
    );
    assert_eq!(
        text(&shown),
        expected.replace("(Demo)", &format!("({name})"))
    );
    let exported = export(&client, &id, "").await.json();
    let leaf = text_of(&exported["messages"][2], "id");
    let other = export(&client, &id, &format!("?format=md&leaf={leaf}")).await;
    assert!(
        text(&other).ends_with("\n\nThe Meuse\n\n*Stopped.*\n"),
        "{}",
        text(&other)
    );
    assert!(!text(&other).contains("Rhine"));
    for (query, status, code) in [
        ("?format=pdf", 400, "malformed"),
        ("?leaf=x&format=md", 400, "malformed"),
        (&format!("?leaf={leaf}"), 400, "malformed"),
        (&format!("?format=md&leaf={ID}"), 404, "not_found"),
    ] {
        let target = format!("/api/conversations/{id}/export{query}");
        problem(&ask(&client, Request::get(target)).await, status, code);
    }
    server.stop().await;
}

#[tokio::test]
async fn an_answer_that_is_being_written_goes_out_as_interrupted() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let run = start_run(&client, &json!({ "prompt": "go" })).await;
    let voice = puppet.voice().await;
    voice.say("so far");
    let id = text_of(&run, "conversationId");
    until(async || text(&export(&client, &id, "").await).contains("so far")).await;
    let file = export(&client, &id, "").await.json();
    assert_eq!(file["messages"][1]["status"], "interrupted");
    let waits = json!({ "conversationId": id, "prompt": "then", "whenBusy": "queue" });
    let waiting = start_run(&client, &waits).await;
    let file = export(&client, &id, "").await.json();
    for absent in ["queued", "runId"] {
        assert_eq!(file["conversation"].get(absent), None, "{absent}");
    }
    let stop = Request::new(
        Method::DELETE,
        format!("/api/realtime/{}", text_of(&waiting, "runId")),
    );
    assert_eq!(ask(&client, stop).await.status, 200);
    assert_eq!(import(&client, &file).await.status, 201);
    voice.finish();
    until(async || server.app().chat.runs_in_progress() == 0).await;
    server.stop().await;
}

#[tokio::test]
async fn many_long_messages_go_out_in_order() {
    let server = TestServer::start().await;
    let client = server.client();
    let long = "long ".repeat(2_000);
    let messages: Vec<_> = (1..=500)
        .map(|n| message(n, Some(n - 1).filter(|n| *n > 0), "assistant", &long))
        .collect();
    let made = import(&client, &file(&messages)).await;
    assert_eq!(made.status, 201);
    let id = text_of(&made.json(), "id");
    let out = export(&client, &id, "").await.json();
    let out = out["messages"].as_array().expect("a list").clone();
    assert_eq!(out.len(), 500);
    assert!(
        out.windows(2)
            .all(|pair| pair[1]["parentId"] == pair[0]["id"])
    );
    let shown = export(&client, &id, "?format=md").await;
    assert_eq!(text(&shown).matches("## Assistant").count(), 500);
    server.stop().await;
}

#[tokio::test]
async fn each_fault_of_a_file_is_named() {
    let server = TestServer::start().await;
    let client = server.client();
    let user = || message(1, None, "user", "hi");
    let with = |field: &str, value: Value| {
        let mut message = message(2, Some(1), "assistant", "yes");
        message[field] = value;
        file(&[user(), message])
    };
    let set = |path: &str, value: Value| {
        let mut file = file(&[user()]);
        *file.pointer_mut(path).expect("is there") = value;
        file
    };
    let part = |id: &str| json!({ "type": "text", "id": id, "text": "yes" });
    for (file, path) in [
        (set("/format", json!("other")), "format"),
        (set("/version", json!(2)), "version"),
        (set("/conversation/title", json!(" ")), "conversation.title"),
        (
            set("/conversation/title", json!("x".repeat(201))),
            "conversation.title",
        ),
        (
            set("/conversation/createdAt", json!("yesterday")),
            "conversation.createdAt",
        ),
        (set("/messages/0/content", json!("")), "messages[0].content"),
        (set("/messages/0/role", json!("tool")), "messages[0].role"),
        (set("/messages/0/role", json!("king")), "messages[0].role"),
        (
            set("/messages/0/status", json!("stopped")),
            "messages[0].status",
        ),
        (with("status", json!("streaming")), "messages[1].status"),
        (with("id", user()["id"].clone()), "messages[1].id"),
        (with("parentId", json!(ID)), "messages[1].parentId"),
        (
            with("parentId", json!(uuid::Uuid::from_u128(2))),
            "messages[1].parentId",
        ),
        (
            with("conversationId", json!(uuid::Uuid::nil())),
            "messages[1].conversationId",
        ),
        (with("content", json!("no")), "messages[1].content"),
        (with("createdAt", json!(7)), "messages[1].createdAt"),
        (
            with("parts", json!([part("a"), part("a")])),
            "messages[1].parts[1].id",
        ),
        (
            with(
                "parts",
                json!([part("a"), { "type": "tool-call", "id": "b", "toolCallId": "c" }]),
            ),
            "messages[1].parts[1].toolCallId",
        ),
    ] {
        let answer = import(&client, &file).await;
        let said = problem(&answer, 422, "invalid_fields");
        let paths: Vec<_> = said["errors"].as_array().expect("a list").iter().collect();
        assert!(
            paths.iter().any(|error| error["path"] == path),
            "{path}: {paths:?}"
        );
    }
    let mut led = file(&[user()]);
    led["conversation"]["leafId"] = json!(ID);
    let said = problem(&import(&client, &led).await, 422, "invalid_fields");
    assert_eq!(said["errors"][0]["path"], "conversation.leafId");
    // A circle: each names the other, so one of them names what comes later.
    let circle = file(&[
        message(1, Some(2), "assistant", "a"),
        message(2, Some(1), "assistant", "b"),
    ]);
    let said = problem(&import(&client, &circle).await, 422, "invalid_fields");
    assert_eq!(said["errors"][0]["path"], "messages[0].parentId");
    let many: Vec<_> = (1..=10_001)
        .map(|n| message(n, None, "user", "x"))
        .collect();
    let said = problem(&import(&client, &file(&many)).await, 422, "invalid_fields");
    assert_eq!(said["errors"][0]["path"], "messages");
    let large = file(&[message(1, None, "assistant", &"x".repeat(17 * 1024 * 1024))]);
    problem(&import(&client, &large).await, 413, "too_large");
    let list = ask(&client, Request::get("/api/conversations"))
        .await
        .json();
    assert_eq!(list["items"], json!([]), "nothing came of any of them");
    server.stop().await;
}

#[tokio::test]
async fn bringing_in_twice_under_one_key_is_once() {
    let server = TestServer::start().await;
    let client = server.client();
    let file = file(&[
        message(1, None, "user", "hi"),
        message(2, Some(1), "assistant", "yes"),
    ]);
    let send = |file: &Value| {
        Request::post("/api/conversations/import", file).header("idempotency-key", "k")
    };
    let (first, again) = (
        ask(&client, send(&file)).await,
        ask(&client, send(&file)).await,
    );
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.json(), again.json());
    assert_eq!(first.json()["createdAt"], AT);
    let mut other = file.clone();
    other["conversation"]["title"] = json!("other");
    problem(
        &ask(&client, send(&other)).await,
        422,
        "idempotency_mismatch",
    );
    let list = ask(&client, Request::get("/api/conversations"))
        .await
        .json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    server.stop().await;
}
