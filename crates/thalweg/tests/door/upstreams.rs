//! Servers of models that misbehave, and what a person is told of it.

mod answers;
mod blocks;
mod calls;
mod failures;
mod kept;
mod lists;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use thalweg_chat::{ModelError, ModelProvider, ModelRequest, ModelStream};
use thalweg_client::Client;
use thalweg_providers::{
    BaseUrl, Secret, Upstream, UpstreamConfig, UpstreamKind, UpstreamPatience,
};
use thalweg_testkit::{FakeUpstream, TestServer};
use thalweg_wire::Model;

use crate::support::{data, run_to_end, texts_of};

const KEY: &str = "sk-key-of-the-upstream";

/// An upstream named `up` with the model `up/m`.
fn config(url: &str) -> UpstreamConfig {
    UpstreamConfig {
        name: "up".into(),
        kind: UpstreamKind::OpenAi,
        base_url: BaseUrl::parse(url).expect("a URL"),
        key: Some(Secret::new(KEY)),
        models: vec!["m".into()],
        only_these: false,
        patience: UpstreamPatience {
            backoff: Duration::from_millis(1),
            ..UpstreamPatience::default()
        },
    }
}

/// An upstream that is not asked for titles: a test counts the requests that it scripts.
struct Untitled(Arc<Upstream>);

#[async_trait]
impl ModelProvider for Untitled {
    fn models(&self) -> Vec<Model> {
        self.0.models()
    }

    async fn stream(&self, request: &ModelRequest) -> Result<ModelStream, ModelError> {
        self.0.stream(request).await
    }

    fn makes_titles(&self, _model: &str) -> bool {
        false
    }
}

async fn serve(config: UpstreamConfig) -> (TestServer, Arc<Upstream>) {
    let upstream = Arc::new(Upstream::new(config).expect("an upstream"));
    let models = Arc::new(Untitled(upstream.clone()));
    let server = TestServer::builder().models(models);
    (server.start().await, upstream)
}

/// A misbehaving upstream and a server that asks it.
async fn pair(change: impl FnOnce(&mut UpstreamConfig)) -> (FakeUpstream, TestServer) {
    let fake = FakeUpstream::start().await;
    let mut config = config(&fake.url());
    change(&mut config);
    let (server, _) = serve(config).await;
    (fake, server)
}

/// What a run came to.
#[derive(Debug)]
struct Came {
    status: String,
    text: String,
    /// The code and the words of its failure.
    code: String,
    message: String,
    retry_after_ms: Option<u64>,
    /// All of its events, as they were sent.
    raw: String,
}

async fn run(client: &Client) -> Came {
    run_with(client, &json!({ "prompt": "hello" })).await
}

async fn run_with(client: &Client, body: &Value) -> Came {
    let events = run_to_end(client, body).await;
    let of = |kind: &str| {
        let event = events.iter().find(|event| event.kind == kind);
        event.map(data).unwrap_or_default()
    };
    let (done, error) = (of("done"), of("error"));
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Came {
        status: word(&done["status"]),
        text: texts_of(&events),
        code: word(&error["code"]),
        message: word(&error["message"]),
        retry_after_ms: error["retryAfterMs"].as_u64(),
        raw: events.iter().map(|event| event.data.as_str()).collect(),
    }
}
