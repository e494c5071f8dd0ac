//! What runs and messages leave in the rows.

use thalweg_chat::{MessageQuery, QueuedRow};
use thalweg_log::{AppendError, Batch, Event, Position};
use thalweg_wire::{DoneStatus, MessageStatus, Part, RunStatus, Time};

use super::Store;
use super::build::{Chat, NOW, after, append, id, keyed, note, person, put};

pub(super) const ALL: MessageQuery = MessageQuery {
    before: None,
    limit: 200,
    leaf: None,
};

pub(super) async fn texts(store: &dyn Store, chat: Chat, query: MessageQuery) -> Vec<String> {
    let found = store.messages(chat.id, query).await.expect("readable");
    assert_eq!(found.position, store.head());
    found
        .value
        .items
        .into_iter()
        .map(|message| message.content)
        .collect()
}

pub(super) async fn same_as_rebuilt(store: &dyn Store) {
    assert_eq!(
        store.check_rows().await.expect("readable"),
        Vec::<String>::new()
    );
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_run_leaves_its_rows(store: &dyn Store) {
    let chat = Chat::new(1);
    put(store, vec![chat.changed("owner", "first", false)], NOW).await;
    let asked = vec![
        chat.user(10, None, "hi"),
        chat.run(12, 10, 11, RunStatus::Queued),
    ];
    put(store, asked, after(1)).await;
    let row = store.conversation(chat.id).await.expect("readable");
    assert_eq!(row.position, Position::new(3));
    let row = row.value.expect("it is there");
    assert_eq!((row.owner, row.deleted_at), (person("owner"), None));
    assert_eq!(
        (row.conversation.run_id, row.conversation.leaf_id),
        (None, Some(id(10))),
        "what waits has no answer yet"
    );
    let queued = store
        .run(id(12))
        .await
        .expect("readable")
        .expect("it is there");
    assert_eq!(
        (queued.start, queued.end),
        (Position::new(1), None),
        "the question is in its stream"
    );
    assert_eq!(
        (queued.created_at, queued.request_id.as_str()),
        (after(1), "r-1")
    );
    assert_eq!(queued.run.status, Some(RunStatus::Queued));

    put(
        store,
        vec![chat.run(12, 10, 11, RunStatus::Running)],
        after(2),
    )
    .await;
    let row = store.conversation(chat.id).await.expect("readable");
    let row = row.value.expect("it is there").conversation;
    assert_eq!((row.run_id, row.leaf_id), (Some(id(12)), Some(id(11))));
    let running = store.open_runs().await.expect("readable");
    assert_eq!(running.len(), 1);
    assert_eq!(
        (running[0].run.status, running[0].start),
        (Some(RunStatus::Running), queued.start)
    );

    let mut end = vec![chat.token(11, "yes")];
    end.extend(chat.end(12, 10, 11, "yes"));
    let head = put(store, end, after(3)).await;
    assert_eq!(store.open_runs().await, Ok(vec![]));
    let ended = store
        .run_of_message(chat.id, id(10))
        .await
        .expect("readable")
        .expect("is there");
    assert_eq!((ended.end, ended.run.status), (Some(head), None));
    assert_eq!(ended.run.ended, Some(DoneStatus::Complete));
    assert_eq!(texts(store, chat, ALL).await, ["yes", "hi"]);
    let row = store
        .conversation(chat.id)
        .await
        .expect("readable")
        .value
        .expect("is there");
    assert_eq!(
        (row.conversation.run_id, row.conversation.leaf_id),
        (None, Some(id(11)))
    );
    assert_eq!(store.run(id(99)).await, Ok(None));
    assert_eq!(store.run_of_message(chat.id, id(11)).await, Ok(None));
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_message_that_is_written_has_its_text_so_far(store: &dyn Store) {
    let chat = Chat::new(1);
    let mut events = vec![
        chat.changed("owner", "first", false),
        chat.user(10, None, "hi"),
        chat.run(12, 10, 11, RunStatus::Running),
    ];
    events.extend(["Hel", "lo ", "you"].map(|text| chat.token(11, text)));
    put(store, events, NOW).await;
    let message = store
        .message(chat.id, id(11))
        .await
        .expect("readable")
        .expect("is there");
    assert_eq!(
        (message.content.as_str(), message.status),
        ("Hello you", MessageStatus::Streaming)
    );
    assert_eq!(message.parent_id, Some(id(10)));
    let draft = store.draft(id(12)).await.expect("readable");
    assert_eq!(draft, message.parts);
    assert!(matches!(&draft[..], [Part::Text { text, .. }] if text == "Hello you"));
    assert_eq!(store.draft(id(99)).await, Ok(vec![]));
    let branch = store.branch(chat.id, id(11)).await.expect("readable");
    assert_eq!(branch.last().map(|m| m.content.as_str()), Some("Hello you"));
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_message_id_is_taken_once(store: &dyn Store) {
    let (one, two) = (Chat::new(1), Chat::new(2));
    put(
        store,
        vec![one.changed("owner", "a", false), one.user(10, None, "hi")],
        NOW,
    )
    .await;
    let conflict = Err(AppendError::Conflict { what: "message" });
    let again = Batch::of(vec![note("room:a", "x"), one.user(10, None, "again")]);
    assert_eq!(append(store, again, NOW).await, conflict);
    let twice = Batch::of(vec![one.user(11, None, "a"), one.user(11, None, "b")]);
    assert_eq!(append(store, twice, NOW).await, conflict);
    put(store, vec![two.user(10, None, "elsewhere")], NOW).await;
    assert_eq!(texts(store, one, ALL).await, ["hi"]);
    assert_eq!(texts(store, two, ALL).await, ["elsewhere"]);
    assert_eq!(store.head(), Position::new(3));
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_run_may_go_on_in_a_message(store: &dyn Store) {
    let chat = Chat::new(1);
    put(store, vec![chat.changed("owner", "a", false)], NOW).await;
    chat.turn(store, 10, None, NOW).await;
    let more = vec![
        chat.run(20, 10, 11, RunStatus::Running),
        chat.token(11, "def"),
    ];
    put(store, more, after(1)).await;
    let message = store
        .message(chat.id, id(11))
        .await
        .expect("readable")
        .expect("is there");
    assert_eq!(
        (message.content.as_str(), message.status),
        ("abcdef", MessageStatus::Streaming)
    );
    let newest = store
        .run_of_message(chat.id, id(10))
        .await
        .expect("readable")
        .expect("is there");
    assert_eq!(newest.run.id, id(20));
    let writer = store.writer_of(chat.id, id(11)).await.expect("readable");
    assert_eq!(writer.map(|row| row.run.id), Some(id(20)));
    assert_eq!(store.writer_of(chat.id, id(10)).await, Ok(None));
    // A run whose final message never came does not leave its message open.
    let done: Vec<_> = chat.end(20, 10, 11, "").into_iter().skip(1).collect();
    put(store, done, after(2)).await;
    let message = store
        .message(chat.id, id(11))
        .await
        .expect("readable")
        .expect("is there");
    assert_eq!(
        (message.content.as_str(), message.status),
        ("abc", MessageStatus::Complete)
    );
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn an_answer_without_a_run_is_added_in_its_place(store: &dyn Store) {
    let chat = Chat::new(1);
    let copied = vec![
        chat.changed("owner", "a", false),
        chat.user(10, None, "hi"),
        chat.answer(11, Some(10), "first"),
        chat.user(12, Some(11), "and?"),
        chat.answer(13, Some(12), "second"),
    ];
    put(store, copied, NOW).await;
    assert_eq!(
        texts(store, chat, ALL).await,
        ["second", "and?", "first", "hi"]
    );
    let leaf = async || {
        let row = store.conversation(chat.id).await.expect("readable").value;
        row.and_then(|row| row.conversation.leaf_id)
    };
    assert_eq!(leaf().await, Some(id(13)));
    // Told again, it stays in its place and is no new leaf.
    put(store, vec![chat.answer(11, Some(10), "better")], after(1)).await;
    assert_eq!(
        texts(store, chat, ALL).await,
        ["second", "and?", "better", "hi"]
    );
    assert_eq!(leaf().await, Some(id(13)));
    let twice = Batch::of(vec![chat.answer(14, None, "a"), chat.user(14, None, "b")]);
    assert_eq!(
        append(store, twice, NOW).await,
        Err(AppendError::Conflict { what: "message" })
    );
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_refused_batch_leaves_no_rows(store: &dyn Store) {
    let chat = Chat::new(1);
    let first = Batch::of(vec![
        chat.changed("owner", "a", false),
        chat.user(10, None, "hi"),
    ]);
    append(store, keyed(first, "ann", "k", NOW), NOW)
        .await
        .expect("accepted");
    let second = Batch::of(vec![
        chat.changed("owner", "b", false),
        chat.user(11, None, "no"),
    ]);
    let group = vec![
        keyed(second, "ann", "k", NOW),
        Batch::of(vec![chat.user(12, Some(10), "yes")]),
        Batch::of(vec![
            chat.run(20, 12, 13, RunStatus::Running),
            chat.user(12, None, "no"),
        ]),
    ];
    let results = store
        .append(group, NOW)
        .await
        .expect("the group is written");
    assert!(matches!(results[0], Err(AppendError::Repeated { .. })));
    assert!(matches!(results[2], Err(AppendError::Conflict { .. })));
    assert_eq!(texts(store, chat, ALL).await, ["yes", "hi"]);
    assert_eq!(store.open_runs().await, Ok(vec![]));
    let row = store
        .conversation(chat.id)
        .await
        .expect("readable")
        .value
        .expect("is there");
    assert_eq!(
        (row.conversation.title.as_str(), row.conversation.leaf_id),
        ("a", Some(id(12)))
    );
    let read: Vec<Event> = super::build::read_all(store, &[chat.channel()], Position::ZERO).await;
    assert_eq!(
        read.iter().map(|e| e.seq.get()).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn what_waits_is_kept_whole(store: &dyn Store) {
    let (chat, idle) = (Chat::new(1), Chat::new(2));
    put(
        store,
        vec![
            chat.changed("owner", "a", false),
            idle.changed("owner", "b", false),
            chat.user(10, None, "hi"),
            chat.run(12, 10, 11, RunStatus::Running),
            // It waits longer than the run that goes on, and is none that does.
            chat.run(200, 100, 201, RunStatus::Queued),
            chat.queue(&["one", "two"]),
        ],
        NOW,
    )
    .await;
    let waiting = async |chat: Chat| {
        let found = store.queue(chat.id).await.expect("readable");
        assert_eq!(found.position, store.head());
        let reasons = |row: &QueuedRow| row.private.reasoning == Some(true);
        assert!(found.value.iter().all(reasons));
        let words = found.value.into_iter().map(|row| row.message.content);
        words.collect::<Vec<_>>()
    };
    let row = async |chat: Chat| {
        let row = store.conversation(chat.id).await.expect("readable").value;
        row.expect("it is there").conversation
    };
    assert_eq!(waiting(chat).await, ["one", "two"]);
    assert_eq!(waiting(idle).await, Vec::<String>::new());
    assert_eq!(store.queues().await, Ok(vec![chat.id]));
    assert_eq!(row(chat).await.queued, Some(2));
    assert_eq!(row(chat).await.run_id, Some(id(12)));
    assert_eq!(row(idle).await.queued, None);
    same_as_rebuilt(store).await;

    put(store, chat.end(12, 10, 11, "yes"), NOW).await;
    assert_eq!(row(chat).await.run_id, None, "what waits does not go on");
    // It starts under another message than it was sent under.
    let mut events = vec![chat.queue(&["two"]), chat.user(100, Some(11), "one")];
    events.push(chat.run(200, 100, 201, RunStatus::Running));
    put(store, events, after(1)).await;
    assert_eq!(waiting(chat).await, ["two"]);
    assert_eq!(row(chat).await.run_id, Some(id(200)));
    let answer = store.message(chat.id, id(201)).await.expect("readable");
    let answer = answer.expect("it is there");
    assert_eq!(answer.created_at, Time(after(1)));
    same_as_rebuilt(store).await;
    put(store, vec![chat.queue(&[])], after(1)).await;
    assert_eq!(store.queues().await, Ok(vec![]));
    assert_eq!(row(chat).await.queued, None);
    same_as_rebuilt(store).await;
}
