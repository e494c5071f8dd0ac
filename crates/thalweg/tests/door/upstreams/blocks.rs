//! The events of one block of an answer, as Anthropic sends them.

use serde_json::{Value, json};
use thalweg_testkit::UpstreamStep as Step;

pub(super) fn start(index: u32, block: &Value) -> Step {
    Step::event(&json!({ "type": "content_block_start", "index": index, "content_block": block }))
}

pub(super) fn delta(index: u32, delta: &Value) -> Step {
    Step::event(&json!({ "type": "content_block_delta", "index": index, "delta": delta }))
}

pub(super) fn stop(index: u32) -> Step {
    Step::event(&json!({ "type": "content_block_stop", "index": index }))
}
