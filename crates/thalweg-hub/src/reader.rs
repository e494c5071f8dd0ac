use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use thalweg_log::{
    ChannelName, Cursor, Event, Page, Position, ReadLimit, Seq, Snapshots, Standing, StoreError,
    Trimmed,
};
use thalweg_wire::{LostChannel, Reset, ResetReason, join_tokens};

use crate::tail::{Found, Tail};
use crate::{Counters, Frame, Hub};

/// Bytes of data that one step takes from a hot tail at most, an event more or less.
const STEP_BYTES: usize = 64 * 1024;

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
    work: Option<Pending>,
    /// A reset that is told once everything before its place was read from the other channels.
    reset: Option<PendingReset>,
    frames: Vec<Arc<Frame>>,
}

enum Pending {
    Read(Work<Page>),
    /// The present state of everything, for a place that this log does not know.
    Restart(ResetReason, Work<Snapshots>),
    /// The present state of one channel that lost events.
    Trimmed(Trimmed, Work<Snapshots>),
}

struct PendingReset {
    channel: ChannelName,
    target: Position,
    reset: Box<Reset>,
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
        let mut work = None;
        let at = match start {
            // Read after the tails were joined, so that nothing falls between.
            Start::Now => hub.tails().watermark(),
            Start::AfterPosition(position) => position,
            Start::After(cursor) => {
                let store = hub.store();
                let reason = match store.lineage().standing(cursor, store.head()) {
                    Standing::Known => None,
                    Standing::EpochChanged => Some(ResetReason::EpochChanged),
                    Standing::Unknown => Some(ResetReason::UnknownCursor),
                };
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
            work,
            reset: None,
            frames: Vec::new(),
        }
    }

    /// The place up to which everything was given.
    pub fn cursor(&self) -> Cursor {
        self.hub.cursor_at(self.at)
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
            channels.retain(|channel| *channel != reset.channel);
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
                self.lose(lost, states?);
                false
            }
        };
        Poll::Ready(Ok(done))
    }

    fn take_page(&mut self, page: Page, out: &mut VecDeque<Item>) -> bool {
        // One channel after the other, the one that lost least first: what the others still hold
        // before its place is read before its reset is told.
        if let Some(lost) = page.trimmed.into_iter().min_by_key(|lost| lost.up_to) {
            let work = snapshot(&self.hub, std::slice::from_ref(&lost.channel));
            self.work = Some(Pending::Trimmed(lost, work));
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

    /// Goes on from the present state of all channels, or, if none has one, from the oldest event.
    fn restart(&mut self, reason: ResetReason, states: Snapshots, out: &mut VecDeque<Item>) {
        let stateless = states.states.iter().all(|(_, state)| state.is_none());
        self.at = if stateless {
            Position::ZERO
        } else {
            states.cursor.position()
        };
        let channels = states
            .states
            .into_iter()
            .map(|(channel, state)| LostChannel {
                channel: channel.as_str().into(),
                lost_from: None,
                lost_to: None,
                snapshot: state.and_then(|json| serde_json::from_slice(&json).ok()),
            });
        let reset = Box::new(Reset {
            reason,
            channels: channels.collect(),
        });
        Counters::add(&self.counters().resets, 1);
        out.push_back(Item::Reset(self.hub.cursor_at(self.at), reset));
    }

    /// Prepares to tell that one channel lost events: at its present state, or where it begins.
    fn lose(&mut self, lost: Trimmed, states: Snapshots) {
        let state = states.states.into_iter().find_map(|(_, state)| state);
        let target = if state.is_some() {
            states.cursor.position()
        } else {
            lost.up_to
        };
        let entry = LostChannel {
            channel: lost.channel.as_str().into(),
            lost_from: Some(lost.lost_from.get()),
            lost_to: Some(lost.lost_to.get()),
            snapshot: state.and_then(|json| serde_json::from_slice(&json).ok()),
        };
        let reset = Box::new(Reset {
            reason: ResetReason::Trimmed,
            channels: vec![entry],
        });
        self.reset = Some(PendingReset {
            channel: lost.channel,
            target,
            reset,
        });
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
