use serde_json::{Map, Value};
use thalweg_wire::{ToolCall, ToolCallStatus};

use super::judge::plain;
use crate::Called;

/// A result that a message holds and a model is shown: itself, or, if its JSON is longer than `most`
/// bytes, its beginning as text, which says so.
pub(crate) fn shortened(output: &Value, most: usize) -> Value {
    let text = text_of(output);
    if text.len() <= most {
        return output.clone();
    }
    let end = (0..=most).rev().find(|at| text.is_char_boundary(*at));
    let beginning = &text[..end.unwrap_or(0)];
    format!(
        "{beginning}\n… (cut here: these are the first {} of {} bytes; the job has the whole result)",
        beginning.len(),
        text.len()
    )
    .into()
}

/// A call with what the model is told of its end.
pub(crate) fn called(call: &ToolCall) -> Called {
    let (failed, result) = match (call.status, &call.output, &call.error) {
        (ToolCallStatus::Done, Some(output), _) => (false, text_of(output)),
        (ToolCallStatus::Done, None, _) => (false, "null".into()),
        (_, _, Some(error)) => (true, error.clone()),
        (ToolCallStatus::Denied, ..) => (true, "the call was denied".into()),
        (ToolCallStatus::Cancelled, ..) => (true, "the call was stopped before it ended".into()),
        _ => (true, "the call did not end".into()),
    };
    Called {
        // What was brought in from a file may have any.
        id: plain(&call.id),
        name: plain(&call.name),
        args: match &call.args {
            Value::Object(_) => call.args.clone(),
            _ => Value::Object(Map::new()),
        },
        result,
        failed,
    }
}

/// A text as it is, everything else as JSON.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_result_is_cut_between_characters_and_says_so() {
        assert_eq!(shortened(&json!({ "a": 1 }), 7), json!({ "a": 1 }));
        let cut = shortened(&json!("ééééé"), 5);
        let words = cut.as_str().expect("a text");
        assert!(
            words.starts_with("éé\n…") && words.contains("first 4 of 10 bytes"),
            "{words}"
        );
    }

    #[test]
    fn every_end_has_words() {
        let call = |status, output, error: Option<&str>| ToolCall {
            id: "c".into(),
            name: "clock".into(),
            args: json!({}),
            status,
            output,
            error: error.map(Into::into),
            job_id: None,
            started_at: None,
            ended_at: None,
        };
        let told = |status, output, error| {
            let called = called(&call(status, output, error));
            (called.failed, called.result)
        };
        let done = ToolCallStatus::Done;
        assert_eq!(
            told(done, Some(json!("noon")), None),
            (false, "noon".into())
        );
        assert_eq!(told(done, Some(json!([1])), None), (false, "[1]".into()));
        let failed = told(ToolCallStatus::Error, None, Some("dry"));
        assert_eq!(failed, (true, "dry".into()));
        for status in [ToolCallStatus::Cancelled, ToolCallStatus::Interrupted] {
            let (failed, words) = told(status, None, None);
            assert!(failed && !words.is_empty());
        }
    }
}
