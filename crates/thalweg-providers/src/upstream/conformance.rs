//! Replays `conformance/upstream`: each file whole, cut at every byte, torn off at every byte, and
//! with the other ends of lines.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use thalweg_chat::{DeltaKind, FinishReason, ModelDelta};

use super::answer::Answer;
use super::dialect::Dialect;
use super::fault::Fault;
use crate::anthropic::AnthropicAnswer;
use crate::openai::OpenAiAnswer;

/// What a file is to come to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    about: String,
    verdict: String,
    deltas: Vec<Value>,
    /// One JSON, from a server that does not stream.
    #[serde(default)]
    whole: bool,
    repeat: Option<Repeat>,
}

/// The verdicts on answers that did not fail.
const ENDS: [&str; 6] = [
    "complete",
    "empty",
    "length",
    "refused",
    "tool_calls",
    "cut",
];

/// What `@@` in a file stands for, so that large answers are small files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Repeat {
    text: String,
    times: usize,
    /// What one of them comes to in the deltas, if not itself.
    #[serde(rename = "as")]
    told: Option<String>,
}

struct Case {
    name: String,
    bytes: Vec<u8>,
    expected: Expected,
}

/// What an answer came to, with neighbouring pieces joined.
#[derive(Debug, Clone, PartialEq)]
struct Came {
    deltas: Vec<Value>,
    verdict: String,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../conformance/upstream")
}

fn names(ending: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for dialect in ["openai", "anthropic", "transport"] {
        let entries = fs::read_dir(folder().join(dialect)).expect("the folder");
        for entry in entries {
            let name = entry.expect("an entry").file_name();
            let name = name.into_string().expect("a plain name");
            if let Some(name) = name.strip_suffix(ending) {
                names.insert(format!("{dialect}/{name}"));
            }
        }
    }
    names
}

fn cases() -> Vec<Case> {
    let read = |name: String| {
        let path = folder().join(&name);
        let mut bytes = fs::read(path.with_extension("sse")).expect("the bytes");
        let expected = fs::read(path.with_extension("json")).expect("what is expected");
        let mut expected: Expected =
            serde_json::from_slice(&expected).unwrap_or_else(|e| panic!("{name}: {e}"));
        if let Some(repeat) = &expected.repeat {
            let text = String::from_utf8(bytes).expect("text");
            bytes = text.replace("@@", &repeat.text.repeat(repeat.times)).into();
            let told = repeat.told.as_ref().unwrap_or(&repeat.text);
            for delta in &mut expected.deltas {
                if delta["text"] == "@@" {
                    delta["text"] = told.repeat(repeat.times).into();
                }
            }
        }
        Case {
            name,
            bytes,
            expected,
        }
    };
    names(".sse").into_iter().map(read).collect()
}

fn replay(case: &Case, pieces: &[&[u8]]) -> Came {
    if case.name.starts_with("anthropic/") {
        play(AnthropicAnswer::new("up", "m"), case, pieces)
    } else {
        play(OpenAiAnswer::default(), case, pieces)
    }
}

fn play<D: Dialect>(dialect: D, case: &Case, pieces: &[&[u8]]) -> Came {
    let mut answer = Answer::new(dialect);
    let mut out = Vec::new();
    let result = if case.expected.whole {
        let body = String::from_utf8_lossy(&pieces.concat()).into_owned();
        answer.whole(body, &mut out)
    } else {
        let push = |piece: &&[u8]| answer.push(Bytes::copy_from_slice(piece), &mut out);
        pieces
            .iter()
            .try_for_each(push)
            .and_then(|()| answer.end(&mut out))
    };
    came(out, result)
}

fn came(out: Vec<ModelDelta>, result: Result<(), Fault>) -> Came {
    let mut verdict = match result {
        Ok(()) => "cut".to_owned(),
        Err(fault) => fault.told_of("up").code.as_str().to_owned(),
    };
    let mut deltas: Vec<Value> = Vec::new();
    let mut anything = false;
    for delta in out {
        let (field, value) = match delta {
            ModelDelta::Piece { kind, text } => {
                assert!(!text.is_empty(), "an empty piece");
                anything |= kind == DeltaKind::Text;
                match kind {
                    DeltaKind::Text => ("text", text.into()),
                    DeltaKind::Reasoning => ("reasoning", text.into()),
                }
            }
            ModelDelta::ToolCall(call) => {
                let arguments = call.arguments;
                let call = json!({ "id": call.id, "name": call.name, "arguments": arguments });
                ("call", call)
            }
            ModelDelta::Keep(kept) => {
                assert_eq!(kept.provider, "up");
                ("keep", kept.data)
            }
            ModelDelta::Usage(usage) => ("usage", json!([usage.input_tokens, usage.output_tokens])),
            ModelDelta::Finish(reason) => {
                assert_eq!(verdict, "cut", "nothing comes after the end");
                verdict = match reason {
                    // As a run tells it.
                    FinishReason::Complete if !anything => "empty",
                    FinishReason::Complete => "complete",
                    FinishReason::Length => "length",
                    FinishReason::Refused => "refused",
                    FinishReason::ToolCalls => "tool_calls",
                }
                .into();
                continue;
            }
        };
        match deltas.last_mut() {
            Some(last) if last[field].is_string() && value.is_string() => {
                let joined = last[field].as_str().unwrap_or_default().to_owned();
                last[field] = (joined + value.as_str().unwrap_or_default()).into();
            }
            _ => deltas.push(json!({ field: value })),
        }
    }
    Came { deltas, verdict }
}

