//! Calls of tools as the servers of models are told of them, at the bytes.

use std::sync::Arc;

use serde_json::{Value, json};
use thalweg_providers::{Upstream, UpstreamKind};
use thalweg_testkit::{FakeUpstream, TestServer, UpstreamStep as Step};

use super::{Untitled, blocks, config};
use crate::support::{Act, acting, run_to_end, texts_of};

async fn served(kind: UpstreamKind) -> (FakeUpstream, TestServer) {
    let fake = FakeUpstream::start().await;
    let mut config = config(&fake.url());
    config.kind = kind;
    let upstream = Arc::new(Upstream::new(config).expect("an upstream"));
    let double = Act::new("double", |_, args| async move {
        let n = args["n"].as_i64().unwrap_or_default();
        Ok(json!({ "is": 2 * n }))
    });
    let fail = Act::new("fail", |_, _| async {
        Err(thalweg_chat::ToolError::new("the river is dry"))
    });
    let models = Arc::new(Untitled(upstream));
    let server = acting([double, fail]).models(models).start().await;
    (fake, server)
}

fn delta(delta: &Value) -> Step {
    Step::event(&json!({ "choices": [{ "index": 0, "delta": delta }] }))
}

fn schema() -> Value {
    json!({
        "type": "object",
        "properties": { "n": { "type": "integer" } },
        "additionalProperties": false,
    })
}

#[tokio::test]
async fn openai_is_told_of_tools_calls_and_results_in_its_own_form() {
    let (fake, server) = served(UpstreamKind::OpenAi).await;
    let function = |name, arguments| json!({ "name": name, "arguments": arguments });
    fake.script(vec![
        Step::stream(),
        delta(&json!({ "content": "let me see" })),
        delta(&json!({ "tool_calls": [
            { "index": 0, "id": "call_a", "function": function("double", "{\"n\":") },
        ] })),
        delta(&json!({ "tool_calls": [{ "index": 0, "function": { "arguments": "21}" } }] })),
        delta(&json!({ "tool_calls": [
            { "index": 1, "id": "call_b", "function": function("fail", "") },
        ] })),
        Step::finish(),
    ]);
    fake.script(vec![Step::stream(), Step::say("it is 42"), Step::finish()]);
    let events = run_to_end(&server.client(), &json!({ "prompt": "twice 21" })).await;
    assert_eq!(texts_of(&events), "let me seeit is 42");
    let asked = fake.asked();
    let tool = |name| {
        json!({ "type": "function", "function": {
            "name": name, "description": "Does what a test says.", "parameters": schema(),
        } })
    };
    let tools = json!([tool("double"), tool("fail")]);
    let user = json!({ "role": "user", "content": "twice 21" });
    let first = &asked[0].body;
    assert_eq!(
        (&first["messages"], &first["tools"]),
        (&json!([user]), &tools)
    );
    let second = &asked[1].body;
    assert_eq!(second["tools"], tools);
    assert_eq!(second.get("tool_choice"), None);
    let call = |id, name, arguments| json!({ "id": id, "type": "function", "function": function(name, arguments) });
    assert_eq!(
        second["messages"],
        json!([
            user,
            {
                "role": "assistant",
                "content": "let me see",
                "tool_calls": [call("call_a", "double", "{\"n\":21}"), call("call_b", "fail", "{}")],
            },
            { "role": "tool", "tool_call_id": "call_a", "content": "{\"is\":42}" },
            { "role": "tool", "tool_call_id": "call_b", "content": "Error: the river is dry" },
        ])
    );
    server.stop().await;
}

/// An answer of Anthropic's that thinks and then calls two tools.
fn calling() -> Vec<Step> {
    let piece = |json: &str| json!({ "type": "input_json_delta", "partial_json": json });
    vec![
        Step::stream(),
        Step::event(&json!({ "type": "message_start", "message": {} })),
        blocks::start(0, &json!({ "type": "thinking", "thinking": "" })),
        blocks::delta(0, &json!({ "type": "thinking_delta", "thinking": "hm" })),
        blocks::delta(
            0,
            &json!({ "type": "signature_delta", "signature": "c2ln" }),
        ),
        blocks::stop(0),
        blocks::start(
            1,
            &json!({ "type": "tool_use", "id": "toolu_1", "name": "double", "input": {} }),
        ),
        blocks::delta(1, &piece("{\"n\"")),
        blocks::delta(1, &piece(": 21}")),
        blocks::stop(1),
        blocks::start(
            2,
            &json!({ "type": "tool_use", "id": "toolu_2", "name": "fail", "input": {} }),
        ),
        blocks::delta(2, &piece("")),
        blocks::stop(2),
        Step::event(&json!({ "type": "message_delta", "delta": { "stop_reason": "tool_use" } })),
        Step::event(&json!({ "type": "message_stop" })),
    ]
}

