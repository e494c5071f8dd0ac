use serde_json::{Value, json};
use thalweg_client::{Client, Request};
use thalweg_testkit::FakeUpstream;

use super::{config, run_with, serve};
use crate::support::ask;

async fn models(client: &Client) -> Value {
    ask(client, Request::get("/api/models")).await.json()["items"].clone()
}

#[tokio::test]
async fn the_list_of_an_upstream_is_offered_with_those_that_were_named() {
    let fake = FakeUpstream::start().await;
    fake.list(
        200,
        json!({ "data": [
        { "id": "listed", "max_model_len": 4096 }, { "id": "text-embedding-3-small" },
    ] }),
    );
    let (server, upstream) = serve(config(&fake.url())).await;
    let client = server.client();
    let ids = |models: &Value| -> Vec<String> {
        let items = models.as_array().expect("a list");
        items
            .iter()
            .map(|model| model["id"].as_str().expect("an id").into())
            .collect()
    };
    assert_eq!(
        ids(&models(&client).await),
        ["up/m"],
        "nothing was asked yet"
    );
    upstream.refresh().await;
    let listed = models(&client).await;
    assert_eq!(ids(&listed), ["up/m", "up/listed"]);
    assert_eq!(listed[1]["contextTokens"], 4096);
    assert_eq!(listed[1]["provider"], "up");
    let body = json!({ "prompt": "hello", "model": "up/listed" });
    assert_eq!(run_with(&client, &body).await.text, "ok");
    assert_eq!(fake.asked()[0].body["model"], "listed");
    server.stop().await;
}

#[tokio::test]
async fn a_list_that_cannot_be_had_leaves_the_models_and_says_why() {
    let fake = FakeUpstream::start().await;
    fake.list(200, json!({ "data": [{ "id": "listed" }] }));
    let (server, upstream) = serve(config(&fake.url())).await;
    let client = server.client();
    upstream.refresh().await;
    let problem = async || {
        let models = models(&client).await;
        assert_eq!(models.as_array().map(Vec::len), Some(2), "{models}");
        models[1]["problem"]["code"].clone()
    };
    assert_eq!(problem().await, Value::Null);
    fake.list(401, json!({ "error": "no" }));
    upstream.refresh().await;
    assert_eq!(problem().await, "model_unauthorized");
    fake.list(404, Value::Null);
    upstream.refresh().await;
    assert_eq!(
        problem().await,
        Value::Null,
        "a server without a list may chat"
    );
    server.stop().await;
}
