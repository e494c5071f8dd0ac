use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use thalweg_hub::{Hub, HubConfig, Item, Reader};
use thalweg_log::{
    AppendError, Appended, Batch, ChannelName, Clock, Event, EventClass, EventKind, LogStore,
    ManualClock, NewEvent, Position, SeededEntropy, Seq, StoreError, Timestamp,
};
use thalweg_store::MemoryStore;
use thalweg_store::suite::{StoreTwin, Twinned};
use thalweg_wire::{Reset, Token, TokenKind, token_text};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// A hub over a memory store with doors that a test can shut.
pub(crate) struct Bench {
    pub(crate) hub: Hub,
    pub(crate) twin: Arc<Twin>,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<ManualClock>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(HubConfig::default())
    }

    pub(crate) fn with(config: HubConfig) -> Self {
        let store = Arc::new(MemoryStore::new(Arc::new(SeededEntropy::new(1))));
        Self::over(store, config)
    }

    /// Another hub over a store that is there, as after a restart: no hot tail holds anything.
    pub(crate) fn over(store: Arc<MemoryStore>, config: HubConfig) -> Self {
        let clock = Arc::new(ManualClock::new(1_795_167_000_000));
        let twin = Arc::new(Twin {
            inner: Arc::clone(&store),
            shut: AtomicBool::new(false),
            gate: Semaphore::new(0),
            live: Arc::default(),
        });
        let log: Arc<dyn LogStore> = Arc::new(Twinned(twin.clone()));
        let hub = Hub::open(log, Arc::clone(&clock) as Arc<dyn Clock>, config);
        Self {
            hub,
            twin,
            store,
            clock,
        }
    }

    /// Appends `count` events to a channel, one commit each.
    pub(crate) async fn fill(&self, channel: &ChannelName, count: usize) {
        for _ in 0..count {
            self.append(vec![note(channel)]).await;
        }
    }

    /// Appends what must be accepted.
    pub(crate) async fn append(&self, events: Vec<NewEvent>) -> Appended {
        let appended = self.hub.append(Batch::of(events)).await;
        appended.expect("the batch is accepted")
    }
}

/// A memory store whose appends wait while it is shut, and which counts the events' data that
/// anybody but the store itself holds.
pub(crate) struct Twin {
    inner: Arc<MemoryStore>,
    shut: AtomicBool,
    gate: Semaphore,
    live: Arc<AtomicUsize>,
}

impl Twin {
    /// From now on appends wait before they commit.
    pub(crate) fn shut(&self) {
        self.shut.store(true, Ordering::SeqCst);
    }

    /// Lets one waiting commit through.
    pub(crate) fn let_one_through(&self) {
        self.gate.add_permits(1);
    }

    /// How many events' data are held outside of the store.
    pub(crate) fn live(&self) -> usize {
        self.live.load(Ordering::SeqCst)
    }
}

struct Counted(Vec<u8>, Arc<AtomicUsize>);

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.1.fetch_sub(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl StoreTwin for Twin {
    fn inner(&self) -> &dyn LogStore {
        &*self.inner
    }

    async fn append(
        &self,
        batches: Vec<Batch>,
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, AppendError>>, StoreError> {
        if self.shut.load(Ordering::SeqCst) {
            let passed = self.gate.acquire().await;
            passed.expect("the gate is never closed").forget();
        }
        let mut results = self.inner.append(batches, at).await?;
        for event in results.iter_mut().flatten().flat_map(|a| &mut a.events) {
            self.live.fetch_add(1, Ordering::SeqCst);
            let counted = Counted(event.data.to_vec(), Arc::clone(&self.live));
            event.data = Bytes::from_owner(counted);
        }
        Ok(results)
    }
}

pub(crate) fn room(name: &str) -> ChannelName {
    format!("room:{name}").parse().expect("a channel's name")
}

/// An event that is never joined with others.
pub(crate) fn note(channel: &ChannelName) -> NewEvent {
    NewEvent::new(
        channel.clone(),
        EventKind::of("note"),
        Bytes::from_static(b"{}"),
    )
}

/// A piece of text of the one message of a channel.
pub(crate) fn token(channel: &ChannelName, text: &str) -> NewEvent {
    let token = Token {
        id: Uuid::from_u128(1),
        part_id: "p1".into(),
        text: text.into(),
        kind: TokenKind::Text,
    };
    let data = serde_json::to_vec(&token).expect("JSON");
    NewEvent::new(channel.clone(), thalweg_wire::kind::TOKEN, data.into())
        .class(EventClass::Transient)
}

/// Fails a test that waits for what does not come.
pub(crate) async fn soon<T>(work: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(20);
    tokio::time::timeout(limit, work)
        .await
        .expect("it comes in time")
}

/// What a reader has now without waiting; nothing at the head.
pub(crate) fn at_once(reader: &mut Reader) -> Vec<Item> {
    let mut out = VecDeque::new();
    let mut cx = Context::from_waker(Waker::noop());
    while let Poll::Ready(done) = reader.poll_next(&mut cx, &mut out) {
        done.expect("the store reads");
    }
    out.into()
}

/// What a reader of several channels was given, checked as it comes: in the order of the log, and
/// in each channel without a gap and without anything twice.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    last: Position,
    pub(crate) seqs: BTreeMap<ChannelName, u64>,
    pub(crate) texts: BTreeMap<ChannelName, String>,
    pub(crate) resets: Vec<Reset>,
}

impl Ledger {
    /// A ledger of a reader that begins after these seqs.
    pub(crate) fn after(seqs: impl IntoIterator<Item = (ChannelName, u64)>) -> Self {
        Self {
            seqs: seqs.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Enters items; a reset moves the place on.
    pub(crate) fn enter(&mut self, items: Vec<Item>) {
        for item in items {
            match item {
                Item::Frame(frame) => self.event(frame.event(), None),
                Item::Stored(event, first) => self.event(&event, first),
                Item::Reset(cursor, reset) => {
                    self.last = cursor.position();
                    for lost in &reset.channels {
                        let channel: ChannelName = lost.channel.parse().expect("a name");
                        let to = lost.lost_to.unwrap_or_default();
                        self.seqs.insert(channel, to);
                    }
                    self.resets.push(*reset);
                }
            }
        }
    }

    fn event(&mut self, event: &Event, first: Option<Seq>) {
        assert!(event.position() > self.last, "in the order of the log");
        self.last = event.position();
        let seq = self.seqs.entry(event.channel.clone()).or_default();
        let first = first.unwrap_or(event.seq).get();
        assert_eq!(first, *seq + 1, "no gap and no repetition in {event:?}");
        *seq = event.seq.get();
        if let Some(token) = token_text(event) {
            let text = self.texts.entry(event.channel.clone()).or_default();
            text.push_str(&token.text);
        }
    }

    /// Reads until every one of `until` was given up to its seq.
    pub(crate) async fn read_to(&mut self, reader: &mut Reader, until: &[(ChannelName, u64)]) {
        let done = |seqs: &BTreeMap<ChannelName, u64>| {
            let has = |(channel, seq): &(ChannelName, u64)| {
                seqs.get(channel).copied().unwrap_or_default() >= *seq
            };
            until.iter().all(has)
        };
        while !done(&self.seqs) {
            self.enter(soon(reader.next()).await.expect("the store reads"));
        }
    }
}
