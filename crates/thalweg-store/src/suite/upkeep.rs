//! Archive, folding and forgetting.

use thalweg_log::{Batch, Fence, FenceChange, Position, ReadLimit, Seq, Trimmed};
use thalweg_wire::RunStatus;

use super::Store;
use super::build::{
    Chat, DAY, NOW, after, append, channel, id, keep_up, keyed, note, one, person, put, read_all,
};

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn upkeep_changes_no_read(store: &dyn Store) {
    let names = ["room:a", "room:b", "room:c"];
    let channels = names.map(channel);
    for i in 0..300_u64 {
        let name = names[usize::try_from(i % 3).expect("small")];
        put(
            store,
            vec![note(name, &i.to_string()), note("room:d", "x")],
            after(i),
        )
        .await;
    }
    let before = read_all(store, &channels, Position::ZERO).await;
    assert_eq!(before.len(), 300);
    for now in [10, 100, 250, 1_000] {
        keep_up(store, after(now)).await;
        assert_eq!(
            read_all(store, &channels, Position::ZERO).await,
            before,
            "at {now}"
        );
        let middle = Position::new(301);
        let rest = read_all(store, &channels, middle).await;
        assert_eq!(
            rest,
            before[before.partition_point(|e| e.position() <= middle)..]
        );
    }
    put(store, vec![note("room:a", "more")], after(1_001)).await;
    assert_eq!(store.last_seq(&channels[0]).await, Ok(Seq::new(101)));
    assert_eq!(store.last_seq(&channels[1]).await, Ok(Seq::new(100)));
    assert_eq!(store.head(), Position::new(601));
    assert_eq!(read_all(store, &channels, Position::ZERO).await.len(), 301);
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn reading_back_meets_reading_on(store: &dyn Store) {
    let room = channel("room:a");
    let none = store.read_back(&room, None, 10).await;
    assert_eq!(none, Ok(Vec::new()), "of a channel that is not there");
    for i in 0..60 {
        put(
            store,
            vec![note("room:a", &i.to_string()), note("room:b", "x")],
            after(i),
        )
        .await;
    }
    for now in [0, 70, 90, 1_000] {
        if now > 0 {
            keep_up(store, after(now)).await;
        }
        let on = read_all(store, std::slice::from_ref(&room), Position::ZERO).await;
        let (mut back, mut place) = (Vec::new(), None);
        loop {
            let piece = store.read_back(&room, place, 7).await.expect("readable");
            let Some(last) = piece.last() else { break };
            assert!(piece.len() <= 7);
            place = Some(last.position());
            back.extend(piece);
        }
        back.reverse();
        assert_eq!(back, on, "at {now}");
    }
    assert_eq!(store.trim(&room, Seq::new(50)).await, Ok(50));
    let kept = store.read_back(&room, None, 100).await.expect("readable");
    let seqs: Vec<_> = kept.iter().map(|event| event.seq.get()).collect();
    assert_eq!(seqs, (51..=60).rev().collect::<Vec<_>>());
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_trail_of_the_server_is_never_trimmed(store: &dyn Store) {
    let trail = channel("system:audit");
    for i in 0..100 {
        put(store, vec![note("system:audit", &i.to_string())], after(i)).await;
    }
    let feed = (0..10_050).map(|_| note("user:owner", "x")).collect();
    put(store, feed, after(100)).await;
    for day in [1, 31, 400, 4_000] {
        keep_up(store, after(day * DAY)).await;
    }
    let kept = read_all(store, std::slice::from_ref(&trail), Position::ZERO).await;
    assert_eq!(kept.len(), 100);
    let feed = store
        .read_back(&channel("user:owner"), None, 1)
        .await
        .expect("readable");
    assert_eq!(feed, [], "what is trimmed by age is");
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn tokens_of_a_finished_run_are_folded(store: &dyn Store) {
    let chat = Chat::new(1);
    put(store, vec![chat.changed("owner", "a", false)], NOW).await;
    chat.turn(store, 10, None, after(1)).await;
    let kinds = async || {
        let events = read_all(store, &[chat.channel()], Position::ZERO).await;
        events
            .iter()
            .map(|e| format!("{}{}", e.kind, e.seq))
            .collect::<Vec<_>>()
    };
    let whole = kinds().await;
    assert_eq!(whole.len(), 8);
    keep_up(store, after(30)).await;
    assert_eq!(kinds().await, whole, "it is too early");
    let (_, folded, _) = keep_up(store, after(70)).await;
    assert_eq!(folded, 3);
    let left = ["conversation1", "message2", "run3", "message7", "done8"];
    assert_eq!(kinds().await, left);
    // The next run is folded as well, and what a reader finds is no gap.
    chat.turn(store, 20, Some(11), after(80)).await;
    assert_eq!(kinds().await.len(), 12);
    keep_up(store, after(200)).await;
    assert_eq!(kinds().await.len(), 9);
    let message = store
        .message(chat.id, id(11))
        .await
        .expect("readable")
        .expect("is there");
    assert_eq!(message.content, "abc");
    assert_eq!(store.check_rows().await, Ok(vec![]));
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn tokens_of_an_open_run_are_kept(store: &dyn Store) {
    let chat = Chat::new(1);
    put(store, vec![chat.changed("owner", "a", false)], NOW).await;
    chat.turn(store, 10, None, NOW).await;
    let open = vec![
        chat.user(20, Some(11), "more"),
        chat.run(22, 20, 21, RunStatus::Running),
    ];
    put(store, open, after(1)).await;
    for i in 0..200 {
        put(store, vec![chat.token(21, &format!("{i},"))], after(2 + i)).await;
    }
    keep_up(store, after(1_000)).await;
    put(store, vec![chat.token(21, "end")], after(1_001)).await;
    let message = store
        .message(chat.id, id(21))
        .await
        .expect("readable")
        .expect("is there");
    let expected: String = (0..200)
        .map(|i| format!("{i},"))
        .chain(["end".into()])
        .collect();
    assert_eq!(
        message.content, expected,
        "archived tokens are part of the text so far"
    );
    put(store, chat.end(22, 20, 21, &expected), after(1_002)).await;
    let (_, folded, _) = keep_up(store, after(2_000)).await;
    assert_eq!(folded, 201);
    let left = read_all(store, &[chat.channel()], Position::ZERO).await;
    assert_eq!(left.len(), 9);
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_feed_forgets_what_is_old(store: &dyn Store) {
    let (feed, room) = (channel("user:ann"), channel("room:a"));
    for day in 0..40 {
        let events = vec![note("user:ann", &day.to_string()), note("room:a", "x")];
        put(store, events, after(day * DAY)).await;
    }
    let (_, _, trimmed) = keep_up(store, after(40 * DAY)).await;
    assert!(
        trimmed >= 11,
        "days 0 to 10 are older than 30 days, not {trimmed}"
    );
    let read = async |from: u64| {
        let limit = ReadLimit::default();
        let channels = [feed.clone(), room.clone()];
        store
            .read(&channels, Position::new(from), limit)
            .await
            .expect("readable")
    };
    let lost = Trimmed {
        channel: feed.clone(),
        lost_from: Seq::new(1),
        lost_to: Seq::new(11),
        up_to: Position::new(21),
    };
    for from in [0, 20] {
        let page = read(from).await;
        assert_eq!((page.events.len(), page.up_to.get()), (0, from));
        assert_eq!(page.trimmed, std::slice::from_ref(&lost));
    }
    let page = read(21).await;
    assert_eq!((page.trimmed, page.events.len()), (vec![], 59));
    assert_eq!(
        read_all(store, std::slice::from_ref(&room), Position::ZERO)
            .await
            .len(),
        40,
        "rooms keep everything"
    );
    assert_eq!(store.last_seq(&feed).await, Ok(Seq::new(40)));

    keep_up(store, after(45 * DAY)).await;
    let page = read(0).await;
    assert_eq!(page.trimmed[0].lost_to, Seq::new(16));
    assert_eq!(page.trimmed[0].lost_from, Seq::new(1));
    assert_eq!(
        read(21).await.trimmed[0].lost_from,
        Seq::new(12),
        "it had the first eleven"
    );
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_deleted_conversation_is_forgotten_after_its_time(store: &dyn Store) {
    let (chat, other) = (Chat::new(1), Chat::new(2));
    for chat in [chat, other] {
        put(store, vec![chat.changed("owner", "a", false)], NOW).await;
        chat.turn(store, 10 + chat.id.as_u128() * 100, None, NOW)
            .await;
    }
    let closed = Fence {
        name: chat.channel().as_str().into(),
        holder: id(0),
        token: 1,
    };
    let mut deletion = Batch::of(vec![chat.deleted()]);
    deletion.fences.push(FenceChange::Open(closed.clone()));
    append(store, deletion, after(5)).await.expect("deleted");
    keep_up(store, after(29 * DAY)).await;
    let fences = store.fences().await.expect("readable");
    assert_eq!(
        fences,
        std::slice::from_ref(&closed),
        "no run starts in what is deleted"
    );
    let kept = store.conversation(chat.id).await.expect("readable").value;
    assert!(kept.is_some_and(|row| row.deleted_at == Some(after(5))));
    assert!(
        !read_all(store, &[chat.channel()], Position::ZERO)
            .await
            .is_empty()
    );

    let (_, _, trimmed) = keep_up(store, after(30 * DAY + 5)).await;
    assert!(trimmed > 0);
    assert_eq!(
        store.conversation(chat.id).await.expect("readable").value,
        None
    );
    assert_eq!(store.message(chat.id, id(110)).await, Ok(None));
    assert_eq!(store.run(id(112)).await, Ok(None));
    let page = store
        .read(&[chat.channel()], Position::ZERO, ReadLimit::default())
        .await;
    let page = page.expect("readable");
    assert_eq!((page.events.len(), page.trimmed.len()), (0, 1));
    assert_eq!(
        page.trimmed[0].lost_to,
        store.last_seq(&chat.channel()).await.expect("readable")
    );
    assert!(
        store
            .message(other.id, id(210))
            .await
            .expect("readable")
            .is_some()
    );
    assert_eq!(store.check_rows().await, Ok(vec![]));
    assert_eq!(store.fences().await, Ok(vec![]), "nothing is left of it");
    let mut again = Batch::default();
    again.fences.push(FenceChange::Open(closed.clone()));
    append(store, again, after(31 * DAY))
        .await
        .expect("the fence is open to others, in memory too");
    // The seqs of the channel go on, should it ever be written to again.
    let appended = append(
        store,
        Batch::of(vec![chat.user(10, None, "x")]),
        after(31 * DAY),
    )
    .await;
    let lost = page.trimmed[0].lost_to;
    assert_eq!(appended.expect("accepted").events[0].seq, lost.next());
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_conversation_that_was_restored_is_kept(store: &dyn Store) {
    let chat = Chat::new(1);
    put(
        store,
        vec![chat.changed("owner", "a", false), chat.user(10, None, "hi")],
        NOW,
    )
    .await;
    put(store, vec![chat.deleted()], after(5)).await;
    put(
        store,
        vec![chat.changed("owner", "b", false)],
        after(29 * DAY),
    )
    .await;
    keep_up(store, after(60 * DAY)).await;
    let row = store
        .conversation(chat.id)
        .await
        .expect("readable")
        .value
        .expect("is there");
    assert_eq!(
        (row.conversation.title.as_str(), row.deleted_at),
        ("b", None)
    );
    assert_eq!(
        row.conversation.leaf_id,
        Some(id(10)),
        "the leaf was left alone"
    );
    assert!(
        store
            .message(chat.id, id(10))
            .await
            .expect("readable")
            .is_some()
    );
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn keys_are_forgotten(store: &dyn Store) {
    for i in 0..10_u64 {
        let batch = keyed(one("room:a", "x"), "ann", &i.to_string(), after(i * 3_600));
        append(store, batch, after(i * 3_600))
            .await
            .expect("accepted");
    }
    let (_, _, trimmed) = keep_up(store, after(DAY + 4 * 3_600)).await;
    assert_eq!(trimmed, 5);
    let now = after(DAY);
    let early = store.recall(&person("ann"), "4", after(4 * 3_600)).await;
    assert_eq!(early, Ok(None), "it is gone, not only too old");
    assert!(
        store
            .recall(&person("ann"), "5", now)
            .await
            .expect("readable")
            .is_some()
    );
}
