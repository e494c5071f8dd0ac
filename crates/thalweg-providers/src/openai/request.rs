use serde_json::{Map, Value, json};
use thalweg_chat::{Called, ModelRequest, ToolOffer};
use thalweg_wire::Role;

use crate::upstream::shown;

/// The body of a request for a chat completion by the model `name`. `official` says that it is
/// OpenAI itself, which has words of its own for some fields.
pub(crate) fn body(request: &ModelRequest, name: &str, official: bool) -> Value {
    let mut messages = Vec::new();
    if let Some(system) = &request.system {
        messages.push(json!({ "role": "system", "content": system }));
    }
    for turn in shown(request) {
        let role = match turn.role {
            Role::Assistant => "assistant",
            Role::System => "system",
            Role::User | Role::Tool => "user",
        };
        if turn.calls.is_empty() {
            messages.push(json!({ "role": role, "content": turn.text }));
            continue;
        }
        let text = Some(turn.text).filter(|text| !text.is_empty());
        let calls: Vec<_> = turn.calls.iter().map(call).collect();
        messages.push(json!({ "role": role, "content": text, "tool_calls": calls }));
        messages.extend(turn.calls.iter().map(result));
    }
    let mut body = Map::new();
    body.insert("model".into(), name.into());
    body.insert("messages".into(), messages.into());
    body.insert("stream".into(), true.into());
    body.insert("stream_options".into(), json!({ "include_usage": true }));
    if !request.tools.is_empty() {
        let tools: Vec<_> = request.tools.iter().map(tool).collect();
        body.insert("tools".into(), tools.into());
        if request.no_calls {
            body.insert("tool_choice".into(), "none".into());
        }
    }
    if let Some(most) = request.max_tokens {
        // OpenAI's newer models refuse the older word, most other servers do not know the newer.
        let field = if official {
            "max_completion_tokens"
        } else {
            "max_tokens"
        };
        body.insert(field.into(), most.into());
    }
    if request.reasoning == Some(true) && official && thinks(name) {
        body.insert("reasoning_effort".into(), "medium".into());
    }
    body.into()
}

fn tool(offer: &ToolOffer) -> Value {
    json!({
        "type": "function",
        "function": {
            "name": offer.name,
            "description": offer.description,
            "parameters": offer.schema,
        },
    })
}

fn call(call: &Called) -> Value {
    // Arguments are a text of JSON.
    let function = json!({ "name": call.name, "arguments": call.args.to_string() });
    json!({ "id": call.id, "type": "function", "function": function })
}

fn result(call: &Called) -> Value {
    // There is no field that says that a call failed: the words do.
    let content = if call.failed {
        format!("Error: {}", call.result)
    } else {
        call.result.clone()
    };
    json!({ "role": "tool", "tool_call_id": call.id, "content": content })
}

/// Whether a model of OpenAI's takes `reasoning_effort`; others refuse a request that has it.
fn thinks(name: &str) -> bool {
    let series_o = name
        .strip_prefix('o')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let version = name.strip_prefix("gpt-").unwrap_or_default();
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    let series_gpt = digits.parse::<u32>().is_ok_and(|version| version >= 5);
    (series_o || series_gpt) && !name.contains("chat")
}

#[cfg(test)]
mod tests {
    use thalweg_chat::Turn;

    use super::*;

    fn request() -> ModelRequest {
        ModelRequest {
            model: "openai/m".into(),
            system: Some("be brief".into()),
            turns: vec![Turn {
                role: Role::User,
                text: "hello".into(),
                kept: None,
                calls: Vec::new(),
            }],
            context: None,
            reasoning: Some(true),
            max_tokens: Some(9),
            tools: Vec::new(),
            no_calls: false,
        }
    }

    #[test]
    fn a_compatible_server_is_asked_in_the_oldest_words() {
        let body = body(&request(), "gpt-5", false);
        let expected = json!({
            "model": "gpt-5",
            "messages": [
                { "role": "system", "content": "be brief" },
                { "role": "user", "content": "hello" },
            ],
            "stream": true,
            "stream_options": { "include_usage": true },
            "max_tokens": 9,
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn openai_is_asked_to_think_where_it_can() {
        let effort = |name| body(&request(), name, true)["reasoning_effort"].clone();
        for name in ["o3", "o4-mini", "gpt-5", "gpt-5.1", "gpt-10-pro"] {
            assert_eq!(effort(name), "medium", "{name}");
        }
        for name in ["gpt-4o", "gpt-4.1", "gpt-5-chat-latest", "omni", "x"] {
            assert_eq!(effort(name), Value::Null, "{name}");
        }
        let body = body(&request(), "o3", true);
        assert_eq!(body["max_completion_tokens"], 9);
        assert_eq!(body["max_tokens"], Value::Null);
    }
}
