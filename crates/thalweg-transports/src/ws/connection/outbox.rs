use std::cell::Cell;
use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf as _, Bytes};
use tokio::io::AsyncWrite;

/// While so many bytes wait to be written, nothing more is read from anywhere.
const FULL: usize = 64 * 1024;
/// How many frames one write takes at most.
const SLICES: usize = 64;
/// Frames that are together no longer than this are laid side by side before they are written: up to
/// here that costs less than what the system asks for a write of several pieces.
const GATHERED: usize = 4 * 1024;

thread_local! {
    /// Where frames are laid side by side. One for a thread, not for a connection.
    static SIDE_BY_SIDE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Frames on their way out. Shared frames are not copied.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    frames: VecDeque<Bytes>,
    size: usize,
    /// What was taken may still wait beneath, in the records of TLS.
    is_unflushed: bool,
    /// The peer took nothing the last time.
    is_blocked: bool,
}

impl Outbox {
    pub(super) fn push(&mut self, frame: Bytes) {
        self.size += frame.len();
        self.frames.push_back(frame);
    }

    /// Whether all is written, to the last byte.
    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty() && !self.is_unflushed
    }

    pub(super) fn is_full(&self) -> bool {
        self.size >= FULL
    }

    pub(super) const fn is_blocked(&self) -> bool {
        self.is_blocked
    }

    /// Writes what the peer takes. Whether it took something after it had taken nothing, which is a
    /// sign of life.
    pub(super) fn poll_write(
        &mut self,
        socket: &mut (impl AsyncWrite + Unpin),
        cx: &mut Context<'_>,
    ) -> io::Result<bool> {
        let mut lives = false;
        while !self.frames.is_empty() {
            match self.poll_once(socket, cx) {
                Poll::Pending => {
                    self.is_blocked = true;
                    return Ok(lives);
                }
                Poll::Ready(written) => {
                    let written = written?;
                    if written == 0 {
                        return Err(io::ErrorKind::WriteZero.into());
                    }
                    lives |= std::mem::take(&mut self.is_blocked);
                    self.is_unflushed = true;
                    self.forget(written);
                }
            }
        }
        if self.is_unflushed {
            match Pin::new(&mut *socket).poll_flush(cx) {
                Poll::Pending => self.is_blocked = true,
                Poll::Ready(flushed) => {
                    flushed?;
                    self.is_unflushed = false;
                    lives |= std::mem::take(&mut self.is_blocked);
                }
            }
        }
        // A connection that rests keeps no memory of what it was sent.
        self.frames = VecDeque::new();
        Ok(lives)
    }

    /// Gives the socket what it takes at once.
    fn poll_once(
        &self,
        socket: &mut (impl AsyncWrite + Unpin),
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        let socket = Pin::new(socket);
        if let (Some(frame), 1) = (self.frames.front(), self.frames.len()) {
            return socket.poll_write(cx, frame);
        }
        if self.size > GATHERED {
            let mut slices = [IoSlice::new(&[]); SLICES];
            let count = self.frames.len().min(SLICES);
            for (slice, frame) in slices.iter_mut().zip(&self.frames) {
                *slice = IoSlice::new(frame);
            }
            return socket.poll_write_vectored(cx, &slices[..count]);
        }
        let mut bytes = SIDE_BY_SIDE.take();
        bytes.clear();
        for frame in &self.frames {
            bytes.extend_from_slice(frame);
        }
        let written = socket.poll_write(cx, &bytes);
        SIDE_BY_SIDE.set(bytes);
        written
    }

    fn forget(&mut self, mut written: usize) {
        self.size -= written;
        while let Some(frame) = self.frames.front_mut() {
            if written < frame.len() {
                frame.advance(written);
                return;
            }
            written -= frame.len();
            self.frames.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    /// Takes everything, and has it written when it is flushed the second time.
    #[derive(Default)]
    struct Records {
        flushes: usize,
    }

    impl AsyncWrite for Records {
        fn poll_write(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            Poll::Ready(Ok(bytes.len()))
        }

        fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            self.flushes += 1;
            if self.flushes == 2 {
                Poll::Ready(Ok(()))
            } else {
                Poll::Pending
            }
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[test]
    fn what_was_taken_and_not_written_is_waited_for() {
        let (mut out, mut socket) = (Outbox::default(), Records::default());
        let mut cx = Context::from_waker(Waker::noop());
        out.push(Bytes::from_static(b"a frame"));
        assert!(!out.poll_write(&mut socket, &mut cx).expect("written"));
        assert!(!out.is_empty() && out.is_blocked());
        let lives = out.poll_write(&mut socket, &mut cx).expect("written");
        assert!(lives && out.is_empty() && !out.is_blocked());
        // Nothing is flushed twice.
        out.poll_write(&mut socket, &mut cx).expect("written");
        assert_eq!(socket.flushes, 2);
    }
}
