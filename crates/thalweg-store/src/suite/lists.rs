//! Lists, branches and snapshots.

use thalweg_chat::{ListKey, MessageQuery, messages_cursor};
use thalweg_log::{ChannelName, Position};
use thalweg_wire::{ConversationSnapshot, RunStatus};

use super::Store;
use super::build::{Chat, NOW, after, channel, id, kept, note, person, put};
use super::chat::{ALL, same_as_rebuilt, texts};

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn conversations_are_listed_by_their_last_change(store: &dyn Store) {
    for n in 1..=5 {
        put(
            store,
            vec![Chat::new(n).changed("ann", &n.to_string(), n == 5)],
            NOW,
        )
        .await;
    }
    put(store, vec![Chat::new(6).changed("bob", "6", false)], NOW).await;
    put(
        store,
        vec![Chat::new(2).changed("ann", "2 again", false)],
        NOW,
    )
    .await;
    let list = async |owner: &str, archived, before, limit| {
        let owner = person(owner);
        let found = store
            .conversations(&owner, kept(archived, before, limit))
            .await
            .expect("readable");
        assert_eq!(found.position, store.head());
        let titles: Vec<_> = found.value.items.into_iter().map(|c| c.title).collect();
        (titles, found.value.next)
    };
    let (titles, next) = list("ann", false, None, 2).await;
    assert_eq!(titles, ["2 again", "4"]);
    assert!(next.is_some());
    assert_eq!(
        list("ann", false, next, 2).await,
        (vec!["3".into(), "1".into()], None)
    );
    assert_eq!(list("ann", true, None, 9).await.0, ["5"]);
    assert_eq!(list("bob", false, None, 9).await.0, ["6"]);
    assert_eq!(list("eve", false, None, 9).await.0, Vec::<String>::new());

    put(store, vec![Chat::new(4).deleted()], after(9)).await;
    assert_eq!(list("ann", false, None, 9).await.0, ["2 again", "3", "1"]);
    let deleted = store
        .conversation(id(4))
        .await
        .expect("readable")
        .value
        .expect("still there");
    assert_eq!(deleted.deleted_at, Some(after(9)));
    put(
        store,
        vec![Chat::new(4).changed("ann", "4 back", false)],
        after(10),
    )
    .await;
    assert_eq!(list("ann", false, None, 1).await.0, ["4 back"]);
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_title_that_comes_by_itself_moves_nothing(store: &dyn Store) {
    let (one, two) = (Chat::new(1), Chat::new(2));
    let named = async |chat: Chat| {
        let row = store.conversation(chat.id).await.expect("readable");
        row.value.expect("it is there").named
    };
    put(store, vec![one.titled("ann", "1", false, false)], NOW).await;
    put(store, vec![two.changed("ann", "2", false)], NOW).await;
    assert!(!named(one).await);
    assert!(named(two).await, "nobody said that it may be named");
    let list = async || {
        let ann = person("ann");
        let found = store.conversations(&ann, kept(false, None, 9)).await;
        let items = found.expect("readable").value.items.into_iter();
        items.map(|item| item.title).collect::<Vec<_>>()
    };
    put(store, vec![one.titled("ann", "named", true, true)], NOW).await;
    assert_eq!(list().await, ["2", "named"]);
    assert!(named(one).await);
    put(store, vec![one.changed("ann", "moved", false)], NOW).await;
    assert_eq!(list().await, ["moved", "2"]);
    assert!(named(one).await, "what an event does not say stays");
    put(
        store,
        vec![Chat::new(3).titled("ann", "3", true, true)],
        NOW,
    )
    .await;
    assert_eq!(list().await, ["3", "moved", "2"]);
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn messages_are_listed_newest_first(store: &dyn Store) {
    let chat = Chat::new(1);
    for n in 1..=5 {
        put(store, vec![chat.user(n, None, &n.to_string())], NOW).await;
    }
    let query = MessageQuery { limit: 2, ..ALL };
    let first = store
        .messages(chat.id, query)
        .await
        .expect("readable")
        .value;
    assert_eq!(
        first.items.iter().map(|m| m.id).collect::<Vec<_>>(),
        [id(5), id(4)]
    );
    let query = MessageQuery {
        before: first.next,
        limit: 3,
        ..ALL
    };
    let rest = store
        .messages(chat.id, query)
        .await
        .expect("readable")
        .value;
    assert_eq!(
        rest.items.iter().map(|m| m.id).collect::<Vec<_>>(),
        [id(3), id(2), id(1)]
    );
    assert_eq!(rest.next, None);
    let place = async |of, message| store.message_place(of, message).await.expect("readable");
    assert_eq!(place(chat.id, id(4)).await, first.next);
    assert_eq!(place(Chat::new(9).id, id(4)).await, None, "another's");
    assert_eq!(texts(store, Chat::new(9), ALL).await, Vec::<String>::new());
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_branch_is_followed_from_its_leaf(store: &dyn Store) {
    let chat = Chat::new(1);
    put(store, vec![chat.changed("owner", "a", false)], NOW).await;
    for (n, parent) in [
        (1, None),
        (2, Some(1)),
        (3, Some(1)),
        (4, Some(3)),
        (5, Some(2)),
        (6, Some(77)),
    ] {
        put(store, vec![chat.user(n, parent, &n.to_string())], NOW).await;
    }
    let branch = async |leaf| {
        let branch = store.branch(chat.id, id(leaf)).await.expect("readable");
        branch.into_iter().map(|m| m.content).collect::<Vec<_>>()
    };
    assert_eq!(branch(4).await, ["1", "3", "4"]);
    assert_eq!(branch(5).await, ["1", "2", "5"]);
    assert_eq!(branch(6).await, ["6"], "an unknown parent ends a branch");
    assert_eq!(branch(99).await, Vec::<String>::new());
    let query = MessageQuery {
        leaf: Some(id(4)),
        limit: 2,
        ..ALL
    };
    let page = store
        .messages(chat.id, query)
        .await
        .expect("readable")
        .value;
    assert_eq!(
        page.items.iter().map(|m| m.id).collect::<Vec<_>>(),
        [id(4), id(3)]
    );
    let query = MessageQuery {
        before: page.next,
        ..query
    };
    assert_eq!(texts(store, chat, query).await, ["1"]);
}

/// A parent right before its child, behind one to five other answers, and far away.
pub async fn a_branch_is_followed_past_other_answers(store: &dyn Store) {
    let chat = Chat::new(1);
    put(store, vec![chat.changed("owner", "a", false)], NOW).await;
    let mut branch = vec![1];
    let mut made = 1;
    put(store, vec![chat.user(1, None, "")], NOW).await;
    // The last has none, so that it is the newest of all.
    for others in [0, 0, 1, 2, 3, 4, 5, 0, 40, 4, 0] {
        let parent = branch.last().copied();
        let messages = (1..=others + 1).map(|n| chat.user(made + n, parent, ""));
        put(store, messages.collect(), NOW).await;
        branch.push(made + 1);
        made += others + 1;
    }
    let leaf = id(made);
    let wanted: Vec<_> = branch.into_iter().rev().map(id).collect();
    let ids = store.branch_ids(chat.id, leaf).await.expect("readable");
    assert_eq!(ids, wanted);
    let whole = store.branch(chat.id, leaf).await.expect("readable");
    let whole: Vec<_> = whole.iter().rev().map(|message| message.id).collect();
    assert_eq!(whole, wanted);
    let mut query = MessageQuery {
        leaf: Some(leaf),
        limit: 3,
        ..ALL
    };
    for page in wanted.chunks(3) {
        let listed = store.messages(chat.id, query).await;
        let listed = listed.expect("readable").value;
        let ids: Vec<_> = listed.items.iter().map(|message| message.id).collect();
        assert_eq!(ids, page);
        query.before = listed.next;
    }
    assert_eq!(query.before, None);
}

async fn snapshot(store: &dyn Store, of: ChannelName) -> Option<ConversationSnapshot> {
    let mut found = store
        .snapshot(std::slice::from_ref(&of))
        .await
        .expect("readable");
    assert_eq!(found.cursor, store.lineage().cursor_at(store.head()));
    assert_eq!(found.states.len(), 1);
    let (name, state) = found.states.remove(0);
    assert_eq!(name, of);
    state.map(|json| serde_json::from_slice(&json).expect("a snapshot"))
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn snapshots_are_of_conversations_that_are_there(store: &dyn Store) {
    let (chat, gone) = (Chat::new(1), Chat::new(2));
    let events = vec![
        chat.changed("owner", "first", false),
        chat.user(10, None, "hi"),
        chat.run(12, 10, 11, RunStatus::Running),
        chat.token(11, "so "),
        chat.token(11, "far"),
        gone.changed("owner", "second", false),
        gone.deleted(),
        note("room:a", "x"),
    ];
    put(store, events, NOW).await;
    let state = snapshot(store, chat.channel()).await.expect("has a state");
    assert_eq!(state.conversation.title, "first");
    assert_eq!(state.conversation.leaf_id, Some(id(11)));
    assert_eq!(state.run.map(|run| run.id), Some(id(12)));
    let texts: Vec<_> = state.messages.iter().map(|m| m.content.as_str()).collect();
    assert_eq!(texts, ["so far", "hi"]);
    assert_eq!(state.next_cursor, None);
    for none in [
        gone.channel(),
        channel("room:a"),
        channel("conversation:odd"),
        channel("room:z"),
    ] {
        assert_eq!(snapshot(store, none).await, None);
    }
    let all = [chat.channel(), channel("room:a")];
    let states = store.snapshot(&all).await.expect("readable").states;
    let have: Vec<_> = states
        .iter()
        .map(|(name, state)| (name.clone(), state.is_some()))
        .collect();
    assert_eq!(have, [(all[0].clone(), true), (all[1].clone(), false)]);
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_snapshot_holds_the_newest_fifty(store: &dyn Store) {
    let (many, long) = (Chat::new(1), Chat::new(2));
    put(
        store,
        vec![
            many.changed("owner", "a", false),
            long.changed("owner", "b", false),
        ],
        NOW,
    )
    .await;
    put(
        store,
        (1..=60).map(|n| many.user(n, None, "x")).collect(),
        NOW,
    )
    .await;
    let state = snapshot(store, many.channel()).await.expect("has a state");
    let ids: Vec<_> = state.messages.iter().map(|m| m.id).collect();
    assert_eq!(ids, (11..=60).rev().map(id).collect::<Vec<_>>());
    // Message 11 is the event after the two conversations and ten messages.
    let next = messages_cursor(ListKey(Position::new(13)));
    assert_eq!(state.next_cursor, Some(next));

    let text = "y".repeat(400 * 1024);
    for n in 1..=4 {
        put(store, vec![long.user(n, None, &text)], NOW).await;
    }
    let state = snapshot(store, long.channel()).await.expect("has a state");
    let ids: Vec<_> = state.messages.iter().map(|m| m.id).collect();
    assert_eq!(ids, [id(4), id(3)], "three would be more than 1 MiB");
    assert!(state.next_cursor.is_some());
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn long_messages_come_in_shorter_pages(store: &dyn Store) {
    let chat = Chat::new(1);
    put(store, vec![chat.changed("owner", "a", false)], NOW).await;
    let sizes = [10, 600_000, 600_000, 2_000_000, 10, 10];
    for (n, size) in (1..).zip(sizes) {
        let parent = Some(n - 1).filter(|parent| *parent > 0);
        put(store, vec![chat.user(n, parent, &"x".repeat(size))], NOW).await;
    }
    for leaf in [None, Some(id(6))] {
        let (mut pages, mut before) = (Vec::new(), None);
        while pages.len() < sizes.len() {
            let query = MessageQuery {
                before,
                leaf,
                ..ALL
            };
            let found = store
                .messages(chat.id, query)
                .await
                .expect("readable")
                .value;
            pages.push(
                found
                    .items
                    .iter()
                    .map(|m| m.id.as_u128())
                    .collect::<Vec<_>>(),
            );
            before = found.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(pages, [vec![6, 5], vec![4], vec![3], vec![2, 1]]);
    }
    let (mut pages, mut place) = (Vec::new(), ListKey(Position::ZERO));
    while pages.len() < sizes.len() {
        let found = store
            .messages_after(chat.id, place)
            .await
            .expect("readable");
        pages.push(
            found
                .items
                .iter()
                .map(|m| m.id.as_u128())
                .collect::<Vec<_>>(),
        );
        match found.next {
            Some(next) => place = next,
            None => break,
        }
    }
    assert_eq!(pages, [vec![1, 2], vec![3], vec![4], vec![5, 6]]);
    let branch = store.branch(chat.id, id(6)).await.expect("readable");
    assert_eq!(branch.len(), 6, "what a model is shown is whole");
    let ids = store.branch_ids(chat.id, id(3)).await.expect("readable");
    assert_eq!(ids, [id(3), id(2), id(1)]);
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn an_event_may_name_the_leaf(store: &dyn Store) {
    let chat = Chat::new(1);
    let leaf = |event: thalweg_log::NewEvent| {
        let private = format!("{{\"owner\":\"ann\",\"leaf\":\"{}\"}}", id(10));
        event.private(private.into_bytes().into())
    };
    let events = vec![
        chat.changed("ann", "a", false),
        chat.user(10, None, "one"),
        chat.user(11, None, "two"),
        leaf(chat.changed("ann", "a", false)),
    ];
    put(store, events, NOW).await;
    let shown = async || {
        let row = store.conversation(chat.id).await.expect("readable").value;
        row.and_then(|row| row.conversation.leaf_id)
    };
    assert_eq!(shown().await, Some(id(10)));
    put(store, vec![chat.changed("ann", "b", false)], NOW).await;
    assert_eq!(shown().await, Some(id(10)));
    put(store, vec![chat.user(12, None, "three")], NOW).await;
    assert_eq!(shown().await, Some(id(12)));
    same_as_rebuilt(store).await;
}
