//! Titles that a model makes after the first answer.

use std::sync::Arc;

use http::Method;
use serde_json::json;
use thalweg_chat::FinishReason;
use thalweg_client::Request;
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_testkit::TestServer;

use crate::support::{ask, conversation_of, data, run_to_end, say, soon, until};

#[tokio::test]
async fn a_title_reaches_every_tab_and_a_persons_own_stays() {
    let model = FakeProvider::new().with_titles();
    let finish = || FakeStep::Finish(FinishReason::Complete);
    model.script(vec![say("It is the salt."), finish()]);
    model.script(vec![say("**Salt of the sea.**"), finish()]);
    let server = TestServer::builder()
        .models(Arc::new(model.clone()))
        .start()
        .await;
    let client = server.client();
    let me = ask(&client, Request::get("/api/me")).await.json();
    let feed = format!(
        "/api/events?channel=user:{}",
        me["principal"]["id"].as_str().expect("an id")
    );
    let mut feed = soon(client.stream(Request::get(feed)))
        .await
        .expect("a stream");
    let events = run_to_end(&client, &json!({ "prompt": "why is the sea salty?" })).await;
    let id = conversation_of(&events);
    let title = async || {
        let target = format!("/api/conversations/{id}");
        ask(&client, Request::get(target)).await.json()["title"].clone()
    };
    until(async || title().await == "Salt of the sea").await;
    let mut titles = Vec::new();
    while titles.last().is_none_or(|last| last != "Salt of the sea") {
        let event = soon(feed.next()).await.expect("alive").expect("an event");
        if event.kind == "conversation" {
            titles.push(data(&event)["data"]["title"].clone());
        }
    }
    assert_eq!(titles[0], "why is the sea salty?");
    let own = Request::new(Method::PATCH, format!("/api/conversations/{id}"))
        .body(json!({ "title": "Mine" }).to_string());
    assert_eq!(ask(&client, own).await.status, 200);
    run_to_end(
        &client,
        &json!({ "prompt": "really?", "conversationId": id }),
    )
    .await;
    assert_eq!(title().await, "Mine");
    assert_eq!(model.requests().len(), 3);
    drop(feed);
    server.stop().await;
}

#[tokio::test]
async fn titles_that_are_turned_off_cost_no_request() {
    let model = FakeProvider::new().with_titles();
    let server = TestServer::builder()
        .models(Arc::new(model.clone()))
        .settings(|settings| settings.chat.titles = false)
        .start()
        .await;
    let client = server.client();
    let mut ids = Vec::new();
    for prompt in ["why is the sea salty?", "and the lakes?"] {
        let events = run_to_end(&client, &json!({ "prompt": prompt })).await;
        ids.push(conversation_of(&events));
        // Whoever would ask for a title begins to before its run is gone.
        until(async || server.app().chat.runs_in_progress() == 0).await;
    }
    let target = format!("/api/conversations/{}", ids[0]);
    let conversation = ask(&client, Request::get(target)).await.json();
    assert_eq!(conversation["title"], "why is the sea salty?");
    assert_eq!(model.requests().len(), 2, "the two questions alone");
    server.stop().await;
}
