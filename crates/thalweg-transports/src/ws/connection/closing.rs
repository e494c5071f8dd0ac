use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use thalweg_wire::ServerFrame;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{sleep, timeout};

use super::say::Voice;
use super::{Connection, Turn};
use crate::ws::{CloseCode, Message, close_frame};

/// How long the other end may take to close as well.
const PATIENCE: Duration = Duration::from_secs(2);

/// Our close was said.
pub(super) struct Closing {
    /// The other end closed, or cannot be understood any more.
    is_heard: bool,
    /// What it says is not even decoded.
    is_deaf: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Says the last word; nothing that was asked for is answered any more.
    pub(super) fn close(&mut self, code: CloseCode, reason: &str) {
        self.close_with(Some(code), reason, false, false);
    }

    /// The same to a client whose frames cannot be told apart any more.
    pub(super) fn close_deaf(&mut self, code: CloseCode, reason: &str) {
        self.close_with(Some(code), reason, false, true);
    }

    /// Answers the client's close.
    pub(super) fn close_back(&mut self, code: Option<CloseCode>) {
        self.close_with(code, "", true, false);
    }

    fn close_with(&mut self, code: Option<CloseCode>, reason: &str, is_heard: bool, is_deaf: bool) {
        if self.closing.is_some() {
            return;
        }
        self.out.push(close_frame(code, reason));
        self.closing = Some(Closing { is_heard, is_deaf });
        // What is under way goes on by itself; what it answers would come after the last word.
        self.works.clear();
        self.subscriptions.clear();
        self.session = None;
        self.timer.set(sleep(PATIENCE));
    }

    /// Waits for the other end, so that closing the socket takes nothing back that we said.
    pub(super) fn close_on(&mut self, cx: &mut Context<'_>) -> Turn {
        if self.timer.as_mut().poll(cx).is_ready() {
            return Turn::Over;
        }
        if !self.out.is_empty() {
            return Turn::Wait;
        }
        loop {
            let Some(closing) = &mut self.closing else {
                return Turn::Over;
            };
            if closing.is_heard {
                return match Pin::new(&mut self.socket).poll_shutdown(cx) {
                    Poll::Ready(_) => Turn::Over,
                    Poll::Pending => Turn::Wait,
                };
            }
            if closing.is_deaf {
                self.unread.clear();
            } else {
                match self.decoder.next(&mut self.unread) {
                    Ok(Some(Message::Close(_))) => closing.is_heard = true,
                    Ok(None) => {}
                    Ok(Some(_)) => continue,
                    Err(_) => closing.is_deaf = true,
                }
                if closing.is_heard {
                    continue;
                }
            }
            match self.poll_bytes(cx) {
                Poll::Ready(Ok(true)) => {}
                Poll::Ready(_) => return Turn::Over,
                Poll::Pending => return Turn::Wait,
            }
        }
    }
}

/// Tells a client that it cannot stay: `frame`, if there is one, and the close.
pub async fn turn_away<S: AsyncRead + AsyncWrite + Unpin>(
    mut socket: S,
    frame: Option<&ServerFrame>,
    code: CloseCode,
    reason: &str,
) {
    let voice = Voice { compresses: false };
    let mut bytes = frame.map_or_else(Vec::new, |frame| voice.frame(frame).to_vec());
    bytes.extend_from_slice(&close_frame(Some(code), reason));
    let said = async {
        socket.write_all(&bytes).await?;
        // The other end is let finish: a socket that is closed with bytes unread takes back what was
        // said.
        let mut scratch = [0; 1024];
        while socket.read(&mut scratch).await? > 0 {}
        socket.shutdown().await
    };
    // Whoever does not listen is not waited for.
    let _ = timeout(PATIENCE, said).await;
}
