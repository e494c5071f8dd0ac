use std::sync::Arc;

use thalweg_hub::Start;
use thalweg_log::Batch;
use tokio::sync::mpsc;

use crate::support::{Bench, Ledger, note, room, soon};

const ROUNDS: u64 = 3_000;

/// Every append is a wake-up that could be lost: the next comes only once all readers answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_wakeup_is_lost() {
    let bench = Arc::new(Bench::new());
    let channels = [room("a"), room("b")];
    let (told, mut answers) = mpsc::unbounded_channel();
    let mut readers = tokio::task::JoinSet::new();
    for place in 0..4 {
        // Some follow one channel, some both.
        let followed = if place % 2 == 0 {
            &channels[..1]
        } else {
            &channels[..]
        };
        let mut reader = bench.hub.reader(followed, Start::Now);
        let (told, first) = (told.clone(), channels[0].clone());
        readers.spawn(async move {
            let mut ledger = Ledger::default();
            for round in 1..=ROUNDS {
                ledger.read_to(&mut reader, &[(first.clone(), round)]).await;
                told.send(round).expect("the test listens");
            }
        });
    }
    for round in 1..=ROUNDS {
        let events = vec![note(&channels[1]), note(&channels[0])];
        let appended = bench.hub.append(Batch::of(events)).await;
        appended.expect("the batch is accepted");
        for _ in 0..4 {
            assert_eq!(soon(answers.recv()).await, Some(round));
        }
    }
    while let Some(ended) = readers.join_next().await {
        ended.expect("a reader ends well");
    }
}
