use std::cell::Cell;
use std::task::{Context, Poll};

use thalweg_hub::Item;
use thalweg_log::Cursor;
use thalweg_wire::{ErrorCode, Reset, ServerFrame, SocketReset, kind};
use tokio::io::{AsyncRead, AsyncWrite};

use super::{Connection, Failure, Items, News, say};
use crate::ws::CloseCode;

/// For so many items a thread keeps room.
const FEW: usize = 64;

thread_local! {
    /// Where a reader's items are taken to. One for a thread: they go on at once.
    static ITEMS: Cell<Items> = const { Cell::new(Items::new()) };
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Takes what there is to be written, as long as there is room; whether there was something.
    pub(super) fn poll_readers(&mut self, cx: &mut Context<'_>) -> bool {
        if self.closing.is_some() {
            return false;
        }
        self.poll_lost(cx) || self.poll_session(cx) | self.poll_subscriptions(cx)
    }

    /// Whether the session is lost to this connection, which ends it.
    fn poll_lost(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(session) = &mut self.session else {
            return false;
        };
        match session.link.poll_end(cx) {
            Poll::Pending => return false,
            Poll::Ready(News::TakenOver) => {
                self.close(CloseCode::TAKEN_OVER, "another connection took over");
            }
            Poll::Ready(News::Ended) => {
                let message = "Too many frames were not acknowledged; the session is over.";
                let code = ErrorCode::SessionEnded;
                let message = message.into();
                self.say(&say::error(None, Failure { code, message }));
                self.close(CloseCode::LATER, "the session is over");
            }
        }
        true
    }

    fn poll_session(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(session) = &mut self.session else {
            return false;
        };
        if self.out.is_full() {
            return false;
        }
        let mut items = Items::new();
        match session.reader.poll_next(cx, &mut items) {
            Poll::Ready(Ok(())) => {
                for item in items {
                    let event = match &item {
                        Item::Frame(frame) => frame.event(),
                        Item::Stored(event, _) => event,
                        Item::Reset(cursor, reset) => {
                            let frame = self.voice.frame(&reset_frame(*cursor, reset));
                            self.out.push(frame);
                            continue;
                        }
                    };
                    if event.seq.get() > session.after && event.kind != kind::SESSION_ENDED {
                        self.out.push(self.voice.session(event));
                    }
                }
                true
            }
            Poll::Ready(Err(error)) => {
                tracing::error!(%error, "a session cannot be read");
                self.close(CloseCode::LATER, "the store cannot be read");
                true
            }
            // How far calls are is said of calls whose beginning was said.
            Poll::Pending => match session.link.poll_progress(cx) {
                Poll::Pending => false,
                Poll::Ready(updates) => {
                    for update in updates {
                        self.say(&ServerFrame::ToolUpdate(update));
                    }
                    true
                }
            },
        }
    }

    fn poll_subscriptions(&mut self, cx: &mut Context<'_>) -> bool {
        let (mut moved, mut items) = (false, ITEMS.take());
        for subscription in &mut self.subscriptions {
            if self.out.is_full() {
                break;
            }
            let reader = &mut subscription.reader;
            match reader.poll_next(cx, &mut items) {
                Poll::Pending => {}
                Poll::Ready(Ok(())) => {
                    moved = true;
                    for item in items.drain(..) {
                        self.out.push(match &item {
                            Item::Frame(frame) => self.voice.shared(frame, reader.counters()),
                            Item::Stored(event, first) => self.voice.stored(event, *first),
                            Item::Reset(at, reset) => self.voice.frame(&reset_frame(*at, reset)),
                        });
                    }
                }
                Poll::Ready(Err(error)) => {
                    tracing::error!(%error, "a channel cannot be read");
                    self.close(CloseCode::LATER, "the store cannot be read");
                    return true;
                }
            }
        }
        if items.capacity() <= FEW {
            ITEMS.set(items);
        }
        if moved {
            // The one that was first is last the next time, so that none starves the others.
            self.subscriptions.rotate_left(1);
        }
        moved
    }
}

fn reset_frame(cursor: Cursor, reset: &Reset) -> ServerFrame {
    ServerFrame::Reset(SocketReset {
        cursor: Some(cursor.to_string()),
        reason: reset.reason,
        channels: reset.channels.clone(),
    })
}
