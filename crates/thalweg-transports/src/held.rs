use std::collections::VecDeque;
use std::time::Duration;

use thalweg_hub::Item;
use thalweg_log::{Event, EventClass};
use thalweg_wire::join_tokens;
use tokio::time::Instant;

use crate::batch::MOST;

/// Tokens that a reader wants joined over a time of its own (`flushMs`).
#[derive(Debug)]
pub(crate) struct Held {
    every: Duration,
    tokens: Vec<Event>,
    /// The bytes of their data.
    size: usize,
    /// When tokens were last let go.
    last: Option<Instant>,
}

impl Held {
    pub(crate) const fn new(every: Duration) -> Self {
        Self {
            every,
            tokens: Vec::new(),
            size: 0,
            last: None,
        }
    }

    /// Takes the tokens out of `items`. They are let go, joined, when their time has come or when
    /// something else comes after them, which waits for nothing; and when they are [`MOST`] bytes, so
    /// that catching up is not slowed down and what a reader holds has a limit.
    pub(crate) fn sort(&mut self, items: &mut VecDeque<Item>, now: Instant) {
        let mut out = VecDeque::with_capacity(items.len());
        for item in items.drain(..) {
            match item {
                Item::Frame(frame) if frame.event().class == EventClass::Transient => {
                    self.push(frame.event().clone(), &mut out, now);
                }
                Item::Stored(event, _) if event.class == EventClass::Transient => {
                    self.push(event, &mut out, now);
                }
                other => {
                    self.release(&mut out, now);
                    out.push_back(other);
                }
            }
        }
        if self.due().is_none_or(|due| due <= now) {
            self.release(&mut out, now);
        }
        *items = out;
    }

    fn push(&mut self, token: Event, out: &mut VecDeque<Item>, now: Instant) {
        self.size += token.data.len();
        self.tokens.push(token);
        if self.size >= MOST {
            self.release(out, now);
        }
    }

    /// When the tokens that are held shall go; nothing if none are held or they may go at once.
    pub(crate) fn due(&self) -> Option<Instant> {
        if self.tokens.is_empty() {
            None
        } else {
            self.last.map(|last| last + self.every)
        }
    }

    pub(crate) fn release(&mut self, out: &mut VecDeque<Item>, now: Instant) {
        if !self.tokens.is_empty() {
            self.size = 0;
            let joined = join_tokens(std::mem::take(&mut self.tokens));
            out.extend(
                joined
                    .into_iter()
                    .map(|(event, first)| Item::Stored(event, first)),
            );
            self.last = Some(now);
        }
    }
}
