use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use async_trait::async_trait;
use thalweg_client::{SseDecoder, SseEvent};
use thalweg_hub::{Hub, HubConfig, Start};
use thalweg_log::{
    Batch, ChannelName, Clock, EventClass, EventKind, LogStore, ManualClock, NewEvent, Page,
    Position, PrincipalId, ReadLimit, SeededEntropy, Seq, StoreError, Timestamp,
};
use thalweg_store::MemoryStore;
use thalweg_store::suite::{StoreTwin, Twinned};
use thalweg_transports::{
    Broken, Control, Drain, DrainConfig, Shape, StreamHandle, Streams, Until,
};
use thalweg_wire::{Done, DoneStatus, Token, TokenKind, Welcome, kind};
use uuid::Uuid;

pub(crate) const STREAM: Uuid = Uuid::from_u128(77);
/// What the stream is followed by.
pub(crate) const SESSION: Uuid = Uuid::from_u128(88);
pub(crate) const RUN: Uuid = Uuid::from_u128(5);

/// A hub, the open streams, and one channel to follow.
pub(crate) struct Bench {
    pub(crate) hub: Hub,
    pub(crate) streams: Streams,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) channel: ChannelName,
    pub(crate) log: Arc<Unreadable>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let store = MemoryStore::new(Arc::new(SeededEntropy::new(1)));
        let log = Arc::new(Unreadable {
            inner: store,
            broken: AtomicBool::new(false),
        });
        let clock = Arc::new(ManualClock::new(1_795_167_000_000));
        let config = HubConfig {
            // Upkeep would move the paused time on.
            upkeep: Duration::from_secs(100_000),
            tail_events: 64,
            ..HubConfig::default()
        };
        let hub = Hub::open(
            Arc::new(Twinned(Arc::clone(&log))),
            Arc::clone(&clock) as Arc<dyn Clock>,
            config,
        );
        Self {
            hub,
            streams: Streams::new(3),
            clock,
            channel: "room:a".parse().expect("a name"),
            log,
        }
    }

    pub(crate) async fn append(&self, events: Vec<NewEvent>) {
        let appended = self.hub.append(Batch::of(events)).await;
        appended.expect("the batch is accepted");
    }

    /// A stream of the channel from now on, without its first bytes.
    pub(crate) async fn open(&self, change: impl FnOnce(&mut DrainConfig)) -> Tap {
        let mut tap = self.open_whole(Start::Now, change);
        let first = tap.event().await;
        assert_eq!(first.kind, "welcome", "the first event of every stream");
        tap
    }

    pub(crate) fn open_whole(&self, start: Start, change: impl FnOnce(&mut DrainConfig)) -> Tap {
        let mut config = config();
        change(&mut config);
        let reader = self.hub.reader(std::slice::from_ref(&self.channel), start);
        let clock: Arc<dyn Clock> = self.clock.clone();
        Tap::new(Drain::new(reader, self.handle(), config, clock))
    }

    fn handle(&self) -> StreamHandle {
        let handle = self
            .streams
            .open(STREAM, &PrincipalId::owner(), Some(SESSION));
        handle.expect("there is room")
    }

    /// Says something to the stream.
    pub(crate) fn tell(&self, control: Control) {
        let told = self.streams.send(STREAM, &PrincipalId::owner(), control);
        assert!(told, "the stream is there");
    }

    pub(crate) fn in_secs(&self, seconds: u64) -> Timestamp {
        let ms = self.clock.now().as_millis();
        Timestamp::from_millis(ms + seconds * 1_000)
    }

    /// Moves both clocks on.
    pub(crate) async fn pass(&self, seconds: u64) {
        let time = Duration::from_secs(seconds);
        self.clock.advance(time);
        tokio::time::advance(time).await;
    }

    pub(crate) fn note(&self, word: &'static str) -> NewEvent {
        let data = format!("{{\"word\":\"{word}\"}}");
        NewEvent::new(self.channel.clone(), EventKind::of("note"), data.into())
    }

    pub(crate) fn token(&self, text: &str) -> NewEvent {
        let token = Token {
            id: Uuid::from_u128(1),
            part_id: "p1".into(),
            text: text.into(),
            kind: TokenKind::Text,
        };
        let data = serde_json::to_vec(&token).expect("JSON");
        NewEvent::new(self.channel.clone(), kind::TOKEN, data.into()).class(EventClass::Transient)
    }

    pub(crate) fn done(&self, run: Uuid) -> NewEvent {
        let done = Done {
            id: Uuid::from_u128(1),
            run_id: run,
            status: DoneStatus::Complete,
            usage: None,
            timing: None,
        };
        let data = serde_json::to_vec(&done).expect("JSON");
        NewEvent::new(self.channel.clone(), kind::DONE, data.into()).class(EventClass::Terminal)
    }

    pub(crate) fn deleted(&self) -> NewEvent {
        let data = format!("{{\"id\":\"{RUN}\"}}");
        NewEvent::new(self.channel.clone(), kind::DELETED, data.into())
    }
}

