use std::sync::Arc;

use thalweg_hub::{HubConfig, Start};
use thalweg_log::{Batch, ChannelName, Entropy as _, Position, SeededEntropy};

use crate::support::{Bench, Ledger, at_once, note, room, soon, token};

#[tokio::test]
async fn several_channels_come_in_the_order_of_the_log() {
    let bench = Bench::new();
    let (a, b, other) = (room("a"), room("b"), room("other"));
    let selection = [a.clone(), b.clone()];
    let mut live = bench.hub.reader(&selection, Start::Now);
    for round in 0..40 {
        let mut events = vec![note(&b), note(&other), note(&a)];
        events.rotate_left(round % 3);
        bench.append(events).await;
    }
    let mut late = bench
        .hub
        .reader(&selection, Start::AfterPosition(Position::ZERO));
    let fresh = Bench::over(Arc::clone(&bench.store), HubConfig::default());
    let mut cold = fresh
        .hub
        .reader(&selection, Start::AfterPosition(Position::ZERO));
    for reader in [&mut live, &mut late, &mut cold] {
        let mut ledger = Ledger::default();
        ledger.enter(at_once(reader));
        assert_eq!((ledger.seqs[&a], ledger.seqs[&b]), (40, 40));
        assert!(!ledger.seqs.contains_key(&other), "only what was selected");
    }
    assert_eq!(bench.hub.counters().view().store_reads, 0);
    assert!(fresh.hub.counters().view().store_reads > 0);
}

/// A step takes so many bytes of each channel; what one of them holds beyond the other's last must
/// wait for the next step.
#[tokio::test]
async fn a_step_that_is_full_takes_nothing_beyond_it_from_the_other_channels() {
    let bench = Bench::with(HubConfig {
        tail_bytes: 1024 * 1024,
        ..HubConfig::default()
    });
    let (large, small) = (room("large"), room("small"));
    let selection = [small.clone(), large.clone()];
    let mut reader = bench.hub.reader(&selection, Start::Now);
    let text = "x".repeat(10_000);
    for _ in 0..20 {
        bench.append(vec![token(&large, &text), note(&small)]).await;
    }
    let mut ledger = Ledger::default();
    let first = soon(reader.next()).await.expect("the store reads");
    assert!(first.len() < 40, "one step holds {} events", first.len());
    ledger.enter(first);
    ledger.enter(at_once(&mut reader));
    assert_eq!((ledger.seqs[&large], ledger.seqs[&small]), (20, 20));
    assert_eq!(bench.hub.counters().view().store_reads, 0);
}

#[tokio::test]
async fn tokens_are_joined_by_a_reader_that_catches_up_and_shared_at_the_head() {
    let bench = Bench::new();
    let channel = room("a");
    let mut live = bench.hub.reader(std::slice::from_ref(&channel), Start::Now);
    for text in ["a", "b", "c"] {
        bench.append(vec![token(&channel, text)]).await;
    }
    bench
        .append(vec![note(&channel), token(&channel, "d")])
        .await;
    let fresh = Bench::over(Arc::clone(&bench.store), HubConfig::default());
    let start = Start::AfterPosition(Position::ZERO);
    let mut cold = fresh.hub.reader(std::slice::from_ref(&channel), start);
    let (live, cold) = (at_once(&mut live), at_once(&mut cold));
    assert_eq!(
        (live.len(), cold.len()),
        (5, 3),
        "three tokens became one event"
    );
    for items in [live, cold] {
        let mut ledger = Ledger::default();
        ledger.enter(items);
        assert_eq!(ledger.texts[&channel], "abcd");
        assert_eq!(ledger.seqs[&channel], 5);
    }
}

/// Small tails, so that readers fall behind and catch up all the time, while writers append at
/// their own pace.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn catching_up_meets_the_head_without_gap_or_repetition() {
    for seed in 0..12 {
        a_random_day(seed).await;
    }
}

async fn a_random_day(seed: u64) {
    const WRITERS: u64 = 3;
    const BATCHES: u64 = 150;
    let random = SeededEntropy::new(seed);
    let bench = Arc::new(Bench::with(HubConfig {
        tail_events: usize::try_from(2 + random.next_u64() % 12).expect("small"),
        total_bytes: 20_000,
        ..HubConfig::default()
    }));
    let channels: Vec<_> = (0..4).map(|i| room(&format!("c{i}"))).collect();
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let (bench, channels) = (Arc::clone(&bench), channels.clone());
        writers.spawn(async move {
            let random = SeededEntropy::new(seed * 100 + writer);
            for _ in 0..BATCHES {
                let count = 1 + random.next_u64() % 4;
                let events = (0..count).map(|_| {
                    let channel = pick(&channels, &random);
                    if random.next_u64().is_multiple_of(2) {
                        note(channel)
                    } else {
                        token(channel, "x")
                    }
                });
                let batch = Batch::of(events.collect());
                bench.hub.append(batch).await.expect("accepted");
                if random.next_u64().is_multiple_of(4) {
                    tokio::task::yield_now().await;
                }
            }
        });
    }
    let (end, ended) = tokio::sync::watch::channel(Vec::new());
    let mut readers = tokio::task::JoinSet::new();
    for place in 0..6 {
        let bench = Arc::clone(&bench);
        let followed = channels[..1 + place % channels.len()].to_vec();
        let ended = ended.clone();
        readers.spawn(async move {
            let random = SeededEntropy::new(seed * 1_000 + place as u64);
            let mut ledger = Ledger::default();
            let mut from = bench.hub.cursor_at(Position::ZERO);
            // Comes back from its last place now and then.
            while ended.borrow().is_empty() || bench.hub.watermark() > from {
                let mut reader = bench.hub.reader(&followed, Start::After(from));
                for _ in 0..random.next_u64() % 30 {
                    let next = tokio::time::timeout(std::time::Duration::from_millis(20), async {
                        reader.next().await.expect("the store reads")
                    });
                    match next.await {
                        Ok(items) => ledger.enter(items),
                        Err(_) => break,
                    }
                    if random.next_u64().is_multiple_of(5) {
                        tokio::task::yield_now().await;
                    }
                }
                from = reader.cursor();
            }
            for (channel, seq) in ended.borrow().iter() {
                if followed.contains(channel) {
                    let given = ledger.seqs.get(channel).copied().unwrap_or_default();
                    assert_eq!(given, *seq, "seed {seed}: {channel} was read to its end");
                }
            }
            assert_eq!(ledger.resets, [], "nothing was lost");
        });
    }
    while let Some(done) = writers.join_next().await {
        done.expect("a writer ends well");
    }
    let mut heads = Vec::new();
    for channel in &channels {
        let seq = bench.hub.store().last_seq(channel).await;
        heads.push((channel.clone(), seq.expect("the store reads").get()));
    }
    end.send(heads).expect("the readers listen");
    while let Some(done) = soon(readers.join_next()).await {
        done.expect("a reader ends well");
    }
}

fn pick<'a>(channels: &'a [ChannelName], random: &SeededEntropy) -> &'a ChannelName {
    let place = random.next_u64() % channels.len() as u64;
    &channels[usize::try_from(place).expect("small")]
}
