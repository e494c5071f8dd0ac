//! A chunk of an answer. Everything may be missing, null or of another type than it should be: a
//! field that cannot be read is as if it were not there.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Chunk {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) choices: Vec<Choice>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) usage: Option<Counted>,
    #[serde(default)]
    pub(crate) error: Value,
    /// `error`, from servers that tell their errors without an envelope.
    #[serde(default)]
    pub(crate) object: Value,
    /// An error of servers that are written with FastAPI.
    #[serde(default)]
    pub(crate) detail: Value,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Choice {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) index: Option<u64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) delta: Option<Delta>,
    /// The whole answer, from servers that do not stream.
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) message: Option<Delta>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) finish_reason: Option<String>,
    #[serde(default)]
    pub(crate) error: Value,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Delta {
    #[serde(default)]
    pub(crate) content: Value,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) reasoning_content: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) reasoning: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) refusal: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) tool_calls: Vec<CallPiece>,
    /// The form before tools had ids.
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) function_call: Option<Function>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct CallPiece {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) index: Option<u64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) function: Function,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Function {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) arguments: Value,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Counted {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) prompt_tokens: Option<u64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) completion_tokens: Option<u64>,
}

/// What a field holds if it can be read, else its default.
fn lenient<'de, D, T>(input: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Lenient<T> {
        Read(T),
        Other(serde::de::IgnoredAny),
    }
    Ok(match Lenient::deserialize(input)? {
        Lenient::Read(value) => value,
        Lenient::Other(_) => T::default(),
    })
}

impl Delta {
    /// The text and the thinking of `content`: a text, or, from some, a list of typed parts.
    pub(crate) fn content(&self) -> (String, String) {
        let (mut text, mut thinking) = (String::new(), String::new());
        match &self.content {
            Value::String(content) => text.push_str(content),
            Value::Array(parts) => {
                for part in parts {
                    match part["type"].as_str() {
                        Some("thinking") => gather(&part["thinking"], &mut thinking),
                        _ => gather(&part["text"], &mut text),
                    }
                }
            }
            _ => {}
        }
        (text, thinking)
    }
}

fn gather(value: &Value, into: &mut String) {
    match value {
        Value::String(text) => into.push_str(text),
        Value::Array(parts) => {
            for part in parts {
                gather(&part["text"], into);
            }
        }
        _ => {}
    }
}
