//! The tools that come with the server.

use serde_json::json;
use thalweg_client::Request;
use thalweg_testkit::TestServer;

use crate::support::jobs::{begin, ended, stop, told};
use crate::support::{add_message, ask, data, new_conversation, soon};

#[tokio::test]
async fn the_built_in_tools_do_what_they_say() {
    let server = TestServer::start().await;
    let client = server.client();
    let tools = ask(&client, Request::get("/api/tools")).await.json();
    let tools = tools["items"].as_array().expect("items").iter();
    let names: Vec<_> = tools
        .map(|tool| tool["name"].as_str().expect("a name"))
        .collect();
    for name in ["calculator", "clock", "search_conversations", "countdown"] {
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
