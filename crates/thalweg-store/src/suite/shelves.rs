//! Conversations that are pinned, and those that are deleted.

use thalweg_chat::{ConversationQuery, ListKey, Shelf};

use super::Store;
use super::build::{Chat, DAY, NOW, after, id, keep_up, person, put};
use super::chat::same_as_rebuilt;

async fn titles(
    store: &dyn Store,
    of: Shelf,
    before: Option<ListKey>,
    limit: usize,
) -> (Vec<String>, Option<ListKey>) {
    let query = ConversationQuery { of, before, limit };
    let found = store.conversations(&person("ann"), query).await;
    let found = found.expect("readable").value;
    let titles = found.items.into_iter().map(|c| c.title).collect();
    (titles, found.next)
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn pinned_conversations_are_listed_apart(store: &dyn Store) {
    for n in 1..=6_u128 {
        let event = Chat::new(n).pinned("ann", &n.to_string(), n % 2 == 0, n > 4);
        put(store, vec![event], NOW).await;
    }
    let shelf = |archived, pinned| Shelf::Kept { archived, pinned };
    let list = async |archived, pinned| titles(store, shelf(archived, pinned), None, 9).await.0;
    assert_eq!(list(false, Some(true)).await, ["4", "2"]);
    assert_eq!(list(false, Some(false)).await, ["3", "1"]);
    assert_eq!(list(false, None).await, ["4", "3", "2", "1"]);
    assert_eq!(list(true, Some(true)).await, ["6"]);
    let (first, next) = titles(store, shelf(false, Some(true)), None, 1).await;
    assert_eq!(first, ["4"]);
    assert_eq!(
        titles(store, shelf(false, Some(true)), next, 1).await,
        (vec!["2".into()], None)
    );
    put(
        store,
        vec![Chat::new(4).pinned("ann", "4", false, false)],
        NOW,
    )
    .await;
    assert_eq!(list(false, Some(true)).await, ["2"]);
    assert_eq!(list(false, Some(false)).await, ["4", "3", "1"]);
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn deleted_conversations_are_listed_by_their_deletion(store: &dyn Store) {
    for n in 1..=4_u128 {
        put(
            store,
            vec![Chat::new(n).changed("ann", &n.to_string(), n == 4)],
            NOW,
        )
        .await;
    }
    for (at, n) in [(1, 2), (2, 4), (3, 1)] {
        put(store, vec![Chat::new(n).deleted()], after(at)).await;
    }
    let (first, next) = titles(store, Shelf::Deleted, None, 2).await;
    assert_eq!(first, ["1", "4"]);
    assert_eq!(
        titles(store, Shelf::Deleted, next, 2).await,
        (vec!["2".into()], None)
    );
    let query = ConversationQuery {
        of: Shelf::Deleted,
        before: None,
        limit: 1,
    };
    let found = store.conversations(&person("ann"), query).await;
    let found = found.expect("readable").value.items;
    assert_eq!(found[0].deleted_at.map(|at| at.0), Some(after(3)));
    put(
        store,
        vec![Chat::new(1).changed("ann", "1", false)],
        after(4),
    )
    .await;
    assert_eq!(titles(store, Shelf::Deleted, None, 9).await.0, ["4", "2"]);
    let row = store.conversation(id(1)).await.expect("readable").value;
    assert_eq!(row.and_then(|row| row.conversation.deleted_at), None);
    put(store, vec![Chat::new(1).deleted()], after(5)).await;
    assert_eq!(
        titles(store, Shelf::Deleted, None, 9).await.0,
        ["1", "4", "2"]
    );
    keep_up(store, after(30 * DAY + 2)).await;
    assert_eq!(titles(store, Shelf::Deleted, None, 9).await.0, ["1"]);
    same_as_rebuilt(store).await;
}
