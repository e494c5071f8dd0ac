use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use parking_lot::Mutex;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::Notify;

use crate::mcp::only_tasks::OnlyTasks;

/// The longest line, in bytes: a message, its result included.
pub(in crate::mcp) const LINE: usize = 16 * 1024 * 1024;
/// How much is kept of a line that is none of the protocol's, in bytes.
const SHOWN: usize = 120;

/// What a process wrote to standard output that is no message.
#[derive(Clone, Default)]
pub(in crate::mcp) struct Rubbish(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    found: Notify,
}

#[derive(Default)]
struct State {
    first: Option<String>,
    is_too_long: bool,
}

impl Rubbish {
    /// The first line that was no message, shortened.
    pub(in crate::mcp) fn first(&self) -> Option<String> {
        self.0.state.lock().first.clone()
    }

    /// Whether a line was so long that nothing more was read.
    pub(in crate::mcp) fn is_too_long(&self) -> bool {
        self.0.state.lock().is_too_long
    }

    /// Returns as soon as there is a line that was no message.
    pub(in crate::mcp) async fn found(&self) {
        self.0.found.notified().await;
    }
}

/// Standard output of a process, looked at as it is read. Lines that are no messages are passed on, as the
/// SDK passes over them; one without an end is not read for ever.
pub(in crate::mcp) struct Watched<R> {
    from: R,
    rubbish: Rubbish,
    only_tasks: OnlyTasks,
    /// How long the line is so far.
    length: usize,
    kind: Kind,
}

enum Kind {
    /// Nothing but space so far.
    Blank,
    /// It begins like a message; this is it so far, if somebody reads it.
    Message(Option<Vec<u8>>),
    /// It does not; this is its beginning, unless another one is kept.
    Other(Option<Vec<u8>>),
}

impl<R> Watched<R> {
    pub(in crate::mcp) const fn new(from: R, rubbish: Rubbish, only_tasks: OnlyTasks) -> Self {
        Self {
            from,
            rubbish,
            only_tasks,
            length: 0,
            kind: Kind::Blank,
        }
    }

    /// Takes note of what was read, a line or a part of one.
    fn look(&mut self, part: &[u8]) -> io::Result<()> {
        self.length += part.len();
        if self.length > LINE {
            self.rubbish.0.state.lock().is_too_long = true;
            return Err(io::Error::other("a line is too long"));
        }
        let body = part.trim_ascii_start();
        if let (Kind::Blank, Some(first)) = (&self.kind, body.first()) {
            self.kind = match first {
                b'{' | b'[' => Kind::Message(self.only_tasks.is_asked().then(Vec::new)),
                // The mark that some programs put before their first byte.
                0xef if body.starts_with(b"\xef\xbb\xbf{") => Kind::Message(None),
                _ if self.rubbish.first().is_some() => Kind::Other(None),
                _ => Kind::Other(Some(Vec::new())),
            };
        }
        if let Kind::Other(Some(beginning)) = &mut self.kind {
            let room = SHOWN - beginning.len();
            beginning.extend_from_slice(&part[..part.len().min(room)]);
        }
        if let Kind::Message(Some(line)) = &mut self.kind {
            line.extend_from_slice(part);
        }
        if part.ends_with(b"\n") {
            self.end();
        }
        Ok(())
    }

    fn end(&mut self) {
        self.length = 0;
        let kind = std::mem::replace(&mut self.kind, Kind::Blank);
        if let Kind::Message(Some(line)) = &kind {
            self.only_tasks.read(line);
        }
        if let Kind::Other(Some(beginning)) = kind {
            let shown = String::from_utf8_lossy(&beginning).trim().to_owned();
            self.rubbish.0.state.lock().first = Some(shown);
            self.rubbish.0.found.notify_one();
        }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Watched<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        ready!(Pin::new(&mut self.from).poll_read(cx, into))?;
        let read = &into.filled()[before..];
        if read.is_empty() {
            self.end();
        }
        let mut parts = read.split_inclusive(|byte| *byte == b'\n');
        let looked = parts.try_for_each(|part| self.look(part));
        if looked.is_err() {
            // Who fails has read nothing.
            into.set_filled(before);
        }
        Poll::Ready(looked)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    async fn read(bytes: &[u8]) -> (Rubbish, io::Result<Vec<u8>>) {
        let rubbish = Rubbish::default();
        let mut watched = Watched::new(bytes, rubbish.clone(), OnlyTasks::default());
        let mut all = Vec::new();
        let read = watched.read_to_end(&mut all).await;
        (rubbish, read.map(|_| all))
    }

    #[tokio::test]
    async fn what_begins_like_a_message_is_one() {
        let bytes = b"\xef\xbb\xbf{\"a\":1}\n\n  \r\n {\"b\":\n[]\n{";
        let (rubbish, read) = read(bytes).await;
        assert_eq!(read.expect("read"), bytes);
        assert_eq!((rubbish.first(), rubbish.is_too_long()), (None, false));
    }

    #[tokio::test]
    async fn the_first_line_that_is_none_is_kept_and_told() {
        let long = format!(
            "{{}}\nstarted on port 3000 {}\nmore\n{{}}\n",
            "x".repeat(999)
        );
        let (rubbish, read) = read(long.as_bytes()).await;
        assert_eq!(read.expect("read").len(), long.len());
        let first = rubbish.first().expect("a line");
        assert!(first.starts_with("started on port 3000 x") && first.len() == SHOWN);
        rubbish.found().await;
    }

    #[tokio::test]
    async fn a_line_without_an_end_is_not_read_for_ever() {
        let fits = vec![b'{'; LINE];
        assert!(read(&fits).await.1.is_ok());
        let endless = vec![b'{'; LINE + 1];
        let (rubbish, read) = read(&endless).await;
        assert!(read.is_err() && rubbish.is_too_long());
    }
}
