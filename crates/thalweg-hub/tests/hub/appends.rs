use thalweg_hub::Start;
use thalweg_log::{AppendError, Batch, Condition, Seq, StoreError};

use crate::support::{Bench, Ledger, at_once, note, room, soon};

#[tokio::test]
async fn nothing_is_accepted_after_the_end_and_what_waited_is_kept() {
    let bench = Bench::new();
    let channel = room("a");
    bench.twin.shut();
    let hub = bench.hub.clone();
    let waiting = hub.append(Batch::of(vec![note(&channel)]));
    let closing = async {
        // The append is polled first, so it waits in the queue when the hub closes.
        bench.twin.let_one_through();
        bench.hub.close().await;
    };
    let (appended, ()) = soon(async { tokio::join!(waiting, closing) }).await;
    appended.expect("what was accepted before the end is committed");
    let late = bench.hub.append(Batch::of(vec![note(&channel)])).await;
    assert_eq!(late, Err(AppendError::Store(StoreError::Closed)));
}

#[tokio::test]
async fn what_was_handed_in_is_committed_though_nobody_waits_for_it() {
    let bench = Bench::new();
    let channel = room("a");
    let mut reader = bench.hub.reader(std::slice::from_ref(&channel), Start::Now);
    let handed_in = bench.hub.submit(Batch::of(vec![note(&channel)])).await;
    drop(handed_in.expect("the hub is open"));
    let items = soon(reader.next()).await.expect("the store can be read");
    assert_eq!(items.len(), 1);
}

#[tokio::test]
async fn what_was_handed_in_first_lies_before_what_is_waited_for_first() {
    let bench = Bench::new();
    let (a, b) = (room("a"), room("b"));
    let first = bench.hub.submit(Batch::of(vec![note(&a)])).await;
    let second = soon(bench.append(vec![note(&b)])).await;
    let first = soon(first.expect("the hub is open").appended()).await;
    let first = first.expect("the batch is accepted");
    assert!(first.events[0].position() < second.events[0].position());
}

#[tokio::test]
async fn a_refused_batch_disturbs_none_of_its_group() {
    let bench = Bench::new();
    let (a, b) = (room("a"), room("b"));
    let mut reader = bench.hub.reader(&[a.clone(), b.clone()], Start::Now);
    bench.twin.shut();
    let refused = Batch {
        conditions: vec![Condition::ExpectedSeq {
            channel: b.clone(),
            seq: Seq::new(7),
        }],
        ..Batch::of(vec![note(&a), note(&b)])
    };
    let through = async {
        // The first commit holds the lead alone; the other four gather behind it as one group.
        bench.twin.let_one_through();
        bench.twin.let_one_through();
    };
    let (lead, one, two, three, four, ()) = soon(async {
        tokio::join!(
            bench.hub.append(Batch::of(vec![note(&a)])),
            bench.hub.append(Batch::of(vec![note(&a)])),
            bench.hub.append(refused),
            bench.hub.append(Batch::of(vec![note(&b)])),
            bench.hub.append(Batch::of(vec![note(&a)])),
            through,
        )
    })
    .await;
    for accepted in [lead, one, three, four] {
        accepted.expect("the neighbours of a refused batch are accepted");
    }
    let refusal = two.expect_err("the condition does not hold");
    assert!(matches!(refusal, AppendError::SeqMismatch { .. }));
    let mut ledger = Ledger::default();
    ledger.enter(at_once(&mut reader));
    assert_eq!(ledger.seqs[&a], 3, "the refused batch left no hole");
    assert_eq!(ledger.seqs[&b], 1);
    let counted = bench.hub.counters().view();
    assert_eq!((counted.appends, counted.events), (4, 4));
    assert!(counted.commits <= 2, "what gathers is one commit");
}
