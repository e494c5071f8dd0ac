use std::collections::VecDeque;
use std::sync::Arc;
use std::task::Waker;

use parking_lot::Mutex;
use slab::Slab;
use thalweg_log::{Position, Seq, Timestamp};

use crate::{Frame, HubConfig};

/// The last events of one channel, shared by its readers, and the readers to wake.
#[derive(Debug)]
pub(crate) struct Tail {
    state: Mutex<State>,
    /// One slot for each reader, filled at its first poll. It stays for the reader's life, so that
    /// an append wakes without anybody registering anew. Apart from the frames, so that those who
    /// are woken can take them while others still are being woken.
    wakers: Mutex<Slab<Option<Waker>>>,
}

#[derive(Debug)]
struct State {
    frames: VecDeque<Arc<Frame>>,
    /// Sum of the frames' sizes.
    bytes: usize,
    /// Every event of the channel after this place is in `frames`, up to the hub's watermark.
    floor: Position,
    /// Frames were pushed since the readers were last woken.
    unwoken: bool,
    touched: Timestamp,
}

/// What a tail has for a reader.
pub(crate) enum Found {
    /// The reader is behind the tail; the store has what it needs.
    Behind,
    /// Everything up to the watermark was taken.
    All,
    /// The limit was reached at this place.
    UpTo(Position),
}

impl Tail {
    pub(crate) fn new(floor: Position, now: Timestamp) -> Self {
        let state = State {
            frames: VecDeque::new(),
            bytes: 0,
            floor,
            unwoken: false,
            touched: now,
        };
        Self {
            state: Mutex::new(state),
            wakers: Mutex::default(),
        }
    }

    /// Adds a frame, drops the oldest beyond the limits, and says by how much the size changed.
    pub(crate) fn push(&self, frame: Arc<Frame>, now: Timestamp, limits: &HubConfig) -> isize {
        let mut state = self.state.lock();
        let before = state.bytes;
        state.bytes += frame.size();
        state.frames.push_back(frame);
        state.unwoken = true;
        state.touched = now;
        while state.frames.len() > limits.tail_events || state.bytes > limits.tail_bytes {
            state.drop_oldest();
        }
        state.bytes.cast_signed() - before.cast_signed()
    }

    /// Takes frames after `after` up to `watermark`, at most `budget` bytes of data.
    pub(crate) fn take(
        &self,
        after: Position,
        watermark: Position,
        budget: usize,
        out: &mut Vec<Arc<Frame>>,
    ) -> Found {
        let state = self.state.lock();
        if after < state.floor {
            return Found::Behind;
        }
        let first = state
            .frames
            .partition_point(|frame| frame.event().position() <= after);
        let mut taken = 0;
        for frame in state.frames.range(first..) {
            let position = frame.event().position();
            if position > watermark {
                break;
            }
            out.push(Arc::clone(frame));
            taken += frame.event().data.len();
            if taken >= budget {
                return Found::UpTo(position);
            }
        }
        Found::All
    }

    /// The seq of the last event, if that is here.
    pub(crate) fn last_seq(&self) -> Option<Seq> {
        let state = self.state.lock();
        state.frames.back().map(|frame| frame.event().seq)
    }

    /// Adds a reader. Its slot stays until [`Tail::leave`].
    pub(crate) fn join(&self) -> usize {
        self.wakers.lock().insert(None)
    }

    pub(crate) fn set_waker(&self, slot: usize, waker: &Waker) {
        if let Some(kept) = self.wakers.lock().get_mut(slot) {
            *kept = Some(waker.clone());
        }
    }

    pub(crate) fn leave(&self, slot: usize) {
        self.wakers.lock().try_remove(slot);
    }

    /// Wakes the readers if anything came since the last call.
    pub(crate) fn wake(&self) {
        if !std::mem::take(&mut self.state.lock().unwoken) {
            return;
        }
        for (_, waker) in self.wakers.lock().iter() {
            if let Some(waker) = waker {
                waker.wake_by_ref();
            }
        }
    }

    /// Whether nobody reads it and nothing came since `before`.
    pub(crate) fn is_idle(&self, before: Timestamp) -> bool {
        self.wakers.lock().is_empty() && self.state.lock().touched < before
    }

    /// Drops the older half of the frames and says how many bytes that freed.
    pub(crate) fn shrink(&self) -> usize {
        let mut state = self.state.lock();
        let before = state.bytes;
        for _ in 0..state.frames.len().div_ceil(2) {
            state.drop_oldest();
        }
        before - state.bytes
    }

    pub(crate) fn bytes(&self) -> usize {
        self.state.lock().bytes
    }
}

impl State {
    fn drop_oldest(&mut self) {
        if let Some(frame) = self.frames.pop_front() {
            self.bytes -= frame.size();
            self.floor = frame.event().position();
        }
    }
}
