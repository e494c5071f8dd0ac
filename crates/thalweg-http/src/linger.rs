use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::connections::Place;

/// How long a refused body is taken at most.
const LINGER: Duration = Duration::from_secs(5);

/// Whether the last request of a connection has a body that was not read to its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unread(Arc<AtomicBool>);

impl Unread {
    /// Of a connection of which nothing is read.
    pub(crate) fn all() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }

    /// Watches whether `body` is read to its end.
    pub(crate) fn watch<B: Body>(&self, body: B) -> Watched<B> {
        self.0.store(!body.is_end_stream(), Ordering::Relaxed);
        Watched {
            body,
            unread: self.clone(),
        }
    }
}

/// A request's body that tells when it was read to its end.
pub(crate) struct Watched<B> {
    body: B,
    unread: Unread,
}

impl<B: Body<Data = Bytes> + Unpin> Body for Watched<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if frame.is_none() {
            self.unread.0.store(false, Ordering::Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A socket that takes the rest of an unread body before it is closed.
///
/// A socket that is closed with bytes unread resets the connection, and the peer, still sending,
/// never sees the answer that tells why.
pub(crate) struct Linger<S> {
    socket: S,
    unread: Unread,
    /// Runs once our side is shut.
    until: Option<Pin<Box<Sleep>>>,
    /// Given back when the socket is closed, whoever holds it then.
    _place: Option<Place>,
}

impl<S> Linger<S> {
    pub(crate) const fn new(socket: S, unread: Unread, place: Option<Place>) -> Self {
        Self {
            socket,
            unread,
            until: None,
            _place: place,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Linger<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buf)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Linger<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.until.is_none() {
            ready!(Pin::new(&mut this.socket).poll_shutdown(cx))?;
        }
        if !this.unread.0.load(Ordering::Relaxed) {
            return Poll::Ready(Ok(()));
        }
        let until = this
            .until
            .get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + LINGER)));
        let mut scratch = [0; 16 * 1024];
        // The time is looked at after every read: a flood leaves the timer no turn of its own.
        while Instant::now() < until.deadline() {
            let mut buf = ReadBuf::new(&mut scratch);
            match Pin::new(&mut this.socket).poll_read(cx, &mut buf) {
                Poll::Ready(Ok(())) if !buf.filled().is_empty() => {}
                // The peer has finished, or is gone.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => {
                    ready!(until.as_mut().poll(cx));
                    return Poll::Ready(Ok(()));
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::Full;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    fn pair(unread: bool) -> (Linger<tokio::io::DuplexStream>, tokio::io::DuplexStream) {
        let (near, far) = tokio::io::duplex(10);
        let watch = Unread::default();
        let body = if unread { &b"x"[..] } else { b"" };
        drop(watch.watch(Full::new(Bytes::from_static(body))));
        (Linger::new(near, watch, None), far)
    }

    #[tokio::test(start_paused = true)]
    async fn an_unread_body_is_taken_until_the_peer_has_finished() {
        let (mut near, mut far) = pair(true);
        let peer = async {
            far.write_all(&[0; 100_000]).await.expect("taken");
            let mut rest = Vec::new();
            far.read_to_end(&mut rest).await.expect("the end");
            drop(far);
        };
        let (shut, ()) = tokio::join!(near.shutdown(), peer);
        shut.expect("shut");
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_never_finishes_is_left_in_the_end() {
        let (mut near, far) = pair(true);
        let began = Instant::now();
        near.shutdown().await.expect("shut");
        assert_eq!(began.elapsed(), LINGER);
        drop(far);
    }

    #[tokio::test(start_paused = true)]
    async fn without_an_unread_body_nothing_is_waited_for() {
        let (mut near, far) = pair(false);
        let began = Instant::now();
        near.shutdown().await.expect("shut");
        assert_eq!(began.elapsed(), Duration::ZERO);
        drop(far);
    }
}
