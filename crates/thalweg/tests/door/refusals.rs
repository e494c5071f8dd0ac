//! Bad requests: each has its status and its code, and changes nothing.

mod backups;
mod bodies;
mod busy;
mod cursors;
mod heads;
mod ids;
mod keys;
mod large;
mod queries;

use std::sync::Arc;

use serde_json::Value;
use thalweg_client::{Client, Request};
use thalweg_http::HttpConfig;
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;

use crate::support::{add_message, ask, new_conversation, problem, state};

/// A server with one conversation of one message.
struct Bench {
    server: TestServer,
    client: Client,
    conversation: String,
}

impl Bench {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut HttpConfig)) -> Self {
        let server = TestServer::builder()
            .models(Arc::new(FakeProvider::new()))
            .settings(|settings| change(&mut settings.http))
            .start()
            .await;
        let client = server.client();
        let conversation = new_conversation(&client).await;
        add_message(&client, &conversation, "hello").await;
        Self {
            server,
            client,
            conversation,
        }
    }

    async fn state(&self) -> Value {
        state(&self.server, &self.client, &self.conversation).await
    }

    /// Sends what must be refused, and looks whether anything changed.
    async fn refuse(&self, request: Request, status: u16, code: &str) -> Value {
        let before = self.state().await;
        let name = format!("{} {:.80}", request.method, request.target);
        let answer = ask(&self.client, request).await;
        let body = problem(&answer, status, code);
        assert_eq!(before, self.state().await, "{name} changed something");
        body
    }

    async fn end(self) {
        self.server.stop().await;
    }
}

/// The paths of the fields that are wrong.
fn paths(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().expect("errors");
    assert!(errors.iter().all(|error| error["message"].is_string()));
    errors
        .iter()
        .map(|error| error["path"].as_str().expect("a path"))
        .collect()
}
