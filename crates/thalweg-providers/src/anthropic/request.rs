use std::collections::BTreeSet;

use serde_json::{Value, json};
use thalweg_chat::{Called, Kept, ModelRequest};
use thalweg_wire::Role;

use super::table::{Thinking, max_tokens, thinking};
use crate::upstream::shown;

/// The body of a request for a message by the model `name` of `upstream`.
pub(crate) fn body(request: &ModelRequest, upstream: &str, name: &str) -> Value {
    let mut system: Vec<&str> = request.system.as_deref().into_iter().collect();
    let turns = shown(request);
    let mut messages = Vec::new();
    for turn in &turns {
        match turn.role {
            // There are no instructions among the messages.
            Role::System => system.push(&turn.text),
            Role::User | Role::Tool => {
                messages.push(json!({ "role": "user", "content": turn.text }));
            }
            Role::Assistant => {
                let mut content = kept(turn.kept, upstream, name);
                if !turn.text.is_empty() {
                    content.push(json!({ "type": "text", "text": turn.text }));
                }
                content.extend(turn.calls.iter().map(call));
                messages.push(json!({ "role": "assistant", "content": content }));
                if !turn.calls.is_empty() {
                    let results: Vec<_> = turn.calls.iter().map(result).collect();
                    messages.push(json!({ "role": "user", "content": results }));
                }
            }
        }
    }
    let most = request.max_tokens.unwrap_or_else(|| max_tokens(name));
    let mut body = json!({
        "model": name,
        "max_tokens": most,
        "messages": messages,
        "stream": true,
    });
    if !system.is_empty() {
        body["system"] = system.join("\n\n").into();
    }
    let (tools, no_calls) = tools(request);
    if !tools.is_empty() {
        body["tools"] = tools.into();
    }
    if no_calls {
        body["tool_choice"] = json!({ "type": "none" });
    }
    if request.reasoning == Some(true) {
        match thinking(name, most) {
            Some(Thinking::Adaptive) => {
                body["thinking"] = json!({ "type": "adaptive", "display": "summarized" });
            }
            Some(Thinking::Budget(tokens)) => {
                body["thinking"] = json!({ "type": "enabled", "budget_tokens": tokens });
            }
            None => {}
        }
    }
    body
}

/// The tools to tell of, and whether none may be called. A history with calls is refused without
/// tools, so that those it names are told of even if none is offered.
fn tools(request: &ModelRequest) -> (Vec<Value>, bool) {
    if !request.tools.is_empty() {
        let tools = request.tools.iter().map(|offer| {
            json!({
                "name": offer.name,
                "description": offer.description,
                "input_schema": offer.schema,
            })
        });
        return (tools.collect(), request.no_calls);
    }
    let calls = request.turns.iter().flat_map(|turn| &turn.calls);
    let names: BTreeSet<&str> = calls.map(|call| &*call.name).collect();
    let schema = json!({ "type": "object" });
    let tool = |name: &&str| json!({ "name": name, "input_schema": schema });
    let tools: Vec<_> = names.iter().map(tool).collect();
    let any = !tools.is_empty();
    (tools, any)
}

fn call(call: &Called) -> Value {
    json!({ "type": "tool_use", "id": call.id, "name": call.name, "input": call.args })
}

fn result(call: &Called) -> Value {
    let mut result = json!({
        "type": "tool_result",
        "tool_use_id": call.id,
        "content": call.result,
    });
    if call.failed {
        result["is_error"] = true.into();
    }
    result
}

/// The thinking that goes back with a turn: only to the model that signed it.
fn kept(kept: Option<&Kept>, upstream: &str, name: &str) -> Vec<Value> {
    let own = |kept: &&Kept| kept.provider == upstream && kept.data["model"] == name;
    let blocks = kept
        .filter(own)
        .and_then(|kept| kept.data["blocks"].as_array());
    blocks.cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use thalweg_chat::Turn;

    use super::*;

    fn turn(role: Role, text: &str, kept: Option<Kept>) -> Turn {
        Turn {
            role,
            text: text.into(),
            kept,
            calls: Vec::new(),
        }
    }

    fn request(turns: Vec<Turn>) -> ModelRequest {
        ModelRequest {
            model: "anthropic/m".into(),
            system: Some("be brief".into()),
            turns,
            context: None,
            reasoning: None,
            max_tokens: None,
            tools: Vec::new(),
            no_calls: false,
        }
    }

    #[test]
    fn thinking_goes_back_to_the_model_that_signed_it_alone() {
        let block = json!({ "type": "thinking", "thinking": "hm", "signature": "s" });
        let kept = Kept {
            provider: "anthropic".into(),
            data: json!({ "model": "m", "blocks": [block] }),
        };
        let turns = vec![
            turn(Role::User, "a", None),
            turn(Role::Assistant, "b", Some(kept)),
            turn(Role::User, "c", None),
        ];
        let request = request(turns);
        let answer = |upstream, name| body(&request, upstream, name)["messages"][1].clone();
        let text = json!({ "type": "text", "text": "b" });
        let with = json!({ "role": "assistant", "content": [block, text] });
        let without = json!({ "role": "assistant", "content": [text] });
        assert_eq!(answer("anthropic", "m"), with);
        assert_eq!(answer("anthropic", "n"), without);
        assert_eq!(answer("other", "m"), without);
    }

    #[test]
    fn instructions_stand_above_and_the_length_is_always_said() {
        let turns = vec![
            turn(Role::System, "rhyme", None),
            turn(Role::User, "a", None),
        ];
        let expected = json!({
            "model": "claude-3-opus-latest",
            "max_tokens": 4096,
            "messages": [{ "role": "user", "content": "a" }],
            "stream": true,
            "system": "be brief\n\nrhyme",
        });
        let request = request(turns);
        assert_eq!(
            body(&request, "anthropic", "claude-3-opus-latest"),
            expected
        );
    }

    #[test]
    fn a_wish_to_think_is_passed_on() {
        let mut request = request(vec![turn(Role::User, "a", None)]);
        let thinking =
            |request: &_| body(request, "anthropic", "claude-sonnet-4-5")["thinking"].clone();
        assert_eq!(thinking(&request), Value::Null);
        request.reasoning = Some(true);
        let enabled = json!({ "type": "enabled", "budget_tokens": 4096 });
        assert_eq!(thinking(&request), enabled);
    }
}
