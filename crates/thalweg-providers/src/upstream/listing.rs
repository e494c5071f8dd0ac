//! What an upstream's list of models says.

use serde_json::Value;
use thalweg_wire::Model;

/// Words in the names of models that do not chat: those that measure, speak, hear, draw or judge.
const NO_CHAT: [&str; 7] = [
    "embed",
    "tts",
    "whisper",
    "transcribe",
    "dall-e",
    "moderation",
    "rerank",
];
/// Where servers say how much a model takes: vLLM, OpenRouter, Groq, Anthropic, llama.cpp.
const CONTEXT: [&str; 5] = [
    "/max_model_len",
    "/context_length",
    "/context_window",
    "/max_input_tokens",
    "/meta/n_ctx_train",
];
/// The most models of one upstream.
const MOST: usize = 2000;

/// The models of a list: the newest first if the list tells ages, else in its order. `None` if it
/// is no list.
pub(crate) fn models(upstream: &str, list: &Value) -> Option<Vec<Model>> {
    let items = list["data"].as_array().or(list["models"].as_array())?;
    let mut items: Vec<_> = items.iter().filter(|item| chats(item)).collect();
    let age = |item: &Value| item["created"].as_i64().unwrap_or_default();
    items.sort_by_key(|item| std::cmp::Reverse(age(item)));
    let models = items.into_iter().filter_map(|item| {
        let id = item["id"].as_str().or(item["name"].as_str())?;
        let shown = item["display_name"].as_str().unwrap_or(id);
        let context = CONTEXT
            .iter()
            .find_map(|place| item.pointer(place)?.as_u64());
        Some(Model {
            name: shown.into(),
            context_tokens: context.and_then(|tokens| tokens.try_into().ok()),
            ..model(upstream, id)
        })
    });
    Some(models.take(MOST).collect())
}

/// A model of which only the name is known.
pub(crate) fn model(upstream: &str, id: &str) -> Model {
    Model {
        id: format!("{upstream}/{id}"),
        name: id.into(),
        default: false,
        context_tokens: None,
        description: None,
        provider: Some(upstream.into()),
        problem: None,
    }
}

fn chats(item: &Value) -> bool {
    let id = item["id"].as_str().unwrap_or_default().to_lowercase();
    !NO_CHAT.iter().any(|word| id.contains(word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_server_tells_the_context_in_its_own_place() {
        let list = json!({ "data": [
            { "id": "vllm", "max_model_len": 1 },
            { "id": "router", "context_length": 2 },
            { "id": "claude", "display_name": "Claude", "max_input_tokens": 3 },
            { "id": "llama", "meta": { "n_ctx_train": 4 } },
            { "id": "plain" },
        ] });
        let models = models("up", &list).expect("a list");
        let told: Vec<_> = models
            .iter()
            .map(|model| (model.id.as_str(), model.name.as_str(), model.context_tokens))
            .collect();
        assert_eq!(
            told,
            [
                ("up/vllm", "vllm", Some(1)),
                ("up/router", "router", Some(2)),
                ("up/claude", "Claude", Some(3)),
                ("up/llama", "llama", Some(4)),
                ("up/plain", "plain", None),
            ]
        );
    }

    #[test]
    fn the_newest_comes_first_and_what_does_not_chat_is_left_out() {
        let list = json!({ "data": [
            { "id": "old", "created": 1 },
            { "id": "text-embedding-3", "created": 9 },
            { "id": "whisper-1", "created": 8 },
            { "id": "gpt-tts", "created": 7 },
            { "id": "new", "created": 2 },
            { "object": "model" },
        ] });
        let ids: Vec<_> = models("up", &list).expect("a list");
        let ids: Vec<_> = ids.iter().map(|model| model.id.as_str()).collect();
        assert_eq!(ids, ["up/new", "up/old"]);
        assert_eq!(models("up", &json!("<html>")), None);
    }
}
