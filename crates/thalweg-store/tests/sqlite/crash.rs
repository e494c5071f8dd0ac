use thalweg_chat::ChatStore;
use thalweg_log::{
    Batch, Condition, EventClass, Fence, FenceChange, LogStore, Position, Seq, StoreError,
};
use thalweg_store::suite::build::{
    Chat, NOW, after, append, channel, id, keep_up, keyed, note, one, person, put, read_all,
};
use thalweg_wire::RunStatus;

use super::Home;

#[tokio::test]
async fn everything_comes_back_after_a_crash() {
    let home = Home::new();
    let (store, chat) = (home.open(), Chat::new(1));
    put(&store, vec![chat.changed("owner", "a", false)], NOW).await;
    chat.turn(&store, 10, None, NOW).await;
    // Half of it lies in the archive, half in the journal.
    keep_up(&store, after(61)).await;
    let open = Batch {
        fences: vec![FenceChange::Open(Fence {
            name: "conversation:1".into(),
            holder: id(22),
            token: u64::MAX - 1,
        })],
        ..Batch::of(vec![
            chat.user(20, Some(11), "more"),
            chat.run(22, 20, 21, RunStatus::Running),
        ])
    };
    let open = keyed(open, "owner", "k", after(62));
    append(&store, open.clone(), after(62))
        .await
        .expect("accepted");
    put(
        &store,
        vec![
            chat.token(21, "so "),
            note("room:a", "x"),
            chat.token(21, "far"),
        ],
        after(63),
    )
    .await;

    let copy = home.copy();
    let crashed = copy.open();
    assert_eq!(crashed.head(), store.head());
    for name in [chat.channel(), channel("room:a")] {
        let before = read_all(&store, std::slice::from_ref(&name), Position::ZERO).await;
        let after = read_all(&crashed, std::slice::from_ref(&name), Position::ZERO).await;
        assert!(!before.is_empty());
        assert_eq!(after, before);
        assert_eq!(crashed.last_seq(&name).await, store.last_seq(&name).await);
    }
    assert_eq!(crashed.fences().await, store.fences().await);
    assert_eq!(
        crashed.fences().await.expect("readable")[0].token,
        u64::MAX - 1
    );
    assert_eq!(crashed.open_runs().await, store.open_runs().await);
    let recalled = crashed.recall(&person("owner"), "k", after(64)).await;
    assert_eq!(recalled, Ok(open.idempotency));
    let message = crashed
        .message(chat.id, id(21))
        .await
        .expect("readable")
        .expect("is there");
    assert_eq!(message.content, "so far");
    assert_eq!(crashed.check_rows().await, Ok(vec![]));
    // The fence is checked as before, and the seqs go on.
    let guarded = Batch {
        conditions: vec![
            Condition::Fence {
                name: "conversation:1".into(),
                token: u64::MAX - 1,
            },
            Condition::ExpectedSeq {
                channel: channel("room:a"),
                seq: Seq::new(1),
            },
        ],
        ..one("room:a", "y")
    };
    let appended = append(&crashed, guarded, after(65))
        .await
        .expect("accepted");
    assert_eq!(appended.events[0].seq, Seq::new(2));
}

#[tokio::test]
async fn a_commit_that_fails_half_way_leaves_no_trace() {
    let home = Home::new();
    let (store, chat) = (home.open(), Chat::new(1));
    put(&store, vec![chat.changed("owner", "a", false)], NOW).await;
    // Rows and fences are written before the journal, which then fails.
    home.tamper(
        "CREATE TRIGGER fail BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'planted'); END",
    );
    let batch = || {
        let opened = Batch {
            fences: vec![FenceChange::Open(Fence {
                name: "f".into(),
                holder: id(1),
                token: 1,
            })],
            ..Batch::of(vec![
                chat.changed("owner", "b", false),
                chat.user(10, None, "hi"),
                note("room:new", "x"),
            ])
        };
        keyed(opened, "owner", "k", NOW)
    };
    let failed = store.append(vec![one("room:a", "x"), batch()], NOW).await;
    assert!(
        matches!(&failed, Err(StoreError::Failed(cause)) if cause.contains("planted")),
        "{failed:?}"
    );
    assert_eq!(store.head(), Position::new(1));
    assert_eq!(store.last_seq(&channel("room:a")).await, Ok(Seq::ZERO));
    assert_eq!(store.fences().await, Ok(vec![]));
    assert_eq!(store.recall(&person("owner"), "k", NOW).await, Ok(None));
    assert_eq!(store.message(chat.id, id(10)).await, Ok(None));
    assert_eq!(store.check_rows().await, Ok(vec![]));

    home.tamper("DROP TRIGGER fail");
    let appended = append(&store, batch(), NOW)
        .await
        .expect("nothing stands in its way");
    let places: Vec<_> = appended
        .events
        .iter()
        .map(|e| (e.position().get(), e.seq.get()))
        .collect();
    assert_eq!(places, [(2, 2), (3, 3), (4, 1)]);
    drop(store);
    let reopened = home.open();
    assert_eq!(reopened.head(), Position::new(4));
    assert_eq!(reopened.check_rows().await, Ok(vec![]));
}

