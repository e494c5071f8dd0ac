//! Tools of the configuration.

use serde_json::{Value, json};
use thalweg_testkit::{TestServer, TestServerBuilder};
use thalweg_wire::NewHttpTool;

use super::{create, delete, echo, listed, made, offered, patch, tool};
use crate::support::jobs::{begin, choose, ended};
use crate::support::{Act, acting, problem};

fn fixed(tool: Value) -> TestServerBuilder {
    let tool: NewHttpTool = serde_json::from_value(tool).expect("a tool");
    TestServer::builder().settings(|settings| settings.sources.http_tools = vec![tool])
}

#[tokio::test]
async fn what_is_fixed_is_offered_to_the_owner_and_changed_by_nobody() {
    let echo = echo().await;
    let own = tool("fixed", &echo.url());
    let server = fixed(own.clone()).start().await;
    let owner = server.owner().await;
    let tool = listed(&owner).await["items"][0].clone();
    assert_eq!((&tool["fixed"], &tool["url"]), (&json!(true), &own["url"]));
    problem(&create(&owner, &own).await, 409, "name_taken");
    problem(
        &patch(&owner, "fixed", &json!({ "title": "x" })).await,
        409,
        "fixed_by_config",
    );
    problem(&delete(&owner, "fixed").await, 409, "fixed_by_config");
    assert_eq!(listed(&owner).await["items"], json!([tool]));
    // No cookie is needed to use it.
    let anyone = server.client();
    choose(&anyone, "fixed", json!({ "permission": "allow" })).await;
    let job = begin(&anyone, "fixed", json!({ "n": 5 })).await;
    assert_eq!(ended(&anyone, &job).await["output"]["body"]["body"]["n"], 5);
    server.stop().await;
}

#[tokio::test]
async fn the_configuration_takes_the_place_of_what_was_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (echo().await, echo().await);
    let server = TestServer::builder().folder(folder.path()).start().await;
    let owner = server.owner().await;
    made(&owner, &tool("own", &first.url())).await;
    server.stop().await;

    let server = fixed(tool("own", &second.url()))
        .folder(folder.path())
        .start()
        .await;
    let items = listed(&server.client()).await["items"].clone();
    assert_eq!(items.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&items[0]["fixed"], &items[0]["url"]),
        (&json!(true), &json!(second.url()))
    );
    let anyone = server.client();
    choose(&anyone, "own", json!({ "permission": "allow" })).await;
    let job = begin(&anyone, "own", json!({ "n": 5 })).await;
    let asked = ended(&anyone, &job).await["output"]["body"]["head"].to_string();
    let host = second.url().replace("http://", "").replace("/v1", "");
    assert!(asked.contains(&format!("host: {host}")), "{asked}");
    server.stop().await;

    let server = TestServer::builder().folder(folder.path()).start().await;
    let items = listed(&server.client()).await["items"].clone();
    assert_eq!(
        (&items[0]["fixed"], &items[0]["url"]),
        (&json!(null), &json!(first.url()))
    );
    assert_eq!(offered(&server.client(), "own").await["name"], "own");
    server.stop().await;
}

#[tokio::test]
async fn a_tool_whose_name_another_one_has_says_that_it_is_not_offered() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = TestServer::builder().folder(folder.path()).start().await;
    let owner = server.owner().await;
    made(&owner, &tool("own", "http://127.0.0.1:9/")).await;
    server.stop().await;

    // A server of a later version may bring one of that name.
    let server = acting([Act::new("own", |_, _| async { Ok(json!(1)) })]);
    let server = server.folder(folder.path()).start().await;
    let items = listed(&server.client()).await["items"].clone();
    let words = "another tool has this name, and was there first";
    assert_eq!(items[0]["problem"], words);
    assert_eq!(offered(&server.client(), "own").await["source"], "builtin");
    server.stop().await;
}
