use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::stream;
use parking_lot::Mutex;
use thalweg_chat::{
    DeltaKind, FinishReason, Kept, ModelDelta, ModelError, ModelProvider, ModelRequest,
    ModelStream, ToolRequest,
};
use thalweg_wire::{Model, Usage};
use tokio::time::Instant;

/// One step of a [`FakeProvider`]'s script.
#[derive(Debug, Clone)]
pub enum FakeStep {
    /// Says a piece of text.
    Say(String),
    /// Thinks a piece of text.
    Think(String),
    /// Waits, by tokio's clock.
    Wait(Duration),
    /// Calls a tool.
    Call(ToolRequest),
    /// Gives something to be handed back.
    Keep(Kept),
    /// Tells what was counted.
    Usage(Usage),
    /// Ends by itself.
    Finish(FinishReason),
    /// Fails. As the first step of a script, the call itself fails.
    Fail(ModelError),
    /// Says nothing any more and never ends.
    Hang,
    /// Panics.
    Panic,
}

/// A provider for tests that plays scripts, one for each request. Without a script it says `ok`.
#[derive(Clone)]
pub struct FakeProvider {
    model: Model,
    titles: bool,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    scripts: VecDeque<Vec<FakeStep>>,
    requests: Vec<ModelRequest>,
    dropped: Vec<Instant>,
}

impl Default for FakeProvider {
    fn default() -> Self {
        Self::new()
    }
}

impl FakeProvider {
    /// A provider of one model named `fake`, of no known limit.
    pub fn new() -> Self {
        Self::named("fake")
    }

    /// A provider of one model of this name.
    pub fn named(model: &str) -> Self {
        Self {
            model: Model {
                id: model.into(),
                name: model.into(),
                default: true,
                context_tokens: None,
                description: None,
                provider: None,
                problem: None,
            },
            titles: false,
            state: Arc::default(),
        }
    }

    /// The same with a limit of tokens.
    #[must_use]
    pub fn with_context(mut self, tokens: u32) -> Self {
        self.model.context_tokens = Some(tokens);
        self
    }

    /// The same, of a provider of this name.
    #[must_use]
    pub fn with_provider(mut self, name: &str) -> Self {
        self.model.provider = Some(name.into());
        self
    }

    /// The same, asked for titles as well: a request more after a conversation's first answer.
    #[must_use]
    pub const fn with_titles(mut self) -> Self {
        self.titles = true;
        self
    }

    /// Adds the script for the next request that has none yet.
    pub fn script(&self, steps: Vec<FakeStep>) {
        self.state.lock().scripts.push_back(steps);
    }

    /// What was asked so far.
    pub fn requests(&self) -> Vec<ModelRequest> {
        self.state.lock().requests.clone()
    }

    /// When streams were dropped, whether they had ended or not.
    pub fn dropped(&self) -> Vec<Instant> {
        self.state.lock().dropped.clone()
    }
}

struct Playing {
    steps: VecDeque<FakeStep>,
    state: Arc<Mutex<State>>,
}

impl Drop for Playing {
    fn drop(&mut self) {
        self.state.lock().dropped.push(Instant::now());
    }
}

#[async_trait]
impl ModelProvider for FakeProvider {
    fn models(&self) -> Vec<Model> {
        vec![self.model.clone()]
    }

    async fn stream(&self, request: &ModelRequest) -> Result<ModelStream, ModelError> {
        let steps = {
            let mut state = self.state.lock();
            state.requests.push(request.clone());
            state.scripts.pop_front()
        };
        let mut steps = VecDeque::from(steps.unwrap_or_else(|| {
            vec![
                FakeStep::Say("ok".into()),
                FakeStep::Finish(FinishReason::Complete),
            ]
        }));
        if let Some(FakeStep::Fail(error)) = steps.front() {
            return Err(error.clone());
        }
        if matches!(steps.front(), Some(FakeStep::Wait(_)))
            && let Some(FakeStep::Wait(time)) = steps.pop_front()
        {
            tokio::time::sleep(time).await;
        }
        let state = Arc::clone(&self.state);
        Ok(Box::pin(stream::unfold(Playing { steps, state }, play)))
    }

    /// Only where a test says so, since tests count the requests that they script.
    fn makes_titles(&self, _model: &str) -> bool {
        self.titles
    }
}

async fn play(mut playing: Playing) -> Option<(Result<ModelDelta, ModelError>, Playing)> {
    loop {
        let said = match playing.steps.pop_front()? {
            FakeStep::Say(text) => ModelDelta::Piece {
                kind: DeltaKind::Text,
                text,
            },
            FakeStep::Think(text) => ModelDelta::Piece {
                kind: DeltaKind::Reasoning,
                text,
            },
            FakeStep::Call(call) => ModelDelta::ToolCall(call),
            FakeStep::Keep(kept) => ModelDelta::Keep(kept),
            FakeStep::Usage(usage) => ModelDelta::Usage(usage),
            FakeStep::Finish(reason) => ModelDelta::Finish(reason),
            FakeStep::Fail(error) => return Some((Err(error), playing)),
            FakeStep::Wait(time) => {
                tokio::time::sleep(time).await;
                continue;
            }
            FakeStep::Hang => std::future::pending().await,
            FakeStep::Panic => panic!("the script says so"),
        };
        return Some((Ok(said), playing));
    }
}
