mod resets;

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use thalweg_log::{
    ChannelName, Cursor, Event, Page, Position, ReadLimit, Seq, Snapshots, StoreError, Trimmed,
};
use thalweg_wire::{Reset, ResetReason, join_tokens};

use self::resets::PendingReset;
use crate::tail::{Found, Tail};
use crate::{Counters, Frame, Hub};

/// Bytes of data that one step takes from a hot tail at most, an event more or less.
const STEP_BYTES: usize = 64 * 1024;

/// For so many frames a reader that has caught up keeps room.
const FEW: usize = 16;

/// Where a reader begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// With what comes from now on.
    Now,
    /// After a place that a client named; a place that this log does not know leads to a reset.
    After(Cursor),
    /// After a place that the server itself knows.
    AfterPosition(Position),
}

/// What a reader is given, in the order of the log.
#[derive(Debug)]
pub enum Item {
    /// An event from the hot tail, whose bytes are shared.
    Frame(Arc<Frame>),
    /// An event read from the store, joined with its neighbours where it is a token; then the
    /// second value is the first seq that it holds.
    Stored(Event, Option<Seq>),
    /// Something cannot be replayed. The reader goes on after the cursor.
    Reset(Cursor, Box<Reset>),
}

type Work<T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send>>;

/// A place in the log and the channels to read from it. Dropping it leaves no trace.
pub struct Reader {
    hub: Hub,
    channels: Vec<ChannelName>,
    tails: Vec<(Arc<Tail>, usize)>,
    at: Position,
    waker: Option<Waker>,
    /// The place that a client named and this log does not know, until the reader was told.
    unknown: Option<Cursor>,
    work: Option<Pending>,
    /// A reset that is told once everything before its place was read from the other channels.
    reset: Option<PendingReset>,
    frames: Vec<Arc<Frame>>,
}

enum Pending {
    Read(Work<Page>),
    /// The present state of everything, for a place that this log does not know.
    Restart(ResetReason, Work<Snapshots>),
    /// The present state of the one channel that is read and lost events.
    Trimmed(Trimmed, Work<Snapshots>),
}

impl Reader {
    pub(crate) fn new(hub: Hub, channels: &[ChannelName], start: Start) -> Self {
        let now = hub.clock().now();
        let join = |channel| {
            let tail = hub.tails().get(channel, now);
            let slot = tail.join();
            (tail, slot)
        };
        let tails = channels.iter().map(join).collect();
        let (mut work, mut unknown) = (None, None);
        let at = match start {
            // Read after the tails were joined, so that nothing falls between.
            Start::Now => hub.tails().watermark(),
            Start::AfterPosition(position) => position,
            Start::After(cursor) => {
                let reason = hub.unknown(cursor);
                unknown = reason.map(|_| cursor);
                work = reason.map(|reason| Pending::Restart(reason, snapshot(&hub, channels)));
                cursor.position()
            }
        };
        let channels = channels.to_vec();
        Self {
            hub,
            channels,
            tails,
            at,
            waker: None,
            unknown,
            work,
            reset: None,
            frames: Vec::new(),
        }
    }

    /// The place up to which everything was given. A place that this log does not know stays as the
    /// client named it until the reset is given: whoever is cut before comes back to be told.
    pub fn cursor(&self) -> Cursor {
        self.unknown.unwrap_or_else(|| self.hub.cursor_at(self.at))
    }

    /// The channels that it reads.
    pub fn channels(&self) -> &[ChannelName] {
        &self.channels
    }

    /// The hub's counters, which [`Frame::sse`] asks for.
    pub fn counters(&self) -> &Counters {
        self.hub.counters()
    }

