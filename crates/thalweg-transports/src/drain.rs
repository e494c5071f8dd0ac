use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use thalweg_hub::{Item, Reader};
use thalweg_log::{Clock, Cursor, Event, EventClass};
use thalweg_wire::{
    Done, Expired, Reconnect, encode_sse, encode_sse_comment, encode_sse_control,
    encode_sse_wrapped, kind,
};
use tokio::time::{Instant, Sleep, sleep_until};
use uuid::Uuid;

use crate::batch::Batch;
use crate::held::Held;
use crate::{CloseReason, Control, DrainConfig, Shape, StreamHandle, Until};

/// After how long a silence a stream that filters tells its advanced place.
const WELCOME_AGAIN: Duration = Duration::from_secs(60);

/// A body was broken off, so that it cannot be taken for whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stream was broken off: {0}")]
pub struct Broken(pub CloseReason);

/// For so many events a stream that rests keeps room.
const FEW: usize = 4;

/// A stream: the bytes of what a reader is given, as long as its control lets it.
pub struct Drain {
    reader: Reader,
    handle: StreamHandle,
    config: DrainConfig,
    clock: Arc<dyn Clock>,
    held: Option<Held>,
    batch: Option<Batch>,
    items: VecDeque<Item>,
    bytes: VecDeque<Bytes>,
    /// When bytes were last given.
    last: Instant,
    /// When something but a sign of life was last given, and the place that the reader knows.
    told: (Instant, Cursor),
    timer: Pin<Box<Sleep>>,
    /// What is said to the reader once it has all that there is, if it is to go.
    leaving: Option<Bytes>,
    ended: bool,
}

impl Drain {
    /// Prepares a stream; its first bytes are `retry:` and `welcome`.
    pub fn new(
        reader: Reader,
        handle: StreamHandle,
        config: DrainConfig,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let now = Instant::now();
        let mut bytes = VecDeque::new();
        bytes.push_back(Bytes::from(format!("retry: {}\n\n", config.retry_ms)));
        let reset = config.reset.as_ref();
        let start = reset.map_or_else(|| reader.cursor(), |place| place.named);
        bytes.push_back(control(kind::WELCOME, Some(start), &config.welcome));
        if let Some(place) = reset {
            bytes.push_back(control(kind::RESET, Some(place.goes_on), &place.reset));
        }
        let start = reset.map_or(start, |place| place.goes_on);
        let held = (!config.flush.is_zero()).then(|| Held::new(config.flush));
        let batch = (!config.batch.is_zero()).then(|| Batch::new(config.batch));
        Self {
            reader,
            handle,
            config,
            clock,
            held,
            batch,
            items: VecDeque::new(),
            bytes,
            last: now,
            told: (now, start),
            timer: Box::pin(sleep_until(now)),
            leaving: None,
            ended: false,
        }
    }

    /// The stream's id.
    pub const fn id(&self) -> Uuid {
        self.handle.id()
    }

