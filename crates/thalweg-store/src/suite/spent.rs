//! What people spent.

use thalweg_chat::DonePrivate;
use thalweg_log::NewEvent;
use thalweg_wire::RunStatus;

use super::Store;
use super::build::{Chat, DAY, NOW, after, keep_up, put};
use super::chat::same_as_rebuilt;

/// The end of a run that took so many tokens.
fn end(chat: Chat, run: u128, owner: &str, day: u64, tokens: u64) -> Vec<NewEvent> {
    let private = DonePrivate {
        owner: owner.into(),
        day,
        tokens,
    };
    let private = serde_json::to_vec(&private).expect("JSON");
    let mut events = chat.end(run, 10, 11, "yes");
    let done = events.pop().expect("its end");
    events.push(done.private(private.into()));
    events
}

async fn spent(store: &dyn Store, day: u64) -> Vec<(String, u64)> {
    let mut spent = store.spent(day).await.expect("readable");
    spent.sort();
    spent
        .into_iter()
        .map(|(who, tokens)| (who.to_string(), tokens))
        .collect()
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn what_runs_took_is_added_by_day_and_outlives_them(store: &dyn Store) {
    assert!(spent(store, 7).await.is_empty());
    for (n, owner, day, tokens) in [(1, "ann", 7, 5), (2, "ann", 7, 6), (3, "bob", 7, 1)] {
        let (chat, run) = (Chat::new(n), 100 + n);
        let mut events = vec![
            chat.changed(owner, "a", false),
            chat.user(10, None, "hi"),
            chat.run(run, 10, 11, RunStatus::Running),
        ];
        events.extend(end(chat, run, owner, day, tokens));
        put(store, events, NOW).await;
    }
    let pair = |who: &str, tokens| (who.to_owned(), tokens);
    assert_eq!(spent(store, 7).await, [pair("ann", 11), pair("bob", 1)]);
    assert!(spent(store, 8).await.is_empty());
    same_as_rebuilt(store).await;
    // The conversation goes, and what was spent in it stays spent.
    let gone = Chat::new(2);
    put(store, vec![gone.deleted()], NOW).await;
    keep_up(store, after(31 * DAY)).await;
    assert_eq!(spent(store, 7).await, [pair("ann", 11), pair("bob", 1)]);
}
