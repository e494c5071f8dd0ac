//! Secrets are named and never shown.

use serde_json::json;
use thalweg_client::Request;
use thalweg_testkit::{FakeUpstream, TestServer, UpstreamStep as Step};
use thalweg_tools::Secrets;

use super::{SECRET, create, known, listed, made, offered, test, tool, with};
use crate::requests::logs;
use crate::support::jobs::{begin, choose, told};
use crate::support::{ask, problem as refused, soon};

#[tokio::test]
async fn a_secret_goes_out_and_is_found_nowhere() {
    let logs = logs();
    let upstream = FakeUpstream::start().await;
    let server = TestServer::builder()
        .settings(|settings| settings.secrets = known())
        .start()
        .await;
    let owner = server.owner().await;
    let header = json!([{ "name": "X-Key", "value": "{{secret:KEY}}" }]);
    let own = with(tool("own", &upstream.url()), json!({ "headers": header }));
    assert_eq!(made(&owner, &own).await["headers"], header);
    choose(&owner, "own", json!({ "permission": "allow" })).await;
    let kind = "content-type: application/json\r\n";
    let echoed = json!({ "you sent": SECRET, SECRET: [format!("a {SECRET} b")] });
    let mut shown = String::new();
    for (status, body) in [
        (200, echoed.to_string()),
        (401, format!("who is {SECRET}?")),
        (200, format!("{{ {SECRET}")),
    ] {
        upstream.script(Step::answer(status, kind, &body));
        let job = begin(&owner, "own", json!({ "n": 1 })).await;
        for event in told(&owner, &job).await {
            shown.push_str(&event.data);
        }
        upstream.script(Step::answer(status, kind, &body));
        let tried = test(&owner, &own, json!({ "n": 1 })).await;
        assert_eq!(tried.status, 200, "{:?}", tried.body);
        shown.push_str(&tried.json().to_string());
    }
    assert_eq!(upstream.asked().len(), 6);
    for asked in upstream.asked() {
        assert!(
            asked.head.contains(&format!("x-key: {SECRET}")),
            "{}",
            asked.head
        );
    }
    shown.push_str(&listed(&owner).await.to_string());
    shown.push_str(&offered(&owner, "own").await.to_string());
    let start = format!(
        "/api/events?channel=user:owner&cursor={}",
        start_of(&server)
    );
    let mut feed = soon(owner.stream(Request::get(start)))
        .await
        .expect("a stream");
    for _ in 0..3 {
        let event = soon(feed.next()).await.expect("alive").expect("an event");
        shown.push_str(&event.data);
    }
    drop(feed);
    assert!(
        shown.contains("{{secret:KEY}}") && shown.contains("•••"),
        "{shown}"
    );
    assert!(!shown.contains(SECRET), "{shown}");
    assert_eq!(logs.with(&[SECRET]), [""; 0]);
    server.stop().await;
}

fn start_of(server: &TestServer) -> String {
    let hub = &server.app().hub;
    hub.cursor_at(thalweg_log::Position::ZERO).to_string()
}

#[tokio::test]
async fn a_secret_that_is_no_longer_known_takes_out_its_tool_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = async |secrets: Secrets| {
        let builder = TestServer::builder().folder(folder.path());
        builder
            .settings(|settings| settings.secrets = secrets)
            .start()
            .await
    };
    let server = start(known()).await;
    let owner = server.owner().await;
    let header = json!([{ "name": "X-Key", "value": "{{secret:KEY}}" }]);
    let own = with(
        tool("own", "http://127.0.0.1:9/"),
        json!({ "headers": header }),
    );
    made(&owner, &own).await;
    made(&owner, &tool("plain", "http://127.0.0.1:9/")).await;
    server.stop().await;

    let server = start(Secrets::default()).await;
    let client = server.client();
    let items = listed(&client).await["items"].clone();
    let problem = items[0]["problem"].as_str().expect("a problem");
    assert!(problem.contains("THALWEG_SECRET_KEY"), "{problem}");
    assert_eq!(items[1]["problem"], json!(null));
    assert_eq!(offered(&client, "own").await, json!(null));
    assert_eq!(offered(&client, "plain").await["name"], "plain");
    let gone = ask(
        &client,
        Request::post("/api/tools/own", &json!({ "args": { "n": 1 } })),
    )
    .await;
    assert_eq!(gone.status, 404);
    // It keeps its name all the same.
    let owner = server.owner().await;
    let other = tool("own", "http://127.0.0.1:9/");
    refused(&create(&owner, &other).await, 409, "name_taken");
    server.stop().await;
}
