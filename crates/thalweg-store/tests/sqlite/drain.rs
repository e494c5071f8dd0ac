use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use thalweg_log::{
    AppendError, Appended, Batch, ChannelName, CommitQueue, LogStore, NewEvent, Position,
    ReadLimit, StoreError, Timestamp,
};
use thalweg_store::suite::build::{channel, note, one};
use tokio::sync::mpsc;

use crate::Home;

const NOW: Timestamp = Timestamp::from_millis(1_795_167_000_000);

type Results = Result<Vec<Result<Appended, AppendError>>, StoreError>;

/// A queue of groups, which tells what became of each.
struct Groups {
    waiting: Mutex<VecDeque<Vec<Batch>>>,
    told: mpsc::UnboundedSender<Results>,
    /// Whether it panics instead of telling of a success.
    breaks: AtomicBool,
}

impl Groups {
    fn of(groups: Vec<Vec<Batch>>) -> (Arc<Self>, mpsc::UnboundedReceiver<Results>) {
        let (told, results) = mpsc::unbounded_channel();
        let groups = Self {
            waiting: Mutex::new(groups.into()),
            told,
            breaks: AtomicBool::new(false),
        };
        (Arc::new(groups), results)
    }
}

impl CommitQueue for Groups {
    fn next(&self) -> Option<(Vec<Batch>, Timestamp)> {
        Some((self.waiting.lock().pop_front()?, NOW))
    }

    fn committed(&self, results: Results) {
        let breaks = self.breaks.load(Ordering::SeqCst) && results.is_ok();
        assert!(!breaks, "as the test wishes");
        self.told.send(results).expect("the test listens");
    }
}

fn three() -> Vec<Vec<Batch>> {
    vec![
        vec![one("room:a", "1"), one("room:b", "1")],
        vec![one("room:a", "2")],
        vec![one("room:a", "3")],
    ]
}

async fn events_of(store: &dyn LogStore, name: ChannelName) -> usize {
    let page = store
        .read(&[name], Position::ZERO, ReadLimit::default())
        .await;
    page.expect("read").events.len()
}

#[tokio::test]
async fn groups_are_committed_in_their_order_each_by_itself() {
    let home = Home::new();
    let store = Arc::new(home.open());
    let (groups, mut results) = Groups::of(three());
    Arc::clone(&store).drain(groups);
    let mut ends = Vec::new();
    for batches in [2, 1, 1] {
        let results = results.recv().await.expect("told").expect("committed");
        assert_eq!(results.len(), batches);
        let last = results.into_iter().next_back().expect("one");
        ends.push(last.expect("accepted").events[0].seq.get());
    }
    assert_eq!(ends, [1, 2, 3]);
    assert_eq!(events_of(&*store, channel("room:a")).await, 3);
}

#[tokio::test]
async fn a_store_that_is_closed_refuses_all_that_waits() {
    let home = Home::new();
    let store = Arc::new(home.open());
    store.close().await;
    let (groups, mut results) = Groups::of(three());
    store.drain(groups);
    for _ in 0..3 {
        let told = results.recv().await.expect("told");
        assert_eq!(told.expect_err("refused"), StoreError::Closed);
    }
}

#[tokio::test]
async fn a_thread_that_panics_leaves_nobody_waiting() {
    let home = Home::new();
    let store = Arc::new(home.open());
    let (groups, mut results) = Groups::of(three());
    groups.breaks.store(true, Ordering::SeqCst);
    Arc::clone(&store).drain(groups);
    for _ in 0..3 {
        let told = results.recv().await.expect("told").expect_err("refused");
        assert!(matches!(told, StoreError::Failed(_)), "{told:?}");
    }
    // Whoever comes later learns it as well.
    let late: Vec<NewEvent> = vec![note("room:a", "4")];
    let (groups, mut results) = Groups::of(vec![vec![Batch::of(late)]]);
    Arc::clone(&store).drain(groups);
    let told = results.recv().await.expect("told");
    told.expect_err("refused");
}
