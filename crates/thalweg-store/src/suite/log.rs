//! Order, conditions, fences, keys and reads.

use bytes::Bytes;
use thalweg_log::{
    AppendError, Batch, ChannelKind, ChannelName, Condition, EventClass, EventKind, Fence,
    FenceChange, NewEvent, Position, ReadLimit, Seq, StoreError,
};

use super::Store;
use super::build::{DAY, NOW, after, append, channel, id, keyed, note, one, person, put, read_all};

fn fence(token: u64) -> Fence {
    Fence {
        name: "conversation:1".into(),
        holder: id(u128::from(token)),
        token,
    }
}

fn with_fences(changes: Vec<FenceChange>) -> Batch {
    Batch {
        fences: changes,
        ..one("room:a", "fenced")
    }
}

fn shows(token: u64) -> Batch {
    let name = "conversation:1".into();
    Batch {
        conditions: vec![Condition::Fence { name, token }],
        ..one("room:a", "guarded")
    }
}

fn close(token: u64) -> FenceChange {
    let name = "conversation:1".into();
    FenceChange::Close { name, token }
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn events_have_positions_and_seqs_without_holes(store: &dyn Store) {
    assert_eq!(store.head(), Position::ZERO);
    let batch = Batch::of(vec![
        note("room:a", "1"),
        note("room:b", "2"),
        note("room:a", "3"),
    ]);
    let appended = append(store, batch, NOW).await.expect("accepted").events;
    let seen: Vec<_> = appended
        .iter()
        .map(|e| (e.channel.as_str(), e.position().get(), e.seq.get(), e.at))
        .collect();
    assert_eq!(
        seen,
        [
            ("room:a", 1, 1, NOW),
            ("room:b", 2, 1, NOW),
            ("room:a", 3, 2, NOW)
        ]
    );
    let lineage = store.lineage();
    assert!(
        appended
            .iter()
            .all(|e| e.cursor == lineage.cursor_at(e.position()))
    );
    assert_eq!(store.head(), Position::new(3));
    put(store, vec![note("room:b", "4")], after(1)).await;
    assert_eq!(store.head(), Position::new(4));
    let last = async |name: &str| store.last_seq_of(name).await;
    assert_eq!(
        (
            last("room:a").await,
            last("room:b").await,
            last("room:c").await
        ),
        (2, 2, 0)
    );
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn one_refused_batch_does_not_fail_its_group(store: &dyn Store) {
    let refused = Batch {
        conditions: vec![Condition::ExpectedSeq {
            channel: channel("room:a"),
            seq: Seq::new(9),
        }],
        ..Batch::of(vec![note("room:a", "no"), note("room:new", "no")])
    };
    let group = vec![one("room:a", "1"), refused, one("room:a", "2")];
    let results = store
        .append(group, NOW)
        .await
        .expect("the group is written");
    assert!(matches!(results[1], Err(AppendError::SeqMismatch { .. })));
    let taken = |i: usize| results[i].as_ref().expect("accepted").events[0].clone();
    assert_eq!((taken(0).seq.get(), taken(2).seq.get()), (1, 2));
    assert_eq!(
        taken(2).position(),
        Position::new(2),
        "a refused batch takes no position"
    );
    assert_eq!(store.head(), Position::new(2));
    assert_eq!(store.last_seq_of("room:new").await, 0);
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_batch_sees_the_batches_before_it(store: &dyn Store) {
    let expects = |seq| Batch {
        conditions: vec![Condition::ExpectedSeq {
            channel: channel("room:a"),
            seq: Seq::new(seq),
        }],
        ..one("room:a", "x")
    };
    let group = vec![
        expects(0),
        expects(0),
        expects(1),
        with_fences(vec![FenceChange::Open(fence(1))]),
        with_fences(vec![FenceChange::Open(fence(2))]),
        shows(1),
        keyed(one("room:a", "x"), "ann", "k", NOW),
        keyed(one("room:a", "x"), "ann", "k", NOW),
    ];
    let results = store
        .append(group, NOW)
        .await
        .expect("the group is written");
    let accepted: Vec<_> = results.iter().map(Result::is_ok).collect();
    assert_eq!(
        accepted,
        [true, false, true, true, false, true, true, false]
    );
    assert!(matches!(&results[4], Err(AppendError::FenceHeld { holder, .. }) if *holder == id(1)));
    assert!(matches!(&results[7], Err(AppendError::Repeated { .. })));
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn an_expected_seq_must_hold(store: &dyn Store) {
    put(store, vec![note("room:a", "1")], NOW).await;
    let expects = |seq| Batch {
        conditions: vec![Condition::ExpectedSeq {
            channel: channel("room:a"),
            seq: Seq::new(seq),
        }],
        // The condition is of the log before the batch, whatever the batch adds.
        ..Batch::of(vec![note("room:a", "2"), note("room:a", "3")])
    };
    let refused = append(store, expects(0), NOW).await;
    let mismatch = AppendError::SeqMismatch {
        channel: channel("room:a"),
        expected: Seq::ZERO,
        actual: Seq::new(1),
    };
    assert_eq!(refused, Err(mismatch));
    assert!(append(store, expects(1), NOW).await.is_ok());
    assert_eq!(store.last_seq_of("room:a").await, 3);
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_fence_guards_until_it_is_closed(store: &dyn Store) {
    let lost = |result| matches!(result, Err(AppendError::FenceLost { .. }));
    assert!(
        lost(append(store, shows(1), NOW).await),
        "it is not open yet"
    );
    let open = |token| with_fences(vec![FenceChange::Open(fence(token))]);
    append(store, open(1), NOW).await.expect("opened");
    assert_eq!(store.fences().await.expect("readable"), [fence(1)]);
    assert!(append(store, shows(1), NOW).await.is_ok());
    assert!(lost(append(store, shows(2), NOW).await));
    let held = append(store, open(2), NOW).await;
    assert!(matches!(held, Err(AppendError::FenceHeld { holder, .. }) if holder == id(1)));
    assert!(lost(append(store, with_fences(vec![close(2)]), NOW).await));
    let both = vec![close(1), FenceChange::Open(fence(3))];
    append(store, with_fences(both), NOW)
        .await
        .expect("taken over in one batch");
    assert!(lost(append(store, shows(1), NOW).await));
    let empty = Batch {
        fences: vec![close(3)],
        ..Batch::default()
    };
    append(store, empty, NOW)
        .await
        .expect("a batch needs no events");
    assert_eq!(store.fences().await.expect("readable"), []);
    assert_eq!(
        store.last_seq_of("room:a").await,
        3,
        "refused batches wrote nothing"
    );
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_key_takes_effect_once(store: &dyn Store) {
    let first = keyed(one("room:a", "1"), "ann", "k", NOW);
    let record = first.idempotency.clone().expect("has a key");
    append(store, first.clone(), NOW).await.expect("accepted");
    let mut other = first.clone();
    if let Some(record) = &mut other.idempotency {
        record.request_hash = [8; 32];
    }
    let again = append(store, other, after(1)).await;
    let repeated = AppendError::Repeated {
        record: Box::new(record.clone()),
    };
    assert_eq!(
        again,
        Err(repeated),
        "the first use is told, whatever was asked now"
    );
    let of_bob = keyed(one("room:a", "2"), "bob", "k", NOW);
    append(store, of_bob, NOW)
        .await
        .expect("keys of different people never meet");
    let recalled = store
        .recall(&person("ann"), "k", after(1))
        .await
        .expect("readable");
    assert_eq!(recalled, Some(record));
    assert_eq!(store.recall(&person("ann"), "l", NOW).await, Ok(None));
    assert_eq!(store.last_seq_of("room:a").await, 2);
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_key_counts_for_a_day(store: &dyn Store) {
    let at = |seconds| keyed(one("room:a", "x"), "ann", "k", after(seconds));
    append(store, at(0), after(0)).await.expect("accepted");
    assert!(append(store, at(DAY - 1), after(DAY - 1)).await.is_err());
    assert_eq!(
        store.recall(&person("ann"), "k", after(DAY)).await,
        Ok(None)
    );
    append(store, at(DAY), after(DAY))
        .await
        .expect("the key is free again");
    let recalled = store
        .recall(&person("ann"), "k", after(DAY + 1))
        .await
        .expect("readable");
    assert_eq!(recalled.map(|record| record.at), Some(after(DAY)));
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn reads_follow_the_order_of_the_log(store: &dyn Store) {
    for i in 0..30 {
        let name = ["room:a", "room:b", "room:c"][i % 3];
        let batch = vec![note(name, &i.to_string()), note("room:d", &i.to_string())];
        put(store, batch, after(i as u64)).await;
    }
    let ab = [channel("room:a"), channel("room:b"), channel("room:none")];
    let all = read_all(store, &ab, Position::ZERO).await;
    let positions: Vec<_> = all.iter().map(|e| e.position().get()).collect();
    let expected: Vec<_> = (0..30).filter(|i| i % 3 != 2).map(|i| i * 2 + 1).collect();
    assert_eq!(positions, expected);
    for from in [0, 1, 7, 30, 59, 60] {
        let rest = read_all(store, &ab, Position::new(from)).await;
        let expected: Vec<_> = all
            .iter()
            .filter(|e| e.position().get() > from)
            .cloned()
            .collect();
        assert_eq!(rest, expected, "after {from}");
    }
    let none: [ChannelName; 0] = [];
    let page = store
        .read(&none, Position::ZERO, ReadLimit::default())
        .await
        .expect("readable");
    assert_eq!((page.events.len(), page.up_to), (0, store.head()));
    let beyond = Position::new(99);
    let page = store
        .read(&ab, beyond, ReadLimit::default())
        .await
        .expect("readable");
    assert_eq!(
        (page.events.len(), page.up_to),
        (0, beyond),
        "a reader never goes back"
    );
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn reads_keep_their_limits(store: &dyn Store) {
    let text = "x".repeat(98);
    put(store, (0..20).map(|_| note("room:a", &text)).collect(), NOW).await;
    put(store, vec![note("room:b", "end")], NOW).await;
    let channels = [channel("room:a")];
    let read = async |after: u64, events, bytes| {
        let limit = ReadLimit { events, bytes };
        let page = store
            .read(&channels, Position::new(after), limit)
            .await
            .expect("readable");
        let positions: Vec<_> = page.events.iter().map(|e| e.position().get()).collect();
        (positions, page.up_to.get())
    };
    assert_eq!(read(0, 3, 1 << 20).await, (vec![1, 2, 3], 3));
    assert_eq!(
        read(0, 100, 250).await,
        (vec![1, 2, 3], 3),
        "the event that reaches it comes"
    );
    assert_eq!(read(5, 100, 1).await, (vec![6], 6), "at least one comes");
    assert_eq!(read(5, 0, 0).await, (vec![6], 6));
    assert_eq!(
        read(18, 100, 1 << 20).await,
        (vec![19, 20], 21),
        "the end is the log's"
    );
    assert_eq!(read(20, 100, 1 << 20).await, (vec![], 21));
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn stored_events_are_what_was_appended(store: &dyn Store) {
    let classes = [
        EventClass::Kept,
        EventClass::Transient,
        EventClass::Terminal,
    ];
    let events = classes.map(|class| {
        let kind = EventKind::owned(format!("kind.{}", class as u8));
        let data = Bytes::from("{\"text\":\"é\\u0000 \\\"\"}");
        let event = NewEvent::new(channel("room:a"), kind, data).class(class);
        match class {
            EventClass::Transient => event.private(Bytes::new()),
            EventClass::Terminal => event.private(Bytes::from("{}")),
            EventClass::Kept => event,
        }
    });
    let appended = append(store, Batch::of(events.to_vec()), NOW)
        .await
        .expect("accepted")
        .events;
    let read = read_all(store, &[channel("room:a")], Position::ZERO).await;
    assert_eq!(read, appended);
    for (event, new) in read.into_iter().zip(events) {
        assert_eq!((event.kind, event.class), (new.kind, new.class));
        assert_eq!((event.data, event.private), (new.data, new.private));
    }
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_closed_store_says_so(store: &dyn Store) {
    put(store, vec![note("room:a", "1")], NOW).await;
    store.close().await;
    assert_eq!(
        store.append(vec![one("room:a", "2")], NOW).await,
        Err(StoreError::Closed)
    );
    let read = store
        .read(&[channel("room:a")], Position::ZERO, ReadLimit::default())
        .await;
    assert_eq!(read, Err(StoreError::Closed));
    assert_eq!(store.maintain(NOW).await, Err(StoreError::Closed));
    assert_eq!(store.open_runs().await, Err(StoreError::Closed));
    store.close().await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn the_secret_of_the_server_stays(store: &dyn Store) {
    assert_eq!(store.server_secret([1; 32]).await, Ok([1; 32]));
    assert_eq!(store.server_secret([2; 32]).await, Ok([1; 32]));
}

impl dyn Store + '_ {
    async fn last_seq_of(&self, name: &str) -> u64 {
        self.last_seq(&channel(name)).await.expect("readable").get()
    }
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn channels_of_a_kind_are_those_with_something_to_read(store: &dyn Store) {
    let of = async |kind| store.channels(kind).await.expect("readable");
    assert_eq!(of(ChannelKind::Session).await, []);
    for name in [
        "session:b",
        "state:x",
        "session:a",
        "room:session",
        "session:a",
    ] {
        put(store, vec![note(name, "one")], NOW).await;
    }
    let [a, b] = ["session:a", "session:b"].map(channel);
    assert_eq!(of(ChannelKind::Session).await, [a.clone(), b.clone()]);
    assert_eq!(of(ChannelKind::Room).await, [channel("room:session")]);
    store.trim(&a, Seq::new(1)).await.expect("trimmed");
    store.trim(&b, Seq::new(1)).await.expect("trimmed");
    assert_eq!(of(ChannelKind::Session).await, [a], "one is left of it");
    put(store, vec![note("session:b", "two")], NOW).await;
    assert_eq!(of(ChannelKind::Session).await.len(), 2);
}