pub(crate) fn config() -> DrainConfig {
    DrainConfig {
        shape: Shape::Bare,
        until: Until::Forever,
        welcome: Welcome {
            stream_id: STREAM,
            channels: Vec::new(),
            refused: Vec::new(),
            expires_at: None,
            heartbeat_ms: 15_000,
        },
        retry_ms: 1_234,
        flush: Duration::ZERO,
        batch: Duration::ZERO,
        types: Vec::new(),
        reset: None,
        expires_at: None,
    }
}

/// Reads a stream as a client does.
pub(crate) struct Tap {
    pub(crate) drain: Drain,
    pub(crate) decoder: SseDecoder,
    /// Events that came and were not asked for yet.
    events: VecDeque<SseEvent>,
    pub(crate) end: Option<Result<(), Broken>>,
    /// In how many pieces the bytes came.
    pub(crate) writes: usize,
}

impl Tap {
    fn new(drain: Drain) -> Self {
        Self {
            drain,
            decoder: SseDecoder::default(),
            events: VecDeque::new(),
            end: None,
            writes: 0,
        }
    }

    /// Takes what is there now, without waiting; whether the stream waits for more.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> bool {
        while self.end.is_none() {
            match self.drain.poll_bytes(cx) {
                Poll::Pending => return true,
                Poll::Ready(Some(Ok(bytes))) => {
                    self.writes += 1;
                    self.decoder.push(&bytes);
                }
                Poll::Ready(Some(Err(broken))) => self.end = Some(Err(broken)),
                Poll::Ready(None) => self.end = Some(Ok(())),
            }
            self.events
                .extend(std::iter::from_fn(|| self.decoder.next_event()));
        }
        false
    }

    /// The types of the events that are there now.
    pub(crate) fn kinds(&mut self) -> Vec<String> {
        self.poll(&mut Context::from_waker(Waker::noop()));
        self.events.drain(..).map(|event| event.kind).collect()
    }

    /// The data of the events that are there now.
    pub(crate) fn data(&mut self) -> Vec<String> {
        self.poll(&mut Context::from_waker(Waker::noop()));
        self.events.drain(..).map(|event| event.data).collect()
    }

    /// The ids of the events that are there now.
    pub(crate) fn ids(&mut self) -> Vec<String> {
        self.poll(&mut Context::from_waker(Waker::noop()));
        self.events.drain(..).filter_map(|event| event.id).collect()
    }

    /// The next event; waits for it, by tokio's clock.
    pub(crate) async fn event(&mut self) -> SseEvent {
        self.wait(|tap| !tap.events.is_empty()).await;
        self.events.pop_front().expect("an event, not the end")
    }

    /// Waits for the end, and says whether it was a clean one.
    pub(crate) async fn end(&mut self) -> Result<(), Broken> {
        self.wait(|_| false).await;
        self.end.expect("an end")
    }

    /// Waits until there is enough, or the end.
    pub(crate) async fn wait(&mut self, enough: impl Fn(&Self) -> bool) {
        let work = poll_fn(|cx| {
            let waits = self.poll(cx);
            if waits && !enough(self) {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        });
        let limit = Duration::from_secs(1_000);
        tokio::time::timeout(limit, pin!(work))
            .await
            .expect("it comes in time");
    }
}

/// Tells whether a stream was woken.
#[derive(Default)]
pub(crate) struct Bell(Arc<Rung>);

#[derive(Default)]
struct Rung(AtomicBool);

impl Wake for Rung {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Bell {
    /// Polls a stream, which wakes this; whether it waits.
    pub(crate) fn polls(&self, tap: &mut Tap) -> bool {
        tap.poll(&mut Context::from_waker(&Waker::from(Arc::clone(&self.0))))
    }

    /// Whether it was woken since this was asked last.
    pub(crate) fn rang(&self) -> bool {
        self.0.0.swap(false, Ordering::SeqCst)
    }
}

/// A memory store that cannot be read when a test says so.
pub(crate) struct Unreadable {
    inner: MemoryStore,
    broken: AtomicBool,
}

impl Unreadable {
    pub(crate) fn break_it(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }

    /// Forgets the events of a channel up to this one.
    pub(crate) fn trim(&self, channel: &ChannelName, up_to: Seq) {
        self.inner.trim(channel, up_to).expect("trimmed");
    }
}

#[async_trait]
impl StoreTwin for Unreadable {
    fn inner(&self) -> &dyn LogStore {
        &self.inner
    }

    async fn read(
        &self,
        channels: &[ChannelName],
        after: Position,
        limit: ReadLimit,
    ) -> Result<Page, StoreError> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(StoreError::Failed("the test broke it".into()));
        }
        self.inner.read(channels, after, limit).await
    }
}
