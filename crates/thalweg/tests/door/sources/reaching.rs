//! Servers of the Model Context Protocol as they do: what they tell, and how they are when they are not
//! there.

use serde_json::json;
use thalweg_chat::FinishReason;
use thalweg_providers::FakeStep;
use thalweg_testkit::TestServer;
use thalweg_wire::NewMcpServer;

use super::mcp::{create, is, listed, server, talker};
use super::{SECRET, known, with};
use crate::support::jobs::{begin, choose, told};
use crate::support::{data, run_to_end, say, scripted, soon};

#[tokio::test]
async fn what_a_server_says_before_its_result_is_told_without_secrets() {
    let thalweg = TestServer::builder().settings(|settings| settings.secrets = known());
    let (thalweg, talker) = (thalweg.start().await, talker().await);
    let owner = thalweg.owner().await;
    create(&owner, &server("talk", &talker.url())).await;
    is(&owner, "ready").await;
    choose(&owner, "talk__say", json!({ "permission": "allow" })).await;
    let job = begin(&owner, "talk__say", json!({ "text": "aloud" })).await;
    let events = told(&owner, &job).await;
    let progress: Vec<_> = events
        .iter()
        .filter(|event| event.kind == "job-progress")
        .map(data)
        .collect();
    let last = progress.last().expect("progress");
    assert_eq!(last["progress"], 0.5, "{progress:?}");
    let end = data(events.last().expect("an end"));
    assert_eq!(end["log"], "at •••\nby •••\n", "{end}");
    assert!(events.iter().all(|event| !event.data.contains(SECRET)));
    thalweg.stop().await;
}

#[tokio::test]
async fn a_server_that_never_answers_holds_up_nobody() {
    let program = json!({ "type": "stdio", "command": "sleep", "args": ["600"] });
    let deaf = with(server("deaf", ""), json!({ "transport": program }));
    let deaf: NewMcpServer = serde_json::from_value(deaf).expect("a server");
    let (model, builder) = scripted();
    let builder = builder.settings(|settings| settings.sources.mcp_servers = vec![deaf]);
    let thalweg = soon(builder.start()).await;
    let client = thalweg.client();
    model.script(vec![say("hello"), FakeStep::Finish(FinishReason::Complete)]);
    let events = soon(run_to_end(&client, &json!({ "prompt": "hi" }))).await;
    assert_eq!(data(events.last().expect("an end"))["status"], "complete");
    assert_eq!(listed(&client).await["items"][0]["status"], "connecting");
    soon(thalweg.stop()).await;
}

#[tokio::test]
async fn a_server_that_ends_at_once_waits_and_says_when_it_is_tried_again() {
    let thalweg = TestServer::start().await;
    let owner = thalweg.owner().await;
    let program = json!({ "type": "stdio", "command": "false" });
    let short = with(server("short", ""), json!({ "transport": program }));
    assert_eq!(create(&owner, &short).await.status, 201);
    is(&owner, "waiting").await;
    let shown = listed(&owner).await["items"][0].clone();
    // It may be tried again just now.
    if shown["status"] == "waiting" {
        assert_eq!(shown["problem"], "it exited with status 1");
        assert!(shown["retryAt"].is_string(), "{shown}");
    }
    assert_eq!(shown["tools"], json!([]));
    thalweg.stop().await;
}

#[tokio::test]
async fn the_configuration_takes_the_place_of_a_server_that_was_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let talker = talker().await;
    let thalweg = TestServer::builder().folder(folder.path()).start().await;
    let owner = thalweg.owner().await;
    let off = json!({ "enabled": false });
    let made = with(server("talk", "http://127.0.0.1:9/mcp"), off);
    assert_eq!(create(&owner, &made).await.status, 201);
    thalweg.stop().await;

    let fixed: NewMcpServer =
        serde_json::from_value(server("talk", &talker.url())).expect("a server");
    let builder = TestServer::builder().folder(folder.path());
    let builder = builder.settings(|settings| settings.sources.mcp_servers = vec![fixed]);
    let thalweg = builder.start().await;
    is(&thalweg.client(), "ready").await;
    let items = listed(&thalweg.client()).await["items"].clone();
    assert_eq!(items.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&items[0]["fixed"], &items[0]["transport"]["url"]),
        (&json!(true), &json!(talker.url()))
    );
    thalweg.stop().await;
}
