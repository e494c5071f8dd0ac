//! What a batch writes in a conversation that begins with it.

use thalweg_chat::SearchQuery;
use thalweg_log::{AppendError, Batch};
use thalweg_wire::{DoneStatus, RunStatus};

use super::Store;
use super::build::{Chat, NOW, append, id, person, put};
use super::chat::{ALL, same_as_rebuilt, texts};

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_batch_may_write_all_twice_in_what_it_begins(store: &dyn Store) {
    let chat = Chat::new(1);
    let mut events = vec![
        chat.changed("owner", "early", false),
        chat.user(10, None, "question"),
        chat.run(12, 10, 11, RunStatus::Queued),
        chat.run(12, 10, 11, RunStatus::Running),
        chat.changed("owner", "late", false),
        chat.answer(13, Some(10), "copied"),
        chat.answer(13, Some(10), "copied better"),
    ];
    events.extend(chat.end(12, 10, 11, "answer"));
    put(store, events, NOW).await;
    assert_eq!(
        texts(store, chat, ALL).await,
        ["copied better", "answer", "question"]
    );
    let row = store.conversation(chat.id).await.expect("readable").value;
    let row = row.expect("it is there").conversation;
    assert_eq!((&*row.title, row.leaf_id), ("late", Some(id(13))));
    let run = store.run(id(12)).await.expect("readable");
    let ended = run.expect("it is there").run.ended;
    assert_eq!(ended, Some(DoneStatus::Complete));
    for (text, hits) in [("early", 0), ("late", 1), ("question", 1), ("better", 1)] {
        let query = SearchQuery::parse(text).expect("a query");
        let found = store.search(&person("owner"), &query, None, 50).await;
        assert_eq!(found.expect("readable").items.len(), hits, "{text}");
    }
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_conversation_whose_first_batch_was_refused_may_still_begin(store: &dyn Store) {
    let chat = Chat::new(1);
    let conflict = Err(AppendError::Conflict { what: "message" });
    let title = || chat.changed("owner", "a", false);
    let twice = vec![title(), chat.user(10, None, "x"), chat.user(10, None, "y")];
    let once = vec![title(), chat.user(10, None, "z")];
    // One commit: what the second begins is there for the third.
    let group = [twice, once.clone(), once].map(Batch::of).to_vec();
    let results = store.append(group, NOW).await.expect("the store works");
    assert_eq!(results[0], conflict);
    assert!(results[1].is_ok(), "{results:?}");
    assert_eq!(results[2], conflict);
    let later = Batch::of(vec![chat.user(10, None, "w")]);
    assert_eq!(append(store, later, NOW).await, conflict);
    assert_eq!(texts(store, chat, ALL).await, ["z"]);
    same_as_rebuilt(store).await;
}
