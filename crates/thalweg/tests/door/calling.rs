//! Tools called by a model in a run.

mod demo;
mod ends;
mod leave;
mod mended;
mod questions;
mod rounds;
mod together;

use serde_json::Value;
use thalweg_chat::{FinishReason, ToolRequest};
use thalweg_client::SseEvent;
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_testkit::TestServerBuilder;

use crate::support::{Act, acting, data};

/// A server whose model plays scripts and may call these tools.
fn calling(acts: impl IntoIterator<Item = Act>) -> (FakeProvider, TestServerBuilder) {
    let model = FakeProvider::new();
    let builder = acting(acts).models(std::sync::Arc::new(model.clone()));
    (model, builder)
}

fn call(id: &str, tool: &str, arguments: &str) -> FakeStep {
    FakeStep::Call(ToolRequest {
        id: id.into(),
        name: tool.into(),
        arguments: arguments.into(),
    })
}

/// The end of an answer that waits for its calls.
fn waits() -> FakeStep {
    FakeStep::Finish(FinishReason::ToolCalls)
}

fn ends() -> FakeStep {
    FakeStep::Finish(FinishReason::Complete)
}

/// What is told of one kind.
fn all(events: &[SseEvent], kind: &str) -> Vec<Value> {
    let of = events.iter().filter(|event| event.kind == kind);
    of.map(data).collect()
}

/// The calls and their statuses in the order in which they were told, progress left out.
fn statuses(events: &[SseEvent]) -> Vec<String> {
    let told = all(events, "tool-status").into_iter();
    let told = told.filter(|told| told["progress"].is_null() && told["log"].is_null());
    told.map(|told| {
        let word = |field: &str| told[field].as_str().unwrap_or_default().to_owned();
        format!("{} {}", word("id"), word("status"))
    })
    .collect()
}

/// The final message of a run.
fn answer(events: &[SseEvent]) -> Value {
    all(events, "message").pop().expect("a message")
}
