use thalweg_log::{AppendError, Batch, ChannelName, EventKind, NewEvent, PrincipalId};
use thalweg_wire::{NameDeleted, ToolChoice, ToolOrigin};

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
    let choice = chat.tool_choice(&PrincipalId::owner(), name).await?;
    Ok(choice.as_ref().and_then(forgotten))
}

/// The same of all tools whose names begin so, but for those that are HTTP requests.
pub(super) async fn choices_forgotten(
    chat: &Chat,
    prefix: &str,
) -> Result<Vec<NewEvent>, SourceError> {
    let owner = PrincipalId::owner();
    let choices = chat.kept_choices().get(&owner, chat.store()).await?;
    let is_http = |name: &str| {
        let tool = chat.tool_source().tool(name);
        tool.is_some_and(|tool| tool.origin() == ToolOrigin::Http)
    };
    let own = choices
        .iter()
        .filter(|choice| choice.name.starts_with(prefix) && !is_http(&choice.name));
    Ok(own.filter_map(forgotten).collect())
}

fn forgotten(choice: &ToolChoice) -> Option<NewEvent> {
    let none = ToolChoice {
        name: choice.name.clone(),
        permission: None,
        enabled: None,
    };
    (*choice != none).then(|| tool_chosen(&PrincipalId::owner(), &none))
}

/// Appends what changes a definition.
pub(super) async fn commit(chat: &Chat, batch: Batch) -> Result<(), SourceError> {
    match chat.hub().append(batch).await {
        Ok(_) => Ok(()),
        // The key was free under the owner's lock, so that another kind of request took it.
        Err(AppendError::Repeated { .. }) => Err(SourceError::Mismatch),
        Err(failure) => Err(failure.unexpected().into()),
    }
}