impl Case {
    fn expected(&self) -> Came {
        Came {
            deltas: self.expected.deltas.clone(),
            verdict: self.expected.verdict.clone(),
        }
    }

    fn is_small(&self) -> bool {
        self.expected.repeat.is_none()
    }
}

#[test]
fn every_file_has_an_expectation_and_the_reverse() {
    assert_eq!(names(".sse"), names(".json"));
    assert!(names(".sse").len() > 90, "the files are there");
}

#[test]
fn every_file_comes_to_what_is_expected() {
    let mut table = String::new();
    for case in cases() {
        assert_eq!(
            replay(&case, &[&case.bytes]),
            case.expected(),
            "{}",
            case.name
        );
        let Expected { about, verdict, .. } = &case.expected;
        table += &format!("| `{}` | {verdict} | {about} |\n", case.name);
    }
    println!("| file | verdict | what it is |\n| --- | --- | --- |\n{table}");
}

#[test]
fn a_cut_at_any_byte_changes_nothing() {
    for case in cases().iter().filter(|case| case.is_small()) {
        for at in 0..case.bytes.len() {
            let (one, two) = case.bytes.split_at(at);
            assert_eq!(
                replay(case, &[one, two]),
                case.expected(),
                "{} at {at}",
                case.name
            );
        }
        let bytes: Vec<_> = case.bytes.chunks(1).collect();
        assert_eq!(
            replay(case, &bytes),
            case.expected(),
            "{} byte by byte",
            case.name
        );
    }
    for case in cases().iter().filter(|case| !case.is_small()) {
        let pieces: Vec<_> = case.bytes.chunks(1460).collect();
        assert_eq!(
            replay(case, &pieces),
            case.expected(),
            "{} in packets",
            case.name
        );
    }
}

#[test]
fn other_ends_of_lines_change_nothing() {
    let plain = |case: &&Case| !case.expected.whole && !case.bytes.contains(&b'\r');
    for case in cases().iter().filter(plain) {
        for end in ["\r\n", "\r"] {
            let text: Vec<_> = case.bytes.split(|byte| *byte == b'\n').collect();
            let bytes = text.join(end.as_bytes());
            assert_eq!(
                replay(case, &[&bytes]),
                case.expected(),
                "{} {end:?}",
                case.name
            );
            // Only there a cut differs from one with plain ends.
            let near = |at: &usize| bytes[at.saturating_sub(1)..=*at].contains(&b'\r');
            for at in (1..bytes.len()).filter(|at| case.is_small() && near(at)) {
                let (one, two) = bytes.split_at(at);
                assert_eq!(
                    replay(case, &[one, two]),
                    case.expected(),
                    "{} {end:?} {at}",
                    case.name
                );
            }
        }
    }
}

/// An answer that is torn off says a beginning of what it would have said, and never ends well
/// unless its own reason came before.
#[test]
fn a_torn_answer_invents_nothing() {
    let known = |case: &&Case| case.is_small() && !case.expected.whole;
    for case in cases().iter().filter(known) {
        let text = |came: &Came, field: &str| -> String {
            came.deltas
                .iter()
                .filter_map(|delta| delta[field].as_str())
                .collect()
        };
        let whole = case.expected();
        for at in 0..case.bytes.len() {
            let torn = replay(case, &[&case.bytes[..at]]);
            for field in ["text", "reasoning"] {
                let (part, all) = (text(&torn, field), text(&whole, field));
                assert!(all.starts_with(&part), "{} at {at}: {part}", case.name);
            }
            let known = match torn.verdict.as_str() {
                "cut" => true,
                // Torn words of an error still are an error, only of no known kind.
                "model_failed" => !ENDS.contains(&whole.verdict.as_str()),
                "complete" if case.name == "openai/error-after-finish" => true,
                verdict => verdict == whole.verdict,
            };
            assert!(known, "{} at {at}: {torn:?}", case.name);
        }
    }
}
