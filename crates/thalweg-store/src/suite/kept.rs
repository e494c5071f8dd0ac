//! What the server alone keeps of messages.

use std::collections::BTreeMap;

use thalweg_wire::RunStatus;
use uuid::Uuid;

use super::Store;
use super::build::{Chat, DAY, NOW, after, id, keep_up, put};
use super::chat::{ALL, same_as_rebuilt};

/// The signatures of the branch that ends in `leaf`, by message.
async fn signatures(store: &dyn Store, chat: Chat, leaf: u128) -> BTreeMap<Uuid, String> {
    let privates = store.privates(chat.id, id(leaf)).await.expect("readable");
    let signature = |(message, own): (Uuid, thalweg_chat::MessagePrivate)| {
        let kept = own.kept.expect("something is kept");
        assert_eq!(kept.provider, "up");
        let text = kept.data["signature"].as_str().expect("a text").to_owned();
        (message, text)
    };
    privates.into_iter().map(signature).collect()
}

fn only<const N: usize>(of: [(u128, &str); N]) -> BTreeMap<Uuid, String> {
    of.into_iter()
        .map(|(n, text)| (id(n), text.into()))
        .collect()
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn what_is_kept_of_a_message_stays_with_it(store: &dyn Store) {
    let (chat, other) = (Chat::new(1), Chat::new(2));
    let mut events = vec![
        chat.changed("owner", "a", false),
        other.changed("owner", "b", false),
        chat.user(10, None, "hi"),
        chat.run(12, 10, 11, RunStatus::Running),
        chat.signed(11, Some(10), "yes", "one"),
    ];
    events.extend(chat.end(12, 10, 11, "yes").into_iter().skip(1));
    events.extend([
        // A copy, a version of it on another branch, and a message of that id elsewhere.
        chat.user(20, Some(11), "and?"),
        chat.signed(21, Some(20), "this", "two"),
        chat.signed(22, Some(20), "or that", "three"),
        other.answer(11, None, "nothing is kept"),
    ]);
    put(store, events, NOW).await;
    let of = async |leaf| signatures(store, chat, leaf).await;
    assert_eq!(of(21).await, only([(11, "one"), (21, "two")]));
    assert_eq!(of(22).await, only([(11, "one"), (22, "three")]));
    assert_eq!(of(10).await, only([]));
    assert_eq!(signatures(store, other, 11).await, only([]));
    same_as_rebuilt(store).await;

    // It stays while a run goes on in the message, and until an event says something else.
    put(store, vec![chat.run(13, 10, 11, RunStatus::Running)], NOW).await;
    assert_eq!(of(11).await, only([(11, "one")]));
    put(store, chat.end(13, 10, 11, "yes, but"), NOW).await;
    assert_eq!(of(11).await, only([(11, "one")]));
    let again = chat.signed(11, Some(10), "yes, but", "four");
    put(store, vec![again], NOW).await;
    assert_eq!(of(11).await, only([(11, "four")]));
    keep_up(store, after(1_000)).await;
    same_as_rebuilt(store).await;

    let shown = store.messages(chat.id, ALL).await.expect("readable").value;
    let snapshots = store.snapshot(&[chat.channel()]).await.expect("readable");
    let shown = format!("{shown:?}{:?}", snapshots.states);
    assert!(
        shown.contains("yes, but") && !shown.contains("four"),
        "{shown}"
    );
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn what_is_kept_is_forgotten_with_its_conversation(store: &dyn Store) {
    let (gone, left) = (Chat::new(1), Chat::new(2));
    for chat in [gone, left] {
        let signed = chat.signed(11, None, "yes", "one");
        let events = vec![chat.changed("owner", "a", false), signed];
        put(store, events, NOW).await;
    }
    put(store, vec![gone.deleted()], NOW).await;
    keep_up(store, after(31 * DAY)).await;
    // A message that came back under its id would show what was left of it.
    put(store, vec![gone.answer(11, None, "yes")], after(31 * DAY)).await;
    assert_eq!(signatures(store, gone, 11).await, only([]));
    assert_eq!(signatures(store, left, 11).await, only([(11, "one")]));
}
