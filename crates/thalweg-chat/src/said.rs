use std::collections::BTreeMap;
use std::time::Duration;

use thalweg_wire::{ChatMessage, Usage};
use tokio::time::Instant;
use uuid::Uuid;

use crate::estimate::{PARTS, parts_of};
use crate::events::json;
use crate::gather::Gather;
use crate::jobs::OpenJob;
use crate::{DeltaKind, Kept, ModelRequest, ToolRequest};

/// What the model said so far, and when.
pub(crate) struct Said {
    pub(crate) gather: Gather,
    pub(crate) usage: Option<Usage>,
    /// What it counted in earlier rounds.
    spent: Option<Usage>,
    /// How much it said since a call was last counted, in parts of a token.
    heard: usize,
    /// What all calls took in tokens: as the model counted, estimated where it did not.
    pub(crate) counted: u64,
    pub(crate) kept: Option<Kept>,
    /// What is to be handed back with earlier rounds, by the id of their first call.
    pub(crate) rounds: BTreeMap<String, Kept>,
    pub(crate) first: Option<Instant>,
    /// How long it waited for its tools.
    pub(crate) away: Duration,
    pub(crate) anything: bool,
    /// What it calls for in this round.
    pub(crate) calls: Vec<ToolRequest>,
    /// Jobs that end with the run.
    pub(crate) open: Vec<OpenJob>,
}

impl Said {
    /// Nothing yet. `base` is the message as it was, if it is written on.
    pub(crate) fn new(message: Uuid, base: Option<&ChatMessage>) -> Self {
        Self {
            gather: match base {
                Some(base) => Gather::after(base.id, base.parts.clone(), base.tool_calls.clone()),
                None => Gather::new(message),
            },
            usage: None,
            spent: None,
            heard: 0,
            counted: 0,
            kept: None,
            rounds: BTreeMap::new(),
            first: None,
            away: Duration::ZERO,
            // A model that has nothing to add to an answer finds it complete.
            anything: base.is_some(),
            calls: Vec::new(),
            open: Vec::new(),
        }
    }

    pub(crate) fn hear(&mut self, kind: DeltaKind, text: &str) {
        if text.is_empty() {
            return;
        }
        self.heard += parts_of(text);
        self.anything |= kind == DeltaKind::Text;
        self.first.get_or_insert_with(Instant::now);
        self.gather.push(kind, text);
    }

    /// Counts what a call took that has ended.
    pub(crate) fn count(&mut self, request: &ModelRequest) {
        let calls = self.calls.iter();
        let called: usize = calls.map(|call| parts_of(&call.arguments)).sum();
        let said = std::mem::take(&mut self.heard) + called;
        let tokens = match self.usage {
            Some(usage) => u64::from(usage.input_tokens) + u64::from(usage.output_tokens),
            None => u64::from(request.estimated_tokens()) + said.div_ceil(PARTS) as u64,
        };
        self.counted = self.counted.saturating_add(tokens);
    }

    /// What is heard from now on is of another request. Gives what is to be handed back with this
    /// round, whose first call is `call`.
    pub(crate) fn end_round(&mut self, call: Option<&str>) -> Option<Kept> {
        self.spent = self.whole_usage();
        self.usage = None;
        let kept = self.kept.take();
        if let (Some(call), Some(kept)) = (call, &kept) {
            self.rounds.insert(call.to_owned(), kept.clone());
        }
        kept
    }

    /// What was counted in all rounds together.
    pub(crate) fn whole_usage(&self) -> Option<Usage> {
        let sum = |a: Usage, b: Usage| Usage {
            input_tokens: a.input_tokens.saturating_add(b.input_tokens),
            output_tokens: a.output_tokens.saturating_add(b.output_tokens),
        };
        match (self.spent, self.usage) {
            (Some(spent), Some(usage)) => Some(sum(spent, usage)),
            (spent, usage) => spent.or(usage),
        }
    }

    /// Takes what is to be handed back. More than `most` bytes of JSON are not kept, and an answer
    /// without them is still one.
    pub(crate) fn keep(&mut self, kept: Kept, most: usize) {
        self.kept = Some(kept).filter(|kept| json(kept).len() <= most);
    }
}
