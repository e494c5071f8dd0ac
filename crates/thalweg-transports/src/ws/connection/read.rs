use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::BytesMut;
use thalweg_wire::{ClientFrame, ErrorCode};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::{Connection, Failure, WORKS, say};
use crate::ws::{CloseCode, Message, pong_frame};

/// How many bytes one read takes at most.
const READ: usize = 8 * 1024;
/// The longest frame that is looked into for its id although it is not obeyed, in bytes.
const SHORT: usize = 4 * 1024;

thread_local! {
    /// Where a read puts its bytes first. One for a thread: most polls of a connection read nothing,
    /// and one of their own would be made of zeros each time.
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Takes what the client says and obeys it, while there is room for what comes of it. Ready if
    /// something was taken; an error if the client is gone.
    pub(super) fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let waits = self.in_order || self.works.len() >= WORKS || self.out.is_full();
            if waits || self.closing.is_some() {
                return Poll::Pending;
            }
            match self.decoder.next(&mut self.unread) {
                Ok(Some(message)) => {
                    self.heard = (Instant::now(), false);
                    self.take(message);
                    return Poll::Ready(Ok(()));
                }
                Ok(None) => {}
                Err(violation) => {
                    self.close_deaf(violation.code(), &violation.to_string());
                    return Poll::Ready(Ok(()));
                }
            }
            if !ready!(self.poll_bytes(cx))? {
                return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
            }
            self.heard = (Instant::now(), false);
        }
    }

    /// Reads more bytes; whether there are any, or the client has finished.
    pub(super) fn poll_bytes(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        if self.unread.is_empty() {
            // A connection that rests holds no buffer.
            self.unread = BytesMut::new();
        }
        let mut scratch = SCRATCH.take();
        scratch.resize(READ, 0);
        let mut buffer = ReadBuf::new(&mut scratch);
        let read = Pin::new(&mut self.socket).poll_read(cx, &mut buffer);
        let count = buffer.filled().len();
        self.unread.extend_from_slice(buffer.filled());
        SCRATCH.set(scratch);
        read.map_ok(|()| count > 0)
    }

    fn take(&mut self, message: Message) {
        // A pong is an answer, and a close the end.
        let counts = !matches!(message, Message::Pong(_) | Message::Close(_));
        if counts && let Err(failure) = self.commands.admit() {
            return self.throttle(&message, failure);
        }
        match message {
            Message::Text(text) => match serde_json::from_slice::<ClientFrame>(&text) {
                Ok(frame) => {
                    let is_first = std::mem::replace(&mut self.is_first, false);
                    self.obey(frame, is_first);
                }
                Err(error) => self.strike(id_of(&text), format!("The frame is none: {error}.")),
            },
            Message::Binary(_) => {
                self.strike(None, "Frames are JSON, sent as text.".into());
            }
            Message::Ping(payload) => self.out.push(pong_frame(&payload)),
            Message::Pong(_) => {}
            Message::Close(None) => self.close_back(None),
            Message::Close(Some((code, _))) => self.close_back(Some(code)),
        }
    }

    /// A frame is one too many and is not obeyed; whoever goes on all the same is sent away.
    fn throttle(&mut self, message: &Message, failure: Failure) {
        self.is_first = false;
        let id = match message {
            Message::Text(text) if text.len() <= SHORT => id_of(text),
            _ => None,
        };
        self.say(&say::error(id, failure));
        if self.throttled.add(Instant::now()) {
            self.close(CloseCode::TOO_MANY, "too many frames");
        }
    }

    /// A frame could not be understood; the fifth in a minute ends the connection.
    pub(super) fn strike(&mut self, id: Option<String>, message: String) {
        self.is_first = false;
        let code = ErrorCode::Malformed;
        self.say(&say::error(id, Failure { code, message }));
        if self.strikes.add(Instant::now()) {
            self.close(CloseCode::BAD_FRAMES, "too many frames that are none");
        }
    }
}

/// The `id` of a frame that is none, so that its sender can tell which it was.
fn id_of(text: &[u8]) -> Option<String> {
    let frame: serde_json::Value = serde_json::from_slice(text).ok()?;
    let id = frame.get("id")?.as_str()?;
    (id.len() <= 255).then(|| id.to_owned())
}