fn saying(text: &str) -> Vec<Step> {
    let block = json!({ "type": "text", "text": text });
    vec![
        Step::stream(),
        Step::event(&json!({ "type": "message_start", "message": {} })),
        blocks::start(0, &block),
        blocks::stop(0),
        Step::event(&json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" } })),
        Step::event(&json!({ "type": "message_stop" })),
    ]
}

#[tokio::test]
async fn anthropic_is_told_of_tools_calls_and_results_in_its_own_form() {
    let (fake, server) = served(UpstreamKind::Anthropic).await;
    let client = server.client();
    fake.script(calling());
    fake.script(saying("it is 42"));
    fake.script(saying("yes"));
    let events = run_to_end(&client, &json!({ "prompt": "twice 21" })).await;
    assert_eq!(texts_of(&events), "hmit is 42");
    let conversation = crate::support::conversation_of(&events);
    let body = json!({ "prompt": "sure?", "conversationId": conversation, "tools": [] });
    run_to_end(&client, &body).await;
    let asked = fake.asked();
    let tool = |name| json!({ "name": name, "description": "Does what a test says.", "input_schema": schema() });
    assert_eq!(
        asked[0].body["tools"],
        json!([tool("double"), tool("fail")])
    );
    let second = &asked[1].body;
    assert_eq!(second.get("tool_choice"), None);
    let history = json!([
        { "role": "user", "content": "twice 21" },
        { "role": "assistant", "content": [
            { "type": "thinking", "thinking": "hm", "signature": "c2ln" },
            { "type": "tool_use", "id": "toolu_1", "name": "double", "input": { "n": 21 } },
            { "type": "tool_use", "id": "toolu_2", "name": "fail", "input": {} },
        ] },
        { "role": "user", "content": [
            { "type": "tool_result", "tool_use_id": "toolu_1", "content": "{\"is\":42}" },
            { "type": "tool_result", "tool_use_id": "toolu_2", "content": "the river is dry",
              "is_error": true },
        ] },
    ]);
    assert_eq!(second["messages"], history);
    // What is told of it later begins with the same bytes, thinking included.
    let third = &asked[2].body;
    let messages = third["messages"].as_array().expect("messages");
    assert_eq!(messages[..3], *history.as_array().expect("it"));
    assert_eq!(messages.len(), 5);
    // A history with calls needs tools, even if none may be called.
    let named = |name| json!({ "name": name, "input_schema": { "type": "object" } });
    assert_eq!(third["tools"], json!([named("double"), named("fail")]));
    assert_eq!(third["tool_choice"], json!({ "type": "none" }));
    server.stop().await;
}

#[tokio::test]
async fn a_model_that_cannot_call_tools_is_asked_without_them() {
    let (fake, server) = served(UpstreamKind::OpenAi).await;
    let client = server.client();
    let words = r#"{"error":{"message":"registry/m does not support tools"}}"#;
    fake.script(Step::answer(
        400,
        "content-type: application/json\r\n",
        words,
    ));
    for text in ["one", "two"] {
        fake.script(vec![Step::stream(), Step::say(text), Step::finish()]);
    }
    let body = json!({ "prompt": "hello" });
    assert_eq!(texts_of(&run_to_end(&client, &body).await), "one");
    assert_eq!(texts_of(&run_to_end(&client, &body).await), "two");
    let offered = fake
        .asked()
        .into_iter()
        .map(|asked| asked.body.get("tools").is_some());
    assert_eq!(
        offered.collect::<Vec<_>>(),
        [true, false, false],
        "it is asked once"
    );
    server.stop().await;
}
