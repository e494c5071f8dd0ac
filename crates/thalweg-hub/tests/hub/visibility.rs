use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Waker};

use thalweg_hub::Start;
use thalweg_log::{Batch, Position};

use crate::support::{Bench, Ledger, at_once, note, room, soon};

#[tokio::test]
async fn nobody_sees_what_is_not_committed() {
    let bench = Bench::new();
    let channel = room("a");
    bench.fill(&channel, 1).await;
    let mut tail = bench.hub.reader(std::slice::from_ref(&channel), Start::Now);
    let mut waiting = pin!(tail.next());
    bench.twin.shut();
    let mut append = pin!(bench.hub.append(Batch::of(vec![note(&channel)])));
    let mut cx = Context::from_waker(Waker::noop());
    // The writer gets every chance to run before the commit is let through.
    for _ in 0..100 {
        assert!(append.as_mut().poll(&mut cx).is_pending(), "not answered");
        assert!(waiting.as_mut().poll(&mut cx).is_pending(), "not seen");
        let start = Start::AfterPosition(Position::ZERO);
        let mut late = bench.hub.reader(std::slice::from_ref(&channel), start);
        assert_eq!(at_once(&mut late).len(), 1, "not in the tail either");
        tokio::task::yield_now().await;
    }
    bench.twin.let_one_through();
    soon(append).await.expect("the batch is accepted");
    let mut ledger = Ledger::after([(channel.clone(), 1)]);
    ledger.enter(soon(waiting).await.expect("the store reads"));
    assert_eq!(ledger.seqs[&channel], 2);
}

#[tokio::test]
async fn an_append_is_visible_when_it_is_answered() {
    let bench = Bench::new();
    let channel = room("a");
    let mut reader = bench.hub.reader(std::slice::from_ref(&channel), Start::Now);
    for _ in 0..50 {
        bench.fill(&channel, 1).await;
        assert_eq!(at_once(&mut reader).len(), 1);
    }
    assert_eq!(bench.hub.counters().view().store_reads, 0);
}
