mod ask;
mod pace;
mod prose;
mod script;
#[cfg(test)]
mod tests;
mod texts;

use async_trait::async_trait;
use thalweg_chat::{ModelError, ModelProvider, ModelRequest, ModelStream};
use thalweg_wire::{Model, Role};

use self::ask::Ask;
use self::script::Opening;

/// The demonstration model: no key, no network, no language model behind it. It tells so, and
/// plays every state that a chat can be in when it is asked for it in plain words.
#[derive(Debug, Clone, Copy, Default)]
pub struct DemoModel;

impl DemoModel {
    /// The id of its one model.
    pub const ID: &str = "demo";
}

#[async_trait]
impl ModelProvider for DemoModel {
    fn models(&self) -> Vec<Model> {
        vec![Model {
            id: Self::ID.into(),
            name: "Demonstration".into(),
            default: true,
            context_tokens: Some(128_000),
            description: Some(
                "Built in, needs no key and no network. It composes its answers by rule, so that \
                 every state of a chat can be tried."
                    .into(),
            ),
            provider: Some(Self::ID.into()),
            problem: None,
        }]
    }

    async fn stream(&self, request: ModelRequest) -> Result<ModelStream, ModelError> {
        let prompt = request.turns.iter().rev().find(|t| t.role == Role::User);
        let prompt = prompt.map(|turn| turn.text.as_str()).unwrap_or_default();
        let is_first = !request.turns.iter().any(|t| t.role == Role::Assistant);
        let input_tokens = request.estimated_tokens();
        match script::write(
            &Ask::read(prompt),
            prompt,
            request.system.as_deref(),
            is_first,
            request.reasoning,
        ) {
            Opening::Fail(error) => Err(error),
            Opening::Say(script) => Ok(pace::play(script, input_tokens)),
        }
    }

    fn makes_titles(&self, _model: &str) -> bool {
        false
    }
}
