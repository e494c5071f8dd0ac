use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use thalweg_chat::{
    Chat, ChatConfig, ChatStore, FinishReason, ModelError, RunRow, Shelf, StartRunError, Started,
    Toolbox,
};
use thalweg_hub::{Hub, HubConfig, Tasks};
use thalweg_log::{
    AppendError, Appended, Batch, ChannelName, Clock as _, Event, Ids, LogStore, ManualClock,
    Position, PrincipalId, ReadLimit, SeededEntropy, StoreError, Timestamp,
};
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_store::MemoryStore;
use thalweg_store::suite::{StoreTwin, Twinned};
use thalweg_wire::{ChatMessage, Done, ErrorCode, MessageStatus, StartRun, Token, kind};
use uuid::Uuid;

/// A chat over a memory store, with what a test turns to make things go wrong.
pub(crate) struct Bench {
    pub(crate) chat: Chat,
    pub(crate) hub: Hub,
    pub(crate) model: FakeProvider,
    pub(crate) rows: Arc<dyn ChatStore>,
    pub(crate) log: Arc<FaultyLog>,
    pub(crate) clock: Arc<ManualClock>,
    store: Arc<MemoryStore>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(FakeProvider::new(), ChatConfig::default(), 1)
    }

    pub(crate) fn with(model: FakeProvider, config: ChatConfig, seed: u64) -> Self {
        let store = Arc::new(MemoryStore::new(Arc::new(SeededEntropy::new(seed))));
        Self::over(store, model, Toolbox::default(), config, seed)
    }

    /// A chat whose people may call these tools.
    pub(crate) fn with_tools(model: FakeProvider, tools: Toolbox, config: ChatConfig) -> Self {
        let store = Arc::new(MemoryStore::new(Arc::new(SeededEntropy::new(1))));
        Self::over(store, model, tools, config, 1)
    }

    /// What a new process finds after this one died: the same store, and nothing else.
    pub(crate) fn reborn(&self) -> Self {
        let store = Arc::clone(&self.store);
        let tools = Toolbox::default();
        Self::over(store, self.model.clone(), tools, ChatConfig::default(), 77)
    }

    /// As [`Bench::reborn`], with other models and limits.
    pub(crate) fn reborn_with(&self, model: FakeProvider, config: ChatConfig) -> Self {
        Self::over(
            Arc::clone(&self.store),
            model,
            Toolbox::default(),
            config,
            78,
        )
    }

    /// The time of the clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn over(
        store: Arc<MemoryStore>,
        model: FakeProvider,
        tools: Toolbox,
        config: ChatConfig,
        seed: u64,
    ) -> Self {
        let clock = Arc::new(ManualClock::new(1_795_167_000_000));
        let log = Arc::new(FaultyLog {
            inner: Arc::clone(&store),
            broken: AtomicBool::new(false),
            left: AtomicU64::new(u64::MAX),
            delay_us: AtomicU64::new(0),
        });
        let hub = Hub::open(
            Arc::new(Twinned(Arc::clone(&log))),
            Arc::clone(&clock) as _,
            HubConfig::default(),
        );
        let entropy = Arc::new(SeededEntropy::new(seed));
        let ids = Ids::new(Arc::clone(&clock) as _, entropy);
        let rows: Arc<dyn ChatStore> = Arc::clone(&store) as _;
        let chat = Chat::new(
            hub.clone(),
            Arc::clone(&rows),
            Arc::new(model.clone()),
            Arc::new(tools),
            ids,
            Tasks::new(),
            config,
        );
        Self {
            chat,
            hub,
            model,
            rows,
            log,
            clock,
            store,
        }
    }

    pub(crate) async fn start(&self, ask: StartRun) -> Result<Started, StartRunError> {
        self.chat.start_run(&owner(), ask, None, "req-1").await
    }

    /// Starts a run that must start.
    pub(crate) async fn begin(&self, ask: StartRun) -> Started {
        self.start(ask).await.expect("the run starts")
    }

    /// Runs a prompt to its end.
    pub(crate) async fn finished(&self, ask: StartRun) -> (Started, ChatMessage) {
        let started = self.begin(ask).await;
        let message = self.ended(&started).await;
        (started, message)
    }

    /// Waits for a run's end and gives its message.
    pub(crate) async fn ended(&self, started: &Started) -> ChatMessage {
        for _ in 0..100_000 {
            let row = self.row(started.run.id).await;
            if row.run.ended.is_some() {
                let run = started.run.clone();
                return self
                    .message(run.conversation_id, run.assistant_message_id)
                    .await;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the run does not end");
    }

    pub(crate) async fn row(&self, run: Uuid) -> RunRow {
        let row = self.rows.run(run).await.expect("the store reads");
        row.expect("there is such a run")
    }

    pub(crate) async fn message(&self, conversation: Uuid, id: Uuid) -> ChatMessage {
        let message = self.rows.message(conversation, id).await;
        message
            .expect("the store reads")
            .expect("there is such a message")
    }

    /// Every event of a conversation.
    pub(crate) async fn events(&self, conversation: Uuid) -> Vec<Event> {
        self.events_of(&ChannelName::conversation(conversation))
            .await
    }

    pub(crate) async fn events_of(&self, channel: &ChannelName) -> Vec<Event> {
        let limit = ReadLimit {
            events: 1_000_000,
            bytes: usize::MAX,
        };
        let page = self
            .store
            .read(std::slice::from_ref(channel), Position::ZERO, limit)
            .await;
        page.expect("the store reads").events
    }

    /// The types of all events of a conversation, in order.
    pub(crate) async fn kinds(&self, conversation: Uuid) -> Vec<String> {
        let events = self.events(conversation).await;
        events.iter().map(|event| event.kind.to_string()).collect()
    }

    /// The texts of all tokens of a conversation, in order.
    pub(crate) async fn tokens(&self, conversation: Uuid) -> Vec<String> {
        let events = self.events(conversation).await;
        let tokens = events.iter().filter(|event| event.kind == kind::TOKEN);
        tokens.map(|event| read::<Token>(event).text).collect()
    }

    /// The one `done` of a run; fails if there is none, or more than one, or if anything of a run
    /// comes after it.
    pub(crate) async fn the_done(&self, started: &Started) -> Done {
        let events = self.events(started.run.conversation_id).await;
        let dones: Vec<(usize, Done)> = events
            .iter()
            .enumerate()
            .filter(|(_, event)| event.kind == kind::DONE)
            .map(|(at, event)| (at, read::<Done>(event)))
            .filter(|(_, done)| done.run_id == started.run.id)
            .collect();
        assert_eq!(dones.len(), 1, "exactly one done");
        let (at, done) = dones[0].clone();
        let mut after = events[at + 1..].iter();
        let own = |event: &Event| {
            let mark = started.run.assistant_message_id.to_string();
            event.kind != kind::CONVERSATION && String::from_utf8_lossy(&event.data).contains(&mark)
        };
        assert!(!after.any(own), "nothing of the run comes after its done");
        done
    }

    /// The rows must be what the log makes of them.
    pub(crate) async fn check(&self) {
        let differences = self.rows.check_rows().await.expect("the store reads");
        assert_eq!(differences, Vec::<String>::new());
    }
}

/// The list of conversations that are archived, or are not.
pub(crate) const fn kept(archived: bool) -> Shelf {
    Shelf::Kept {
        archived,
        pinned: None,
    }
}

pub(crate) fn owner() -> PrincipalId {
    PrincipalId::owner()
}

pub(crate) fn stranger() -> PrincipalId {
    "stranger".parse().expect("a principal's id")
}

pub(crate) fn read<T: DeserializeOwned>(event: &Event) -> T {
    serde_json::from_slice(&event.data).expect("the event's type")
}

pub(crate) fn prompt(text: &str) -> StartRun {
    StartRun {
        prompt: Some(text.into()),
        ..StartRun::default()
    }
}

/// A prompt in a conversation that is there.
pub(crate) fn prompt_in(conversation: Uuid, text: &str) -> StartRun {
    StartRun {
        conversation_id: Some(conversation),
        ..prompt(text)
    }
}

pub(crate) fn say(text: &str) -> FakeStep {
    FakeStep::Say(text.into())
}

pub(crate) fn wait_ms(ms: u64) -> FakeStep {
    FakeStep::Wait(Duration::from_millis(ms))
}

pub(crate) fn complete() -> FakeStep {
    FakeStep::Finish(FinishReason::Complete)
}

pub(crate) fn fail(code: ErrorCode, words: &str) -> FakeStep {
    FakeStep::Fail(ModelError {
        code,
        message: words.into(),
        retry_after_ms: Some(1_500),
    })
}

/// The status and the text of a message.
pub(crate) fn gist(message: &ChatMessage) -> (MessageStatus, &str) {
    (message.status, message.content.as_str())
}

/// A log that is slow or broken when a test says so.
pub(crate) struct FaultyLog {
    inner: Arc<MemoryStore>,
    broken: AtomicBool,
    /// How many appends succeed before it breaks; none are counted at `u64::MAX`.
    left: AtomicU64,
    delay_us: AtomicU64,
}

impl FaultyLog {
    /// From now on so many appends succeed, and those after them fail.
    pub(crate) fn set_broken_after(&self, appends: u64) {
        self.left.store(appends, Ordering::SeqCst);
    }

    /// From now on every append fails, or none.
    pub(crate) fn set_broken(&self, broken: bool) {
        self.left.store(u64::MAX, Ordering::SeqCst);
        self.broken.store(broken, Ordering::SeqCst);
    }

    /// From now on every commit takes this long.
    pub(crate) fn set_delay(&self, delay: Duration) {
        let us = u64::try_from(delay.as_micros()).expect("a short time");
        self.delay_us.store(us, Ordering::SeqCst);
    }
}

#[async_trait]
impl StoreTwin for FaultyLog {
    fn inner(&self) -> &dyn LogStore {
        &*self.inner
    }

    async fn append(
        &self,
        batches: Vec<Batch>,
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, AppendError>>, StoreError> {
        let delay = self.delay_us.load(Ordering::SeqCst);
        if delay > 0 {
            tokio::time::sleep(Duration::from_micros(delay)).await;
        }
        let left = self.left.load(Ordering::SeqCst);
        if left != u64::MAX {
            let now = left.checked_sub(1);
            self.left.store(now.unwrap_or(0), Ordering::SeqCst);
            if now.is_none() {
                return Err(StoreError::Failed("the test broke it".into()));
            }
        }
        if self.broken.load(Ordering::SeqCst) {
            return Err(StoreError::Failed("the test broke it".into()));
        }
        self.inner.append(batches, at).await
    }
}
