//! The tools that come with the server.

use std::sync::Arc;

use serde_json::json;
use thalweg_chat::Toolbox;
use thalweg_client::Request;
use thalweg_testkit::TestServer;
use thalweg_tools::Folders;

use crate::support::jobs::{begin, choose, decide, ended, invoke, job, stop, told};
use crate::support::{add_message, ask, data, new_conversation, problem, soon, text_of};

#[tokio::test]
async fn the_built_in_tools_do_what_they_say() {
    let server = TestServer::start().await;
    let client = server.client();
    let tools = ask(&client, Request::get("/api/tools")).await.json();
    let tools = tools["items"].as_array().expect("items").iter();
    let names: Vec<_> = tools
        .map(|tool| tool["name"].as_str().expect("a name"))
        .collect();
    for name in [
        "calculator",
        "clock",
        "search_conversations",
        "http_fetch",
        "countdown",
    ] {
        assert!(names.contains(&name), "{name}");
    }
    let result = async |tool: &str, args| {
        let id = begin(&client, tool, args).await;
        ended(&client, &id).await
    };
    let wrong = result("calculator", json!({ "expression": "1/0" })).await;
    assert_eq!(
        (&wrong["status"], &wrong["error"]),
        (&json!("error"), &json!("a division by zero"))
    );
    let tokyo = result("clock", json!({ "timeZone": "Tokyo" })).await;
    assert_eq!(tokyo["output"]["timeZone"], "Asia/Tokyo");

    let conversation = new_conversation(&client).await;
    add_message(&client, &conversation, "The Danube ends in the Black Sea").await;
    let found = result("search_conversations", json!({ "query": "danube" })).await;
    let hit = &found["output"]["hits"][0];
    assert_eq!(hit["conversationId"], conversation.as_str());
    assert!(
        hit["snippet"]
            .as_str()
            .is_some_and(|text| text.contains("Danube"))
    );
    let none = result("search_conversations", json!({ "query": "..." })).await;
    assert_eq!(none["status"], "error");
    server.stop().await;
}

#[tokio::test]
async fn a_countdown_tells_how_far_it_is_and_can_be_stopped() {
    let server = TestServer::start().await;
    let client = server.client();
    let id = begin(&client, "countdown", json!({ "seconds": 2 })).await;
    let events = told(&client, &id).await;
    let told: Vec<_> = events
        .iter()
        .filter(|event| event.kind == "job-progress")
        .collect();
    let progress: Vec<_> = told
        .iter()
        .map(|event| data(event)["progress"].clone())
        .collect();
    assert_eq!(&progress[..2], [json!(0.0), json!(0.5)]);
    assert_eq!(
        data(events.last().expect("an end"))["output"],
        json!({ "seconds": 2.0 })
    );
    let long = begin(&client, "countdown", json!({ "seconds": 3600 })).await;
    assert_eq!(soon(stop(&client, &long)).await["status"], "cancelled");
    server.stop().await;
}

#[tokio::test]
async fn a_page_is_fetched_with_leave_and_never_from_this_machine() {
    let server = TestServer::start().await;
    let client = server.client();
    let url = format!("http://{}/api/conversations", server.address());
    let id = begin(&client, "http_fetch", json!({ "url": url })).await;
    let waits = job(&client, &id).await;
    assert_eq!(waits["status"], "awaiting-approval");
    let approval = text_of(&waits["approval"], "id");
    assert_eq!(decide(&client, &approval, "allow").await.status, 200);
    let refused = ended(&client, &id).await;
    assert_eq!(refused["status"], "error");
    let words = text_of(&refused, "error");
    assert!(words.contains("not on the public internet"), "{words}");
    server.stop().await;
}

#[tokio::test]
async fn files_are_for_the_owner_alone_and_only_where_a_folder_is_open() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.txt"), "inside").expect("written");
    let folders = Folders::open(&[folder.path().into()]).expect("opened");
    let tools = Toolbox::new(thalweg_tools::files(&folders));
    let server = TestServer::builder()
        .guests()
        .tools(Arc::new(tools))
        .start()
        .await;
    let (owner, guest) = (server.owner().await, server.guest().await);
    let path = folder.path().file_name().expect("a name").to_string_lossy();
    let args = json!({ "path": format!("{path}/a.txt") });
    let listed = ask(&guest, Request::get("/api/tools")).await.json();
    assert_eq!(listed["items"], json!([]));
    problem(
        &invoke(&guest, "read_file", args.clone()).await,
        404,
        "not_found",
    );
    let choice = json!({ "permission": "allow" });
    problem(
        &choose(&guest, "read_file", choice.clone()).await,
        404,
        "not_found",
    );
    assert_eq!(choose(&owner, "read_file", choice).await.status, 200);
    let id = begin(&owner, "read_file", args).await;
    assert_eq!(ended(&owner, &id).await["output"]["text"], "inside");
    server.stop().await;

    let server = TestServer::start().await;
    let none = invoke(&server.client(), "read_file", json!({ "path": "a" })).await;
    problem(&none, 404, "not_found");
    server.stop().await;
}
