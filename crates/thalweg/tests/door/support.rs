mod acts;
mod asking;
pub(crate) mod jobs;
pub(crate) mod people;
mod puppet;
pub(crate) mod questions;
mod rows;
pub(crate) mod sockets;
mod twin;

pub(crate) use acts::{Act, acting, toolbox};
pub(crate) use asking::{
    add_message, ask, conversation_of, data, kinds, new_conversation, opened, problem, run_to_end,
    start_run, state, text_of, texts_of, without_place, written,
};
pub(crate) use puppet::Puppet;
pub(crate) use twin::{Twin, serve_over, serve_tools_over};

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use thalweg_chat::FinishReason;
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_testkit::{TestServer, TestServerBuilder};

/// A server whose model plays scripts.
pub(crate) fn scripted() -> (FakeProvider, TestServerBuilder) {
    let model = FakeProvider::new();
    let builder = TestServer::builder().models(Arc::new(model.clone()));
    (model, builder)
}

/// A server whose model says what the test says.
pub(crate) fn spoken() -> (Puppet, TestServerBuilder) {
    let puppet = Puppet::default();
    let builder = TestServer::builder().models(Arc::new(puppet.clone()));
    (puppet, builder)
}

pub(crate) fn say(text: &str) -> FakeStep {
    FakeStep::Say(text.into())
}

/// A whole answer of `count` pieces, far enough apart that several appends come of them.
pub(crate) fn pieces(count: usize) -> Vec<FakeStep> {
    let mut steps = Vec::new();
    for piece in 0..count {
        steps.push(say(&format!("{piece} ")));
        steps.push(FakeStep::Wait(Duration::from_millis(2)));
    }
    steps.push(FakeStep::Finish(FinishReason::Complete));
    steps
}

/// Fails a test that waits for what does not come.
pub(crate) async fn soon<T>(work: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(30);
    tokio::time::timeout(limit, work)
        .await
        .expect("it comes in time")
}

/// Asks again and again until it is so.
pub(crate) async fn until<F: Future<Output = bool>>(mut so: impl FnMut() -> F) {
    soon(async {
        while !so().await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await;
}
