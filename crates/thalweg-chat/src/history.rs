use thalweg_log::StoreError;
use thalweg_wire::{ChatMessage, Model, Part, Role};
use uuid::Uuid;

use crate::calls::called;
use crate::{Chat, MessagePrivate, Turn};

impl Chat {
    /// What a model is shown of the branch that ends in `leaf`. Messages without text, such as an
    /// answer that failed before its first word, say nothing and are left out.
    pub(crate) async fn turns_to(
        &self,
        conversation: Uuid,
        leaf: Uuid,
    ) -> Result<Vec<Turn>, StoreError> {
        let branch = self.store().branch(conversation, leaf).await?;
        let mut privates = self.store().privates(conversation, leaf).await?;
        let turns = branch.into_iter().flat_map(|message| {
            let own = privates.remove(&message.id).unwrap_or_default();
            turns_of(message, own)
        });
        Ok(turns.collect())
    }
}

/// A message as a model is shown it: an answer that called tools is a turn for each round.
fn turns_of(message: ChatMessage, mut own: MessagePrivate) -> Vec<Turn> {
    if message.role == Role::Tool {
        return Vec::new();
    }
    let mut turns = Vec::new();
    let mut turn = Turn::new(message.role, "");
    if message.tool_calls.is_empty() {
        turn.text = message.content;
    } else {
        for part in &message.parts {
            match part {
                Part::Text { text, .. } => {
                    if !turn.calls.is_empty() {
                        let next = Turn::new(message.role, "");
                        turns.push(std::mem::replace(&mut turn, next));
                    }
                    turn.text.push_str(text);
                }
                Part::ToolCall { tool_call_id, .. } => {
                    let mut calls = message.tool_calls.iter();
                    let call = calls.find(|call| call.id == *tool_call_id);
                    turn.calls.extend(call.map(called));
                }
                Part::Step { .. } => {
                    let next = Turn::new(message.role, "");
                    turns.push(std::mem::replace(&mut turn, next));
                }
                Part::Reasoning { .. } => {}
            }
        }
    }
    turns.push(turn);
    turns.retain(|turn| !turn.text.is_empty() || !turn.calls.is_empty());
    for turn in &mut turns {
        let first = turn.calls.first();
        turn.kept = first.and_then(|call| own.rounds.remove(&call.id));
    }
    if let Some(last) = turns.last_mut() {
        last.kept = last.kept.take().or(own.kept);
    }
    turns
}

/// The model to ask: the one that is named; else the conversation's, if it is still known; else
/// the default. `Err` holds the name that is not known.
pub(crate) fn choose<'a>(
    models: &'a [Model],
    named: Option<&str>,
    own: Option<&str>,
) -> Result<&'a Model, String> {
    let find = |id: &str| models.iter().find(|model| model.id == id);
    if let Some(id) = named {
        return find(id).ok_or_else(|| id.to_owned());
    }
    own.and_then(find)
        .or_else(|| models.iter().find(|model| model.default))
        .or_else(|| models.first())
        .ok_or_else(|| "default".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(id: &str, default: bool) -> Model {
        Model {
            id: id.into(),
            name: id.into(),
            default,
            context_tokens: None,
            description: None,
            provider: None,
            problem: None,
        }
    }

    #[test]
    fn a_named_model_must_be_known_and_a_remembered_one_may_be_gone() {
        let models = [model("a", false), model("b", true)];
        let id = |named, own| choose(&models, named, own).map(|model| model.id.clone());
        assert_eq!(id(Some("a"), Some("b")), Ok("a".into()));
        assert_eq!(id(Some("x"), Some("b")), Err("x".into()));
        assert_eq!(id(None, Some("a")), Ok("a".into()));
        assert_eq!(id(None, Some("gone")), Ok("b".into()));
        assert_eq!(choose(&[], None, None), Err("default".into()));
    }
}
