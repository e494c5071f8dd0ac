use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::time::Instant;

/// How much is held at most, in bytes; about what a reader takes from the store at once.
pub(crate) const MOST: usize = 256 * 1024;

/// Frames that a reader wants written together, so that it wakes rarely (`batchMs`).
///
/// A first frame goes at once. What comes within the time after that is held, and then goes in one
/// write. Nothing is changed or reordered.
#[derive(Debug)]
pub(crate) struct Batch {
    every: Duration,
    frames: Vec<Bytes>,
    size: usize,
    /// Whether a frame is held that nothing may wait for.
    urgent: bool,
    /// When frames were last let go.
    last: Option<Instant>,
}

impl Batch {
    pub(crate) const fn new(every: Duration) -> Self {
        Self {
            every,
            frames: Vec::new(),
            size: 0,
            urgent: false,
            last: None,
        }
    }

    /// Takes a frame. An urgent one lets everything go that is held.
    pub(crate) fn push(&mut self, frame: Bytes, urgent: bool) {
        self.size += frame.len();
        self.urgent |= urgent;
        self.frames.push(frame);
    }

    /// When the frames that are held shall go; nothing if none are held or they may go at once.
    pub(crate) fn due(&self) -> Option<Instant> {
        if self.frames.is_empty() || self.urgent || self.size >= MOST {
            None
        } else {
            self.last.map(|last| last + self.every)
        }
    }

    /// All frames in one piece, if it is time.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<Bytes> {
        if self.due().is_none_or(|due| due <= now) {
            self.take(now)
        } else {
            None
        }
    }

    /// All frames in one piece, if there are any.
    pub(crate) fn take(&mut self, now: Instant) -> Option<Bytes> {
        if self.frames.is_empty() {
            return None;
        }
        self.last = Some(now);
        self.urgent = false;
        let size = std::mem::take(&mut self.size);
        if let [_] = self.frames.as_slice() {
            // Shared with other readers, so not copied.
            return self.frames.pop();
        }
        let mut whole = BytesMut::with_capacity(size);
        for frame in self.frames.drain(..) {
            whole.extend_from_slice(&frame);
        }
        Some(whole.freeze())
    }
}
