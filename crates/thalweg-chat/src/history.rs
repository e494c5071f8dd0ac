use thalweg_log::StoreError;
use thalweg_wire::{Model, Role};
use uuid::Uuid;

use crate::{Chat, Turn};

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
        Ok(branch
            .into_iter()
            .filter(|message| !message.content.is_empty() && message.role != Role::Tool)
            .map(|message| Turn {
                role: message.role,
                text: message.content,
                kept: privates.remove(&message.id).and_then(|own| own.kept),
            })
            .collect())
    }
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
