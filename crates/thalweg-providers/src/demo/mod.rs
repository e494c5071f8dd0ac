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
        let (unfinished, before) = match request.turns.split_last() {
            Some((last, before)) if last.role == Role::Assistant => (Some(&*last.text), before),
            _ => (None, &*request.turns),
        };
        let is_first = !before.iter().any(|t| t.role == Role::Assistant);
        let input_tokens = request.estimated_tokens();
        let ask = Ask::read(prompt);
        let write = |reasoning| {
            let system = request.system.as_deref();
            script::write(&ask, prompt, system, is_first, reasoning)
        };
        // Whether it thought first is not told with a wish to write on, and changes the words.
        if let Some(said) = unfinished
            && let Some(rest) = [request.reasoning, Some(true)]
                .into_iter()
                .find_map(|reasoning| write(reasoning).after(said))
        {
            return Ok(pace::play(rest, input_tokens));
        }
        match write(request.reasoning) {
            Opening::Fail(error) => Err(error),
            Opening::Say(script) => Ok(pace::play(script, input_tokens)),
        }
    }

    fn makes_titles(&self, _model: &str) -> bool {
        false
    }
}
