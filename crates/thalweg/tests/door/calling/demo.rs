//! The demonstration model, which calls what it is asked to.

use std::sync::Arc;

use serde_json::json;
use thalweg_providers::DemoModel;
use thalweg_testkit::TestServer;

use super::{all, answer, statuses};
use crate::support::{run_to_end, texts_of};

#[tokio::test]
async fn the_demonstration_calls_tools_and_tells_what_they_gave() {
    let builder = TestServer::builder().models(Arc::new(DemoModel));
    let server = builder.start().await;
    let client = server.client();
    let body =
        json!({ "prompt": "stream fast: what is 17% of 2,340 and what time is it in Tokyo?" });
    let events = run_to_end(&client, &body).await;
    assert_eq!(all(&events, "done")[0]["status"], "complete");
    let text = texts_of(&events);
    assert!(text.contains("17% of 2,340 is **397.8**."), "{text}");
    assert!(text.contains("Asia/Tokyo"), "{text}");
    assert_eq!(statuses(&events)[..2], ["demo-1 running", "demo-2 running"]);
    assert_eq!(answer(&events)["toolCalls"][0]["name"], "calculator");

    let events = run_to_end(&client, &json!({ "prompt": "stream fast: what is 1/0" })).await;
    let text = texts_of(&events);
    assert!(text.contains("`calculator` gave no result"), "{text}");

    let body = json!({ "prompt": "stream fast: search my conversations for 2,340" });
    let events = run_to_end(&client, &body).await;
    let text = texts_of(&events);
    assert!(
        text.contains("Places with “2,340”") || text.contains("Nothing"),
        "{text}"
    );

    let body = json!({ "prompt": "stream fast: count down from 1" });
    let text = texts_of(&run_to_end(&client, &body).await);
    assert!(
        text.contains("The countdown of 1 seconds is over."),
        "{text}"
    );

    // What is not offered is not called.
    let body = json!({ "prompt": "stream fast: what is 2+2", "tools": ["clock"] });
    let events = run_to_end(&client, &body).await;
    assert!(statuses(&events).is_empty());
    server.stop().await;
}
