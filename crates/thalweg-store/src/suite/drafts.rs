//! What people have written and not sent.

use serde_json::json;
use thalweg_chat::DraftRow;
use thalweg_log::{ChannelName, NewEvent, Timestamp};
use thalweg_wire::{DraftNotice, kind};

use super::Store;
use super::build::{Chat, DAY, NOW, after, id, keep_up, person, put};
use super::chat::same_as_rebuilt;

/// What is told of a saving; an empty text takes the draft away.
fn saved(owner: &str, place: Option<Chat>, revision: u128, text: &str) -> NewEvent {
    let notice = DraftNotice {
        conversation_id: place.map(|chat| chat.id),
        revision: id(revision),
        gone: text.is_empty(),
    };
    let channel = ChannelName::user(&person(owner));
    let data = serde_json::to_vec(&notice).expect("json");
    let private = json!({ "text": text }).to_string();
    NewEvent::new(channel, kind::DRAFT, data.into()).private(private.into())
}

async fn draft(store: &dyn Store, owner: &str, place: Option<Chat>) -> Option<DraftRow> {
    let place = place.map(|chat| chat.id);
    let found = store.prompt_draft(&person(owner), place).await;
    found.expect("readable")
}

fn row(revision: u128, text: &str, at: Timestamp) -> Option<DraftRow> {
    Some(DraftRow {
        text: text.into(),
        revision: id(revision),
        at,
    })
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_draft_is_of_one_person_and_one_place(store: &dyn Store) {
    let chat = Chat::new(1);
    let events = vec![
        chat.changed("ann", "a", false),
        saved("ann", Some(chat), 10, "in it"),
        saved("ann", None, 11, "for a new one"),
        saved("bob", None, 12, "his"),
    ];
    put(store, events, NOW).await;
    assert_eq!(draft(store, "ann", Some(chat)).await, row(10, "in it", NOW));
    assert_eq!(
        draft(store, "ann", None).await,
        row(11, "for a new one", NOW)
    );
    assert_eq!(draft(store, "bob", None).await, row(12, "his", NOW));
    assert_eq!(draft(store, "bob", Some(chat)).await, None);
    same_as_rebuilt(store).await;

    let events = vec![
        saved("ann", Some(chat), 13, "in it, and more"),
        saved("ann", None, 14, ""),
    ];
    put(store, events, after(5)).await;
    let later = row(13, "in it, and more", after(5));
    assert_eq!(draft(store, "ann", Some(chat)).await, later);
    assert_eq!(draft(store, "ann", None).await, None);
    assert_eq!(draft(store, "bob", None).await, row(12, "his", NOW));
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_draft_outlives_its_feed_and_not_its_conversation(store: &dyn Store) {
    let (gone, left) = (Chat::new(1), Chat::new(2));
    for chat in [gone, left] {
        let events = vec![
            chat.changed("ann", "a", false),
            saved("ann", Some(chat), 10, "half a thought"),
        ];
        put(store, events, NOW).await;
    }
    put(store, vec![gone.deleted()], NOW).await;
    let kept = row(10, "half a thought", NOW);
    assert_eq!(
        draft(store, "ann", Some(gone)).await,
        kept,
        "it can come back"
    );
    same_as_rebuilt(store).await;
    // What is told last keeps the feed whole while the conversation is forgotten.
    let fresh = after(29 * DAY);
    put(store, vec![saved("bob", Some(gone), 11, "stray")], fresh).await;
    keep_up(store, after(31 * DAY)).await;
    assert_eq!(draft(store, "ann", Some(gone)).await, None);
    assert_eq!(draft(store, "bob", Some(gone)).await, None);
    assert_eq!(draft(store, "ann", Some(left)).await, kept);
    same_as_rebuilt(store).await;
}
