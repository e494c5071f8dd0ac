use thalweg_log::{AppendError, Batch, ChannelName, EventKind, NewEvent, PrincipalId};
use thalweg_wire::{NameDeleted, ToolChoice};

use super::SourceError;
use crate::Chat;
use crate::events::json;
use crate::tools::tool_chosen;

/// Something of the owner's that goes by its name was deleted.
pub(super) fn name_deleted(kind: EventKind, name: &str) -> NewEvent {
    let deleted = NameDeleted {
        name: name.into(),
        deleted: true,
    };
    let feed = ChannelName::user(&PrincipalId::owner());
    NewEvent::new(feed, kind, json(&deleted))
}

/// What the owner chose of a tool is forgotten, if they chose something: another tool of that name
/// must not be allowed because this one was.
pub(super) async fn choice_forgotten(
    chat: &Chat,
    name: &str,
) -> Result<Option<NewEvent>, SourceError> {
    let owner = PrincipalId::owner();
    let choice = chat.tool_choice(&owner, name).await?;
    let chosen = choice.filter(|choice| choice.permission.is_some() || choice.enabled.is_some());
    Ok(chosen.map(|_| {
        let none = ToolChoice {
            name: name.into(),
            permission: None,
            enabled: None,
        };
        tool_chosen(&owner, &none)
    }))
}

/// Appends what changes a definition.
pub(super) async fn commit(chat: &Chat, batch: Batch) -> Result<(), SourceError> {
    match chat.hub().append(batch).await {
        Ok(_) => Ok(()),
        // The key was free under the owner's lock, so that another kind of request took it.
        Err(AppendError::Repeated { .. }) => Err(SourceError::Mismatch),
        Err(AppendError::Store(failure)) => Err(failure.into()),
        Err(other) => Err(thalweg_log::StoreError::Failed(other.to_string()).into()),
    }
}
