//! What "always" writes down while the store cannot be read.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thalweg_client::{Client, Request};
use thalweg_providers::FakeProvider;

use crate::support::jobs::{begin, choose, decide, ended, job};
use crate::support::{Act, ask, problem, serve_tools_over, soon, text_of, toolbox};

/// Permission and whether it is switched on, as the list of tools says.
async fn choice(client: &Client) -> (Value, Value) {
    let tools = ask(client, Request::get("/api/tools")).await.json();
    let tool = &tools["items"][0];
    (tool["permission"].clone(), tool["enabled"].clone())
}

#[tokio::test]
async fn always_leaves_a_tool_switched_off_also_while_the_store_cannot_be_read() {
    let asks = || Act::new("asks", |_, _| async { Ok(json!(1)) }).asks();
    let model = Arc::new(FakeProvider::new());
    let (running, client, twin, _folder) = serve_tools_over(model, toolbox([asks()]), |settings| {
        settings.chat.patience = Duration::from_secs(1);
    })
    .await;
    let [first, second] = [
        begin(&client, "asks", json!({})).await,
        begin(&client, "asks", json!({})).await,
    ];
    let mut approvals = Vec::new();
    for id in [&first, &second] {
        approvals.push(text_of(&job(&client, id).await["approval"], "id"));
    }
    choose(&client, "asks", json!({ "enabled": false })).await;

    twin.rows.fail_choices(1_000);
    let failed = decide(&client, &approvals[0], "always").await;
    problem(&failed, 500, "internal");
    twin.rows.fail_choices(0);
    let before = (json!("ask"), json!(false));
    assert_eq!(choice(&client).await, before, "nothing was written");

    // What was looked up is kept until something is chosen.
    for enabled in [true, false] {
        choose(&client, "asks", json!({ "enabled": enabled })).await;
    }
    twin.rows.fail_choices(2);
    let decided = decide(&client, &approvals[1], "always").await;
    assert_eq!(decided.status, 200, "{:?}", decided.body);
    assert_eq!(twin.rows.faults_left(), 0, "it was looked at again");
    assert_eq!(choice(&client).await, (json!("allow"), json!(false)));
    assert_eq!(ended(&client, &second).await["status"], "done");
    soon(running.stop()).await;
}
