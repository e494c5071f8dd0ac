use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What the hub did since it was opened; for metrics, and for tests of what must not happen.
#[derive(Debug, Default)]
pub struct Counters {
    /// Batches that were accepted.
    pub(crate) appends: AtomicU64,
    /// Groups that were committed.
    pub(crate) commits: AtomicU64,
    /// Events that became visible.
    pub(crate) events: AtomicU64,
    /// Events that were turned into bytes, from the hot tail: one for each event and dialect.
    pub(crate) encodings: AtomicU64,
    /// Reads of the store by readers that were behind the hot tail.
    pub(crate) store_reads: AtomicU64,
    /// Readers that were told `reset`.
    pub(crate) resets: AtomicU64,
    /// Whether the last commit failed.
    pub(crate) failing: AtomicBool,
}

/// The figures of [`Counters`] at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    missing_docs,
    reason = "each field is the figure of the same name in Counters"
)]
pub struct CountersView {
    pub appends: u64,
    pub commits: u64,
    pub events: u64,
    pub encodings: u64,
    pub store_reads: u64,
    pub resets: u64,
}

impl Counters {
    pub(crate) fn add(counter: &AtomicU64, by: u64) {
        counter.fetch_add(by, Ordering::Relaxed);
    }

    /// The figures now.
    pub fn view(&self) -> CountersView {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        CountersView {
            appends: get(&self.appends),
            commits: get(&self.commits),
            events: get(&self.events),
            encodings: get(&self.encodings),
            store_reads: get(&self.store_reads),
            resets: get(&self.resets),
        }
    }
}
