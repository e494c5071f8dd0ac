use bytes::Bytes;
use serde::Serialize;
use thalweg_log::{ChannelName, FenceName, NewEvent, PrincipalId};
use thalweg_wire::{ChatMessage, Conversation, Deleted, DraftNotice, Run, Template, kind};
use uuid::Uuid;

use crate::drafts::DraftPrivate;
use crate::project::ConversationPrivate;
use crate::queue::shown;
use crate::{MessagePrivate, QueuedRow, RunPrivate};

/// One line of JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Bytes {
    // The types that are written here have text as keys and fail nowhere else.
    Bytes::from(serde_json::to_vec(value).expect("a wire type is JSON"))
}

/// The name of the fence that a conversation's run holds.
pub(crate) fn fence_of(conversation: Uuid) -> FenceName {
    ChannelName::conversation(conversation).as_str().into()
}

/// A conversation that came into being or changed, its run and its messages included: in its own
/// channel, which moves it to the top of its owner's list, and in its owner's feed.
pub(crate) fn conversation_changed(
    owner: &PrincipalId,
    conversation: &Conversation,
) -> [NewEvent; 2] {
    put_conversation(owner, conversation, None, false)
}

/// The same, of a conversation whose title is there to stay, or is not.
pub(crate) fn conversation_titled(
    owner: &PrincipalId,
    conversation: &Conversation,
    named: bool,
) -> [NewEvent; 2] {
    put_conversation(owner, conversation, Some(named), false)
}

/// A conversation that got its title by itself, which does not move it in its owner's list.
pub(crate) fn conversation_named(
    owner: &PrincipalId,
    conversation: &Conversation,
) -> [NewEvent; 2] {
    put_conversation(owner, conversation, Some(true), true)
}

/// The same for the conversation's own channel alone, with the leaf that it is to have whatever was
/// added last.
pub(crate) fn conversation_led_by(
    owner: &PrincipalId,
    conversation: &Conversation,
    leaf: Uuid,
) -> NewEvent {
    let private = ConversationPrivate {
        owner: owner.to_string(),
        named: None,
        stays: false,
        leaf: Some(leaf),
    };
    let own = ChannelName::conversation(conversation.id);
    NewEvent::new(own, kind::CONVERSATION, json(conversation)).private(json(&private))
}

fn put_conversation(
    owner: &PrincipalId,
    conversation: &Conversation,
    named: Option<bool>,
    stays: bool,
) -> [NewEvent; 2] {
    let data = json(conversation);
    let private = ConversationPrivate {
        owner: owner.to_string(),
        named,
        stays,
        leaf: None,
    };
    let own = ChannelName::conversation(conversation.id);
    [
        NewEvent::new(own, kind::CONVERSATION, data.clone()).private(json(&private)),
        NewEvent::new(ChannelName::user(owner), kind::CONVERSATION, data),
    ]
}

/// A conversation that was deleted, in its channel and in its owner's feed.
pub(crate) fn conversation_deleted(owner: &PrincipalId, id: Uuid) -> [NewEvent; 2] {
    let data = json(&Deleted { id });
    let own = ChannelName::conversation(id);
    [
        NewEvent::new(own, kind::DELETED, data.clone()),
        NewEvent::new(ChannelName::user(owner), kind::DELETED, data),
    ]
}

/// What waits in a conversation, all of it.
pub(crate) fn queue_event(conversation: Uuid, items: &[QueuedRow]) -> NewEvent {
    let private: Vec<_> = items.iter().map(|row| &row.private).collect();
    let channel = ChannelName::conversation(conversation);
    NewEvent::new(channel, kind::QUEUE, json(&shown(items))).private(json(&private))
}

/// A whole message.
pub(crate) fn message(message: &ChatMessage) -> NewEvent {
    let channel = ChannelName::conversation(message.conversation_id);
    NewEvent::new(channel, kind::MESSAGE, json(message))
}

/// A whole message, with what the server alone keeps of it.
pub(crate) fn message_with(own: &ChatMessage, private: Option<&MessagePrivate>) -> NewEvent {
    let event = message(own);
    match private {
        Some(private) => event.private(json(private)),
        None => event,
    }
}

/// A run, with what the server alone keeps of it.
pub(crate) fn run(run: &Run, private: &RunPrivate) -> NewEvent {
    let channel = ChannelName::conversation(run.conversation_id);
    NewEvent::new(channel, kind::RUN, json(run)).private(json(private))
}

/// A template that came into being or changed, in its owner's feed.
pub(crate) fn template_changed(owner: &PrincipalId, template: &Template) -> NewEvent {
    NewEvent::new(ChannelName::user(owner), kind::TEMPLATE, json(template))
}

/// A draft that was saved or taken away, in the feed of who writes it.
pub(crate) fn draft_saved(
    owner: &PrincipalId,
    notice: &DraftNotice,
    private: &DraftPrivate,
) -> NewEvent {
    let channel = ChannelName::user(owner);
    NewEvent::new(channel, kind::DRAFT, json(notice)).private(json(private))
}

/// A template that was deleted, in its owner's feed.
pub(crate) fn template_deleted(owner: &PrincipalId, id: Uuid) -> NewEvent {
    let data = json(&Deleted { id });
    NewEvent::new(ChannelName::user(owner), kind::TEMPLATE_DELETED, data)
}