    /// The next bytes, whole frames; nothing more after a clean end.
    pub fn poll_bytes(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Broken>>> {
        loop {
            if let Some(bytes) = self.bytes.pop_front() {
                self.last = Instant::now();
                return Poll::Ready(Some(Ok(bytes)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            if let Err(broken) = self.listen(cx) {
                self.ended = true;
                return Poll::Ready(Some(Err(broken)));
            }
            if !self.bytes.is_empty() {
                continue;
            }
            match self.reader.poll_next(cx, &mut self.items) {
                Poll::Ready(Ok(())) => {
                    if let Some(held) = &mut self.held {
                        held.sort(&mut self.items, Instant::now());
                    }
                    self.write_items();
                }
                Poll::Ready(Err(error)) => {
                    tracing::error!(stream.id = %self.id(), %error, "a stream was broken off");
                    self.ended = true;
                    return Poll::Ready(Some(Err(Broken(CloseReason::StoreFailed))));
                }
                Poll::Pending => {
                    if !self.leave() && !self.tick(cx) {
                        put_away(&mut self.items);
                        put_away(&mut self.bytes);
                        return Poll::Pending;
                    }
                }
            }
        }
    }

    /// Obeys what was said to the stream.
    fn listen(&mut self, cx: &Context<'_>) -> Result<(), Broken> {
        while let Some(command) = self.handle.inbox.poll(cx.waker()) {
            match command {
                Control::Prolong(until) => {
                    if self.config.expires_at.is_some_and(|end| end < until) {
                        self.config.expires_at = Some(until);
                        self.config.welcome.expires_at = Some(until.into());
                    }
                    continue;
                }
                Control::Expire => self.expire(),
                Control::Drain { retry_ms, reason } => {
                    let data = Reconnect { retry_ms, reason };
                    self.leaving = Some(control(kind::RECONNECT, None, &data));
                }
                Control::Close(reason) => return Err(Broken(reason)),
            }
            return Ok(());
        }
        if self
            .config
            .expires_at
            .is_some_and(|end| end <= self.clock.now())
        {
            self.expire();
        }
        Ok(())
    }

    /// Sends the reader elsewhere if it is to go, now that it has all that there is: the end of a
    /// run that was committed on the way down comes before the farewell.
    fn leave(&mut self) -> bool {
        let Some(frame) = self.leaving.take() else {
            return false;
        };
        self.end_with(frame);
        true
    }

    fn expire(&mut self) {
        let at = self.clock.now().into();
        self.end_with(control(kind::EXPIRED, None, &Expired { at }));
    }

    /// Ends the stream with a word of its own, after everything that is held back.
    fn end_with(&mut self, frame: Bytes) {
        let now = Instant::now();
        if let Some(held) = &mut self.held {
            held.release(&mut self.items, now);
            self.write_items();
        }
        let batch = self.batch.as_mut().and_then(|batch| batch.take(now));
        self.bytes.extend(batch);
        self.bytes.push_back(frame);
        self.ended = true;
    }

    fn write_items(&mut self) {
        while let Some(item) = self.items.pop_front() {
            if self.ended {
                // What comes after the end belongs to somebody else.
                self.items.clear();
                break;
            }
            let counters = self.reader.counters();
            let (bytes, cursor) = match &item {
                Item::Reset(cursor, reset) => (control(kind::RESET, Some(*cursor), reset), *cursor),
                Item::Frame(frame) => {
                    if !self.wants(frame.event()) {
                        continue;
                    }
                    let bytes = match self.config.shape {
                        Shape::Bare => frame.sse(counters),
                        Shape::Wrapped => frame.sse_wrapped(counters),
                    };
                    self.ended = self.ends(frame.event());
                    (bytes, frame.event().cursor)
                }
                Item::Stored(event, first) => {
                    if !self.wants(event) {
                        continue;
                    }
                    let bytes = match self.config.shape {
                        Shape::Bare => encode_sse(event),
                        Shape::Wrapped => encode_sse_wrapped(event, *first),
                    };
                    self.ended = self.ends(event);
                    (bytes, event.cursor)
                }
            };
            match &mut self.batch {
                Some(batch) => batch.push(bytes, self.ended || is_urgent(&item)),
                None => self.bytes.push_back(bytes),
            }
            self.told = (Instant::now(), cursor);
        }
        self.write_batch();
    }

    /// Writes what is held together, if it is time; whether it did.
    fn write_batch(&mut self) -> bool {
        let now = Instant::now();
        let due = self.batch.as_mut().and_then(|batch| batch.take_due(now));
        let did = due.is_some();
        self.bytes.extend(due);
        did
    }

    /// What ends the stream comes through every filter: its reader would wait for ever.
    fn wants(&self, event: &Event) -> bool {
        let types = &self.config.types;
        types.is_empty()
            || types.iter().any(|wanted| wanted == event.kind.as_str())
            || self.ends(event)
    }

    fn ends(&self, event: &Event) -> bool {
        let deleted = event.kind == kind::DELETED;
        match self.config.until {
            Until::Forever => false,
            Until::Deleted(after) => deleted && event.position() > after,
            Until::Done(run) => {
                let done = event.kind == kind::DONE
                    && serde_json::from_slice::<Done>(&event.data).is_ok_and(|d| d.run_id == run);
                done || deleted
            }
            Until::Terminal => event.class == EventClass::Terminal,
        }
    }

    /// Does what time demands; whether it did something. Else the timer is set for what is next.
    fn tick(&mut self, cx: &mut Context<'_>) -> bool {
        let now = Instant::now();
        let heartbeat = Duration::from_millis(self.config.welcome.heartbeat_ms.into());
        if let Some(held) = &mut self.held
            && held.due().is_some_and(|due| due <= now)
        {
            held.release(&mut self.items, now);
            self.write_items();
            return true;
        }
        if self.write_batch() {
            return true;
        }
        let cursor = self.reader.cursor();
        let passed_over = !self.config.types.is_empty() && cursor != self.told.1;
        let welcome = passed_over.then(|| self.told.0 + WELCOME_AGAIN);
        if welcome.is_some_and(|due| due <= now) {
            self.bytes
                .push_back(control(kind::WELCOME, Some(cursor), &self.config.welcome));
            self.told = (now, cursor);
            return true;
        }
        if now >= self.last + heartbeat {
            self.bytes.push_back(encode_sse_comment());
            return true;
        }
        let expiry = self
            .config
            .expires_at
            .map(|end| now + end.since(self.clock.now()));
        let held = self.held.as_ref().and_then(Held::due);
        let batch = self.batch.as_ref().and_then(Batch::due);
        let due = [held, batch, expiry, welcome].into_iter().flatten();
        let next = due.fold(self.last + heartbeat, Instant::min);
        if self.timer.deadline() != next {
            self.timer.as_mut().reset(next);
        }
        self.timer.as_mut().poll(cx).is_ready()
    }
}

/// Gives back the room of a queue that has become long: a stream that rests keeps nothing of what it
/// caught up with, and one that goes on as it did makes no room anew for every event.
fn put_away<T>(queue: &mut VecDeque<T>) {
    if queue.is_empty() && queue.capacity() > FEW {
        *queue = VecDeque::new();
    }
}

/// What a reader that wants events together waits for all the same: the end of a run or job, and that
/// something cannot be replayed.
fn is_urgent(item: &Item) -> bool {
    let event = match item {
        Item::Reset(..) => return true,
        Item::Frame(frame) => frame.event(),
        Item::Stored(event, _) => event,
    };
    event.class == EventClass::Terminal || event.kind == kind::DELETED
}

fn control(kind: &str, cursor: Option<Cursor>, data: &impl serde::Serialize) -> Bytes {
    // The wire's own types always are JSON.
    let data = serde_json::to_string(data).unwrap_or_else(|_| "{}".into());
    encode_sse_control(kind, cursor, &data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_that_was_long_is_put_away_when_it_is_empty() {
        let mut queue: VecDeque<u8> = (0..100).collect();
        put_away(&mut queue);
        assert_eq!(queue.len(), 100, "what waits stays");
        queue.clear();
        put_away(&mut queue);
        assert_eq!(queue.capacity(), 0);
        let mut short = VecDeque::with_capacity(FEW);
        short.push_back(1);
        short.clear();
        let room = short.capacity();
        put_away(&mut short);
        assert_eq!(short.capacity(), room);
    }
}