    /// Appends what comes next to `out`, at least one item and about 64 KiB; pending at the head.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read. The reader's place stays good.
    pub fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut VecDeque<Item>,
    ) -> Poll<Result<(), StoreError>> {
        self.register(cx.waker());
        loop {
            if self.work.is_some() {
                if ready!(self.poll_work(cx, out))? {
                    return Poll::Ready(Ok(()));
                }
                continue;
            }
            if let Some(due) = self.reset.take_if(|reset| self.at >= reset.target) {
                Counters::add(&self.counters().resets, 1);
                out.push_back(Item::Reset(self.hub.cursor_at(due.target), due.reset));
                return Poll::Ready(Ok(()));
            }
            if self.reset.is_some() {
                self.read_store();
                continue;
            }
            let watermark = self.hub.tails().watermark();
            if self.at >= watermark {
                return Poll::Pending;
            }
            if !self.take_tails(watermark) {
                self.read_store();
                continue;
            }
            if !self.frames.is_empty() {
                out.extend(self.frames.drain(..).map(Item::Frame));
                if self.frames.capacity() > FEW {
                    self.frames = Vec::new();
                }
                return Poll::Ready(Ok(()));
            }
        }
    }

    /// The next items, for callers that wait for nothing else.
    ///
    /// # Errors
    /// As [`Reader::poll_next`].
    pub async fn next(&mut self) -> Result<Vec<Item>, StoreError> {
        let mut out = VecDeque::new();
        std::future::poll_fn(|cx| self.poll_next(cx, &mut out)).await?;
        Ok(out.into())
    }

    fn register(&mut self, waker: &Waker) {
        if self
            .waker
            .as_ref()
            .is_some_and(|kept| kept.will_wake(waker))
        {
            return;
        }
        for (tail, slot) in &self.tails {
            tail.set_waker(*slot, waker);
        }
        self.waker = Some(waker.clone());
    }

    /// Takes what the hot tails hold up to `watermark`; `false` if the reader is behind one.
    fn take_tails(&mut self, watermark: Position) -> bool {
        let mut up_to = watermark;
        for (tail, _) in &self.tails {
            match tail.take(self.at, watermark, STEP_BYTES, &mut self.frames) {
                Found::Behind => {
                    self.frames.clear();
                    return false;
                }
                Found::All => {}
                // Beyond the first limit reached, another channel's events could be missing.
                Found::UpTo(position) => up_to = up_to.min(position),
            }
        }
        if self.tails.len() > 1 {
            self.frames
                .retain(|frame| frame.event().position() <= up_to);
            self.frames
                .sort_unstable_by_key(|frame| frame.event().position());
        }
        self.at = up_to;
        true
    }

    fn read_store(&mut self) {
        Counters::add(&self.counters().store_reads, 1);
        let store = Arc::clone(self.hub.store());
        let (mut channels, after) = (self.channels.clone(), self.at);
        if let Some(reset) = &self.reset {
            channels.retain(|channel| !reset.without.contains(channel));
        }
        self.work = Some(Pending::Read(Box::pin(async move {
            store.read(&channels, after, ReadLimit::default()).await
        })));
    }

    /// Goes on with what was begun; whether `out` was given something.
    fn poll_work(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut VecDeque<Item>,
    ) -> Poll<Result<bool, StoreError>> {
        let done = match &mut self.work {
            None => return Poll::Ready(Ok(false)),
            Some(Pending::Read(work)) => {
                let page = ready!(work.as_mut().poll(cx));
                self.work = None;
                self.take_page(page?, out)
            }
            Some(Pending::Restart(reason, work)) => {
                let (reason, states) = (*reason, ready!(work.as_mut().poll(cx)));
                self.work = None;
                self.restart(reason, states?, out);
                true
            }
            Some(Pending::Trimmed(lost, work)) => {
                let (lost, states) = (lost.clone(), ready!(work.as_mut().poll(cx)));
                self.work = None;
                self.lose_with(&lost, states?);
                false
            }
        };
        Poll::Ready(Ok(done))
    }

    fn take_page(&mut self, page: Page, out: &mut VecDeque<Item>) -> bool {
        if !page.trimmed.is_empty() {
            self.lose(page.trimmed);
            return false;
        }
        let target = self
            .reset
            .as_ref()
            .map_or(Position::MAX, |reset| reset.target);
        let events = page
            .events
            .into_iter()
            .filter(|event| event.position() <= target)
            .collect();
        self.at = page.up_to.max(self.at).min(target);
        let before = out.len();
        out.extend(
            join_tokens(events)
                .into_iter()
                .map(|(event, first)| Item::Stored(event, first)),
        );
        out.len() > before
    }
}

fn snapshot(hub: &Hub, channels: &[ChannelName]) -> Work<Snapshots> {
    let (store, channels) = (Arc::clone(hub.store()), channels.to_vec());
    Box::pin(async move { store.snapshot(&channels).await })
}

impl Drop for Reader {
    fn drop(&mut self) {
        for (tail, slot) in &self.tails {
            tail.leave(*slot);
        }
    }
}
