//! One WebSocket: what a client says is obeyed, what it follows is written, by one future.
//!
//! There is no queue for a connection. What is to be written is taken from the shared tails, or from
//! the store, when the socket takes bytes; while it takes none, nothing is taken and nothing is read.

mod closing;
mod commands;
mod config;
mod listen;
mod obey;
mod outbox;
mod read;
mod say;
mod strikes;
mod work;
mod write;

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::BytesMut;
use thalweg_hub::{Hub, Item, Reader};
use thalweg_log::{ChannelName, Cursor};
use thalweg_wire::ServerFrame;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, Sleep, sleep_until};

pub use self::closing::turn_away;
pub use self::commands::{AckRefused, Commands, Failure, News, Resumed, SessionLink, Work};
pub use self::config::ConnectionConfig;
use self::outbox::Outbox;
use self::say::Voice;
use self::strikes::Strikes;
use self::work::Done;
use super::{Decoder, DecoderConfig};
use crate::StreamHandle;

/// The longest frame of a client, in bytes.
const FRAME_BYTES: usize = 256 * 1024;
/// The most channels that a connection follows at once.
const SUBSCRIPTIONS: usize = 100;
/// How many things a client may have under way; more are not read before one is done.
const WORKS: usize = 32;
/// After how many turns others get their turn.
const TURNS: usize = 32;

/// A connection, from its `welcome` to its end. It is done when nothing can be said any more.
pub struct Connection<S> {
    socket: S,
    handle: StreamHandle,
    hub: Hub,
    commands: Arc<dyn Commands>,
    config: ConnectionConfig,
    voice: Voice,
    decoder: Decoder,
    /// Bytes that make no whole frame yet.
    unread: BytesMut,
    out: Outbox,
    subscriptions: Vec<Subscription>,
    session: Option<Box<Session>>,
    /// What goes on beside, and whether later frames wait for it.
    works: Vec<(Work<Done>, bool)>,
    /// Something is under way that decides how later frames are understood.
    in_order: bool,
    strikes: Strikes,
    throttled: Strikes,
    /// No frame was read yet.
    is_first: bool,
    /// Where subscriptions begin that name no place.
    place: Option<Cursor>,
    /// The server wants the client gone; how long it shall wait, in milliseconds.
    leaving: Option<u32>,
    closing: Option<closing::Closing>,
    /// When the client last gave a sign of life, and whether it was asked for one since.
    heard: (Instant, bool),
    timer: Pin<Box<Sleep>>,
    /// When the timer wakes, and whom.
    armed: Option<(Instant, Waker)>,
}

struct Subscription {
    channel: ChannelName,
    reader: Reader,
}

struct Session {
    link: Box<dyn SessionLink>,
    reader: Reader,
    /// Frames up to this one are not said again.
    after: u64,
}

/// What a turn came to.
enum Turn {
    Again,
    Wait,
    Over,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// A connection whose upgrade is done. `unread` are bytes that came with the handshake.
    pub fn new(
        socket: S,
        unread: BytesMut,
        handle: StreamHandle,
        hub: Hub,
        commands: Arc<dyn Commands>,
        config: ConnectionConfig,
    ) -> Self {
        let now = Instant::now();
        let decoder = Decoder::new(DecoderConfig {
            longest: FRAME_BYTES,
            compresses: config.compresses,
        });
        let voice = Voice {
            compresses: config.compresses,
        };
        let mut connection = Self {
            socket,
            handle,
            hub,
            commands,
            config,
            voice,
            decoder,
            unread,
            out: Outbox::default(),
            subscriptions: Vec::new(),
            session: None,
            works: Vec::new(),
            in_order: false,
            strikes: Strikes::for_bad(),
            throttled: Strikes::for_many(),
            is_first: true,
            place: None,
            leaving: None,
            closing: None,
            heard: (now, false),
            timer: Box::pin(sleep_until(now)),
            armed: None,
        };
        let id = connection.handle.id();
        connection.welcome(id, false, 0);
        connection
    }

    fn turn(&mut self, cx: &mut Context<'_>) -> Turn {
        if self.write(cx).is_err() {
            return Turn::Over;
        }
        if self.closing.is_some() {
            return self.close_on(cx);
        }
        self.listen(cx);
        let mut moved = self.closing.is_some();
        moved |= self.poll_works(cx);
        match self.poll_read(cx) {
            Poll::Ready(Err(_)) => return Turn::Over,
            Poll::Ready(Ok(())) => moved = true,
            Poll::Pending => {}
        }
        if self.poll_readers(cx) {
            // Nearly always that was all that there is, and then nothing else is looked at anew.
            if self.write(cx).is_err() {
                return Turn::Over;
            }
            moved |= self.closing.is_some() || self.poll_readers(cx);
        }
        if moved || self.leave() || self.tick(cx) {
            Turn::Again
        } else {
            Turn::Wait
        }
    }

    /// Writes what waits, as far as the socket takes it.
    fn write(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if self.out.poll_write(&mut self.socket, cx)? {
            self.heard = (Instant::now(), false);
        }
        Ok(())
    }

    fn say(&mut self, frame: &ServerFrame) {
        self.out.push(self.voice.frame(frame));
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Future for Connection<S> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        for _ in 0..TURNS {
            match self.turn(cx) {
                Turn::Again => {}
                Turn::Wait => return Poll::Pending,
                Turn::Over => return Poll::Ready(()),
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Where items of a reader are taken to.
type Items = VecDeque<Item>;
