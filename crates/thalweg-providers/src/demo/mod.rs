mod ask;
mod pace;
mod prose;
mod report;
mod script;
#[cfg(test)]
mod tests;
mod texts;
mod wishes;

use async_trait::async_trait;
use thalweg_chat::{ModelError, ModelProvider, ModelRequest, ModelStream};
use thalweg_wire::{Model, Role};

use self::ask::Ask;
use self::script::{End, Opening, Script};

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

    async fn stream(&self, request: &ModelRequest) -> Result<ModelStream, ModelError> {
        let prompt = request.turns.iter().rev().find(|t| t.role == Role::User);
        let prompt = prompt.map(|turn| turn.text.as_str()).unwrap_or_default();
        let (unfinished, before) = match request.turns.split_last() {
            Some((last, before)) if last.role == Role::Assistant => (Some(&*last.text), before),
            _ => (None, &*request.turns),
        };
        let is_first = !before.iter().any(|t| t.role == Role::Assistant);
        let input_tokens = request.estimated_tokens();
        let ask = Ask::read(prompt);
        let since = request.turns.iter().rposition(|t| t.role == Role::User);
        let since = since.map_or(&[][..], |at| &request.turns[at..]);
        let called: Vec<_> = since.iter().flat_map(|turn| &turn.calls).collect();
        if !called.is_empty() {
            let text = report::report(&called);
            return Ok(pace::play(Script::of(&ask, text), input_tokens));
        }
        let calls = wishes::wishes(prompt, &request.tools);
        if !calls.is_empty() && !request.no_calls && unfinished.is_none() {
            let script = Script {
                end: End::Call(calls.clone()),
                ..Script::of(&ask, report::opening(&calls))
            };
            return Ok(pace::play(script, input_tokens));
        }
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
