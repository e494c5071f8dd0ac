use std::time::Duration;

use thalweg_hub::{HubConfig, Start};
use thalweg_log::{Batch, Position};

use crate::support::{Bench, Ledger, at_once, note, room, soon};

#[tokio::test]
async fn a_slow_reader_keeps_no_event_in_memory() {
    let bench = Bench::with(HubConfig {
        tail_events: 8,
        ..HubConfig::default()
    });
    let (slow, other) = (room("slow"), room("other"));
    let selection = [slow.clone(), other.clone()];
    let mut readers: Vec<_> = (0..20)
        .map(|_| bench.hub.reader(&selection, Start::Now))
        .collect();
    for reader in &mut readers {
        assert!(at_once(reader).is_empty());
    }
    for _ in 0..1_000 {
        let appended = bench
            .hub
            .append(Batch::of(vec![note(&slow), note(&other)]))
            .await;
        drop(appended.expect("accepted"));
    }
    // Two tails, and whatever the last answer still holds.
    assert!(
        bench.twin.live() <= 2 * 8 + 2,
        "{} events are held",
        bench.twin.live()
    );
    for reader in &mut readers {
        let mut ledger = Ledger::default();
        ledger.enter(at_once(reader));
        assert_eq!((ledger.seqs[&slow], ledger.seqs[&other]), (1_000, 1_000));
    }
}

#[tokio::test]
async fn a_tail_that_nobody_reads_is_forgotten_and_no_event_with_it() {
    let bench = Bench::with(HubConfig {
        upkeep: Duration::from_millis(1),
        ..HubConfig::default()
    });
    let (idle, read) = (room("idle"), room("read"));
    bench.fill(&idle, 5).await;
    let mut reader = bench.hub.reader(std::slice::from_ref(&read), Start::Now);
    bench.fill(&read, 5).await;
    assert_eq!(bench.twin.live(), 10);
    bench.clock.advance(Duration::from_secs(61));
    soon(async {
        while bench.twin.live() > 5 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    assert_eq!(bench.twin.live(), 5, "a tail with a reader stays");
    bench.fill(&idle, 1).await;
    bench.fill(&read, 1).await;
    let start = Start::AfterPosition(Position::ZERO);
    let mut late = bench.hub.reader(std::slice::from_ref(&idle), start);
    for (reader, channel) in [(&mut late, &idle), (&mut reader, &read)] {
        let mut ledger = Ledger::default();
        ledger.enter(at_once(reader));
        assert_eq!(ledger.seqs[channel], 6);
    }
}

#[tokio::test]
async fn all_tails_together_stay_within_their_limit() {
    let bench = Bench::with(HubConfig {
        total_bytes: 64 * 1024,
        ..HubConfig::default()
    });
    // A note costs 260 bytes in a tail.
    let channels: Vec<_> = (0..20).map(|i| room(&format!("c{i}"))).collect();
    for _ in 0..100 {
        for channel in &channels {
            bench.fill(channel, 1).await;
        }
    }
    assert!(
        bench.twin.live() <= 64 * 1024 / 260 + 20,
        "{} events are held",
        bench.twin.live()
    );
    let start = Start::AfterPosition(Position::ZERO);
    let mut reader = bench.hub.reader(&channels, start);
    let mut ledger = Ledger::default();
    let all: Vec<_> = channels
        .iter()
        .map(|channel| (channel.clone(), 100))
        .collect();
    ledger.read_to(&mut reader, &all).await;
}
