//! What must hold of the readers of models' answers whatever an upstream sends. The tests of
//! `thalweg-providers` put the corpus to it, the fuzzer everything else.

use std::collections::HashSet;

use serde_json::Value;
use thalweg_chat::{FinishReason, ModelDelta, ModelError};
use thalweg_providers::{UpstreamKind, fuzzing};

type Heard = (Vec<ModelDelta>, Option<ModelError>);

/// Reads `data`, whose first byte says how: bit 0 whose answer it is, bit 1 whether it came as one JSON,
/// the rest in which pieces the bytes come.
///
/// # Panics
/// If something does not hold.
pub(crate) fn judge(data: &[u8]) {
    let Some((&how, bytes)) = data.split_first() else {
        return;
    };
    let kind = if how & 1 == 0 {
        UpstreamKind::OpenAi
    } else {
        UpstreamKind::Anthropic
    };
    if how & 2 != 0 {
        let text = String::from_utf8_lossy(bytes);
        let heard = fuzzing::whole_answer(kind, &text);
        check(&heard, kind, &[("message".into(), text.into_owned())]);
        return;
    }
    let heard = fuzzing::answer(kind, [bytes]);
    for size in [1, 2 + usize::from(how >> 2)] {
        let cut = fuzzing::answer(kind, bytes.chunks(size));
        assert_eq!(cut, heard, "cut into pieces of {size}");
    }
    check(&heard, kind, &fuzzing::events([bytes]).unwrap_or_default());
}

fn check((deltas, failed): &Heard, kind: UpstreamKind, events: &[(String, String)]) {
    let mut ids = HashSet::new();
    for (place, delta) in deltas.iter().enumerate() {
        match delta {
            ModelDelta::Finish(reason) => {
                assert_eq!(place + 1, deltas.len(), "nothing comes after the end");
                assert_eq!(failed, &None, "an answer that failed has no good end");
                assert!(
                    events.iter().any(|event| ends(kind, event)),
                    "nobody said it ended"
                );
                assert_eq!(*reason == FinishReason::ToolCalls, !ids.is_empty());
            }
            ModelDelta::Piece { text, .. } => assert!(!text.is_empty()),
            ModelDelta::ToolCall(call) => {
                assert!(!call.name.is_empty() && !call.id.is_empty() && !call.arguments.is_empty());
                assert!(ids.insert(&call.id), "two calls of one id");
            }
            ModelDelta::Keep(kept) => assert_eq!(kept.provider, fuzzing::NAME),
            ModelDelta::Usage(_) => {}
        }
    }
}

/// Whether an event says that the answer ended: found out on another way than the reader's.
fn ends(kind: UpstreamKind, (name, data): &(String, String)) -> bool {
    let json: Value = serde_json::from_str(data).unwrap_or_default();
    match kind {
        UpstreamKind::OpenAi => {
            let choices = json["choices"].as_array().into_iter().flatten();
            let mut reasons = choices.filter_map(|choice| choice["finish_reason"].as_str());
            data.trim() == "[DONE]"
                || reasons.any(|reason| !["", "abort", "cancelled", "error"].contains(&reason))
        }
        UpstreamKind::Anthropic => {
            let stops = json["delta"]["stop_reason"].is_string();
            stops || json["type"] == "message_stop" || name == "message_stop"
        }
    }
}