#[tokio::test]
async fn a_full_disk_refuses_and_then_goes_on() {
    let mut home = Home::new();
    home.config.max_bytes = Some(400 * 1024);
    let store = home.open();
    let text = "x".repeat(20_000);
    let mut written = 0;
    let full = loop {
        match store.append(vec![one("room:a", &text)], NOW).await {
            Ok(results) => assert!(results[0].is_ok()),
            Err(error) => break error,
        }
        written += 1;
        assert!(written < 50, "400 KiB hold no megabyte");
    };
    assert_eq!(full, StoreError::Full);
    assert!(written > 5, "{written}");
    assert_eq!(store.head(), Position::new(written));
    let small = append(&store, one("room:a", "small"), NOW)
        .await
        .expect("a small one fits");
    assert_eq!(small.events[0].seq, Seq::new(written + 1));
    let read = read_all(&store, &[channel("room:a")], Position::ZERO).await;
    assert_eq!(read.len() as u64, written + 1);
    drop(store);
    home.config.max_bytes = None;
    let reopened = home.open();
    assert_eq!(reopened.head(), Position::new(written + 1));
    append(&reopened, one("room:a", &text), NOW)
        .await
        .expect("there is room again");
}

#[tokio::test]
async fn an_archive_that_fails_half_way_is_begun_anew() {
    let home = Home::new();
    let store = home.open();
    for i in 0..40 {
        put(
            &store,
            vec![note("room:a", &i.to_string()), note("room:b", "x")],
            after(i),
        )
        .await;
    }
    let both = [channel("room:a"), channel("room:b")];
    let before = read_all(&store, &both, Position::ZERO).await;
    // The events are written, then the mark that makes them count fails.
    home.tamper(
        "CREATE TRIGGER fail BEFORE UPDATE ON meta BEGIN SELECT RAISE(ABORT, 'planted'); END",
    );
    let mut failures = 0;
    for _ in 0..6 {
        failures += usize::from(store.maintain(after(200)).await.is_err());
        assert_eq!(read_all(&store, &both, Position::ZERO).await, before);
    }
    assert!(failures >= 2, "{failures}");
    let copy = home.copy();
    for home in [&home, &copy] {
        home.tamper("DROP TRIGGER fail");
    }
    assert_eq!(keep_up(&store, after(200)).await.0, 80);
    assert_eq!(read_all(&store, &both, Position::ZERO).await, before);
    let crashed = copy.open();
    assert_eq!(
        read_all(&crashed, &both, Position::ZERO).await.len(),
        before.len()
    );
    assert_eq!(keep_up(&crashed, after(200)).await.0, 80);
    assert_eq!(read_all(&crashed, &both, Position::ZERO).await, before);
}

#[tokio::test]
async fn a_crash_in_the_middle_of_a_move_loses_and_repeats_nothing() {
    let home = Home::new();
    let (store, chat) = (home.open(), Chat::new(1));
    let names: Vec<_> = (0..40).map(|i| format!("room:{i}")).collect();
    for i in 0..20 {
        let mut events = vec![chat.token(11, &i.to_string())];
        for name in &names {
            events.extend((0..10).map(|i| note(name, &i.to_string())));
        }
        put(&store, events, after(i)).await;
    }
    put(&store, chat.end(12, 10, 11, "end"), after(20)).await;
    let mut all = vec![chat.channel()];
    all.extend(names.iter().map(|name| channel(name)));
    let before = read_all(&store, &all, Position::ZERO).await;
    // A second after the end nothing may be folded yet, a minute later it must be.
    let early = after(21 + 59);
    while store
        .maintain(early)
        .await
        .expect("the store works")
        .archived
        == 0
    {}
    let (copy, rows) = (home.copy(), "SELECT count(*) FROM archive");
    let conn = rusqlite::Connection::open(copy.database()).expect("opened");
    let moved: i64 = conn
        .query_row(rows, [], |row| row.get(0))
        .expect("readable");
    drop(conn);
    assert!((1..8_000).contains(&moved), "{moved}: in the middle");
    let crashed = copy.open();
    assert_eq!(read_all(&crashed, &all, Position::ZERO).await, before);
    keep_up(&crashed, after(200)).await;
    let left: Vec<_> = before
        .iter()
        .filter(|e| e.class != EventClass::Transient)
        .cloned()
        .collect();
    assert_eq!(left.len() + 20, before.len());
    assert_eq!(read_all(&crashed, &all, Position::ZERO).await, left);
}
