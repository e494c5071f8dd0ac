use std::future::Future as _;
use std::task::Context;

use thalweg_wire::{Draining, ServerFrame, SocketLimits, SocketWelcome};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Connection, FRAME_BYTES, SUBSCRIPTIONS};
use crate::ws::{CloseCode, ping_frame};
use crate::{CloseReason, Control};

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Says which session this connection belongs to.
    pub(super) fn welcome(&mut self, session: Uuid, resumed: bool, seq: u64) {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let heartbeat = self.config.heartbeat.as_millis();
        self.say(&ServerFrame::Welcome(SocketWelcome {
            stream_id: self.handle.id(),
            session_id: session,
            resumed,
            heartbeat_ms: u32::try_from(heartbeat).unwrap_or(u32::MAX),
            seq,
            expires_at: self.config.expires_at.map(Into::into),
            limits: SocketLimits {
                frame_bytes: number(FRAME_BYTES),
                subscriptions: number(SUBSCRIPTIONS),
                unacked: self.config.unacked,
            },
        }));
    }

    /// Obeys what was said to the connection from inside.
    pub(super) fn listen(&mut self, cx: &Context<'_>) {
        while let Some(command) = self.handle.inbox.poll(cx.waker()) {
            match command {
                Control::Prolong(until) => {
                    if self.config.expires_at.is_some_and(|end| end < until) {
                        self.config.expires_at = Some(until);
                    }
                    continue;
                }
                Control::Expire => self.expire(),
                Control::Drain { retry_ms, .. } => self.leaving = Some(retry_ms),
                Control::Close(CloseReason::Shutdown) => {
                    self.close(CloseCode::GOING_AWAY, "the server ends");
                }
                Control::Close(CloseReason::StoreFailed) => {
                    self.close(CloseCode::LATER, "the store cannot be read");
                }
                Control::Close(CloseReason::TakenOver) => {
                    self.close(CloseCode::TAKEN_OVER, "another connection took over");
                }
            }
            return;
        }
        let clock = self.hub.clock();
        let expires_at = self.config.expires_at;
        if expires_at.is_some_and(|end| end <= clock.now()) {
            self.expire();
        }
    }

    fn expire(&mut self) {
        self.close(CloseCode::CREDENTIAL, "the credential ended");
    }

    /// Sends the client elsewhere if it is to go, now that it has all that there is and all that it
    /// asked for is answered.
    pub(super) fn leave(&mut self) -> bool {
        if self.closing.is_some() || !self.works.is_empty() {
            return false;
        }
        let Some(retry_ms) = self.leaving.take() else {
            return false;
        };
        self.say(&ServerFrame::Draining(Draining { retry_ms }));
        self.close(CloseCode::RESTART, "the server restarts");
        true
    }

    /// Does what time demands; whether it did something. Else the timer is set for what is next.
    pub(super) fn tick(&mut self, cx: &mut Context<'_>) -> bool {
        let now = Instant::now();
        let (heard, is_asked) = self.heard;
        // A client that takes no bytes cannot have heard the question; the socket has a limit for it.
        let is_asked = is_asked || self.out.is_blocked();
        let due = heard + self.config.heartbeat * if is_asked { 2 } else { 1 };
        if due <= now {
            if !is_asked {
                self.heard.1 = true;
                self.out.push(ping_frame(b""));
                return true;
            }
            if !self.out.is_blocked() {
                self.close(CloseCode::NO_HEARTBEAT, "nothing was heard for too long");
                return true;
            }
        }
        let clock = self.hub.clock();
        let expiry = self.config.expires_at;
        let expiry = expiry.map(|end| now + end.since(clock.now()));
        let due = (due > now).then_some(due);
        let next = [due, expiry].into_iter().flatten().min();
        // Blocked, and silent for long: the next byte that the client takes wakes us.
        let next = next.unwrap_or(now + self.config.heartbeat);
        self.wake_by(next, now, cx)
    }

    /// Has the task woken at `next` or before; whether it is to look again now. What is heard puts `next`
    /// off: the timer stays, and what it wakes for is found to be due later. What is said does not touch
    /// it at all.
    fn wake_by(&mut self, next: Instant, now: Instant, cx: &mut Context<'_>) -> bool {
        let armed = self.armed.as_ref();
        if armed.is_some_and(|(at, whom)| now < *at && *at <= next && whom.will_wake(cx.waker())) {
            return false;
        }
        self.timer.as_mut().reset(next);
        self.armed = Some((next, cx.waker().clone()));
        self.timer.as_mut().poll(cx).is_ready()
    }
}
