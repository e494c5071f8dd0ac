use std::sync::Arc;

use thalweg_hub::{HubConfig, Item, Reader, Start};
use thalweg_log::{Batch, ChannelName, Cursor, LogStore, NewEvent, Position, SeededEntropy, Seq};
use thalweg_store::MemoryStore;
use thalweg_wire::{Conversation, Reset, ResetReason, Time, kind};
use uuid::Uuid;

use crate::support::{Bench, Ledger, at_once, note, room};

/// A place of this log's epoch that a branch wrote which is lost.
fn lost_branch(bench: &Bench, position: u64) -> Cursor {
    let known = bench.hub.cursor_at(Position::new(position));
    Cursor::new(known.epoch(), known.position(), known.tag() ^ 1)
}

fn another_log(position: u64) -> Cursor {
    let other = MemoryStore::new(Arc::new(SeededEntropy::new(2)));
    other.lineage().cursor_at(Position::new(position))
}

/// A channel with a present state, and the event that brings it.
fn conversation() -> (ChannelName, NewEvent) {
    let id = Uuid::from_u128(9);
    let now = Time::from(thalweg_log::Timestamp::from_millis(1));
    let conversation = Conversation {
        id,
        title: "A title".into(),
        pinned: false,
        archived: false,
        model: None,
        system: None,
        created_at: now,
        updated_at: now,
        tools: None,
        forked_from: None,
        run_id: None,
        queued: None,
        leaf_id: None,
        as_of: None,
        deleted_at: None,
    };
    let channel = ChannelName::conversation(id);
    let data = serde_json::to_vec(&conversation).expect("JSON");
    let event = NewEvent::new(channel.clone(), kind::CONVERSATION, data.into());
    (
        channel,
        event.private(bytes::Bytes::from_static(br#"{"owner":"owner"}"#)),
    )
}

fn reader(bench: &Bench, channels: &[ChannelName], cursor: Cursor) -> Reader {
    bench.hub.reader(channels, Start::After(cursor))
}

/// A hub whose tails are cold over the store of another.
fn cold(bench: &Bench) -> Bench {
    Bench::over(Arc::clone(&bench.store), HubConfig::default())
}

fn the_reset(items: &[Item]) -> (Cursor, &Reset) {
    match items {
        [Item::Reset(cursor, reset), ..] => (*cursor, reset),
        other => panic!("a reset comes first, not {other:?}"),
    }
}

#[tokio::test]
async fn a_place_of_another_log_is_told_and_reading_goes_on_at_the_oldest_event() {
    let bench = Bench::new();
    let channel = room("a");
    bench.fill(&channel, 5).await;
    let cases = [
        (another_log(3), ResetReason::EpochChanged),
        (another_log(0), ResetReason::EpochChanged),
        (lost_branch(&bench, 3), ResetReason::UnknownCursor),
        (
            bench.hub.cursor_at(Position::new(6)),
            ResetReason::UnknownCursor,
        ),
    ];
    for (cursor, reason) in cases {
        let mut reader = reader(&bench, std::slice::from_ref(&channel), cursor);
        let items = at_once(&mut reader);
        let (goes_on, reset) = the_reset(&items);
        assert_eq!((goes_on.position(), reset.reason), (Position::ZERO, reason));
        assert_eq!(reset.channels[0].channel, "room:a");
        assert_eq!(reset.channels[0].snapshot, None);
        let mut ledger = Ledger::default();
        ledger.enter(items);
        assert_eq!(ledger.seqs[&channel], 5);
    }
}

/// A reader that is cut before it was told must be told when it comes back, however far the log
/// has grown: its place must not turn into one that this log knows.
#[tokio::test]
async fn an_unknown_place_stays_the_readers_own_until_it_was_told() {
    let bench = Bench::new();
    let channel = room("a");
    bench.fill(&channel, 2).await;
    for named in [another_log(4), lost_branch(&bench, 4)] {
        let first = reader(&bench, std::slice::from_ref(&channel), named);
        let kept = first.cursor();
        drop(first);
        bench.fill(&channel, 10).await;
        let mut again = reader(&bench, std::slice::from_ref(&channel), kept);
        the_reset(&at_once(&mut again));
    }
}

#[tokio::test]
async fn a_channel_with_a_state_goes_on_from_its_present_state() {
    let bench = Bench::new();
    let (channel, event) = conversation();
    bench.append(vec![event]).await;
    bench.fill(&channel, 4).await;
    let mut reader = reader(&bench, std::slice::from_ref(&channel), another_log(1));
    let items = at_once(&mut reader);
    let (goes_on, reset) = the_reset(&items);
    assert_eq!(goes_on, bench.hub.watermark());
    let snapshot = reset.channels[0].snapshot.as_ref().expect("a snapshot");
    assert_eq!(snapshot["conversation"]["title"], "A title");
    assert_eq!(items.len(), 1, "the state holds what came before it");
    bench.fill(&channel, 1).await;
    assert_eq!(at_once(&mut reader).len(), 1);
}

/// One cursor cannot stand at the present state of one channel and at the oldest event of another.
#[tokio::test]
async fn a_channel_without_a_state_is_read_from_its_oldest_event_beside_one_with_a_state() {
    let bench = Bench::new();
    let (channel, event) = conversation();
    let feed = room("feed");
    bench.fill(&feed, 3).await;
    bench.append(vec![event]).await;
    bench.fill(&channel, 1).await;
    bench.fill(&feed, 1).await;
    let selection = [channel.clone(), feed.clone()];
    let mut reader = reader(&bench, &selection, another_log(1));
    let items = at_once(&mut reader);
    assert_eq!(the_reset(&items).1.channels.len(), 2);
    let mut ledger = Ledger::default();
    ledger.enter(items);
    assert_eq!(ledger.seqs[&feed], 4, "the whole feed is read");
    assert_eq!(
        ledger.seqs[&channel], 2,
        "and the conversation with it, once"
    );
    assert!(
        ledger.resets[0]
            .channels
            .iter()
            .all(|lost| lost.snapshot.is_none())
    );
}

#[tokio::test]
async fn what_was_trimmed_is_told_and_the_rest_is_read() {
    let bench = Bench::new();
    let channel = room("a");
    bench.fill(&channel, 10).await;
    bench.store.trim(&channel, Seq::new(6)).expect("trimmed");
    let cold = cold(&bench);
    let from = |position| cold.hub.cursor_at(Position::new(position));
    let mut behind = reader(&cold, std::slice::from_ref(&channel), from(2));
    let mut ledger = Ledger::after([(channel.clone(), 2)]);
    ledger.enter(at_once(&mut behind));
    let lost = &ledger.resets[0].channels[0];
    // Where a reader stood among what is gone is gone as well, so more may be named than is lost.
    assert!(lost.lost_from.is_some_and(|from| from <= 3), "{lost:?}");
    assert_eq!(lost.lost_to, Some(6));
    assert_eq!(ledger.resets[0].reason, ResetReason::Trimmed);
    assert_eq!(ledger.seqs[&channel], 10);
    let mut not_behind = reader(&cold, std::slice::from_ref(&channel), from(6));
    let mut ledger = Ledger::after([(channel.clone(), 6)]);
    ledger.enter(at_once(&mut not_behind));
    assert_eq!((ledger.resets.len(), ledger.seqs[&channel]), (0, 10));
}

/// Cut after every event in turn: whoever comes back must still be told what was lost.
#[tokio::test]
async fn what_was_trimmed_beside_other_channels_is_told_wherever_the_reader_is_cut() {
    let bench = Bench::new();
    let (state, event) = conversation();
    let (a, b, whole) = (room("a"), room("b"), room("whole"));
    bench.append(vec![event]).await;
    for _ in 0..12 {
        let events = vec![note(&a), note(&whole), note(&state), note(&b)];
        bench.append(events).await;
    }
    for (channel, to) in [(&a, 5), (&b, 8), (&state, 3)] {
        bench.store.trim(channel, Seq::new(to)).expect("trimmed");
    }
    let cold = cold(&bench);
    let selection = [a.clone(), state.clone(), whole.clone(), b.clone()];
    for cut in 0..60 {
        let mut ledger = Ledger::default();
        let start = cold.hub.cursor_at(Position::ZERO);
        let mut first = reader(&cold, &selection, start);
        let before: Vec<Item> = at_once(&mut first).into_iter().take(cut).collect();
        let last = before.iter().rev().map(place).next();
        ledger.enter(before);
        let mut again = reader(&cold, &selection, last.unwrap_or(start));
        ledger.enter(at_once(&mut again));
        let seqs: Vec<_> = selection
            .iter()
            .map(|channel| ledger.seqs[channel])
            .collect();
        assert_eq!(seqs, [12, 13, 12, 12], "cut after {cut}");
        let told = ledger.resets.iter().flat_map(|reset| &reset.channels);
        let mut told: Vec<_> = told
            .map(|lost| (lost.channel.clone(), lost.lost_to))
            .collect();
        told.sort();
        let state = state.to_string();
        let expected = [
            (state, Some(3)),
            ("room:a".into(), Some(5)),
            ("room:b".into(), Some(8)),
        ];
        assert_eq!(told, expected, "cut after {cut}");
    }
}

#[tokio::test]
async fn a_channel_that_is_trimmed_away_whole_beside_a_living_one_is_told() {
    let bench = Bench::new();
    let (gone, living) = (room("gone"), room("living"));
    for _ in 0..4 {
        let batch = Batch::of(vec![note(&living), note(&gone)]);
        bench.hub.append(batch).await.expect("accepted");
    }
    bench.store.trim(&gone, Seq::new(4)).expect("trimmed");
    let cold = cold(&bench);
    let start = cold.hub.cursor_at(Position::new(2));
    let mut reader = reader(&cold, &[gone.clone(), living.clone()], start);
    let mut ledger = Ledger::after([(gone.clone(), 1), (living.clone(), 1)]);
    ledger.enter(at_once(&mut reader));
    assert_eq!((ledger.seqs[&gone], ledger.seqs[&living]), (4, 4));
    assert_eq!(ledger.resets.len(), 1);
    assert_eq!(cold.hub.counters().view().resets, 1);
}

fn place(item: &Item) -> Cursor {
    match item {
        Item::Frame(frame) => frame.event().cursor,
        Item::Stored(event, _) => event.cursor,
        Item::Reset(cursor, _) => *cursor,
    }
}
