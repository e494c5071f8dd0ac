use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio_util::sync::CancellationToken;

/// How many lines are kept.
const LINES: usize = 64;
/// How much of a line is kept, in bytes.
const LONGEST: usize = 4 * 1024;

/// The last lines that a process wrote to standard error. It may write as much as it likes.
#[derive(Clone, Default)]
pub(in crate::mcp) struct Lines {
    kept: Arc<Mutex<Kept>>,
    ended: CancellationToken,
}

#[derive(Default)]
struct Kept {
    lines: VecDeque<String>,
    /// The line that has no end yet.
    open: Vec<u8>,
}

impl Lines {
    /// Reads until there is no more.
    pub(in crate::mcp) async fn read(self, mut from: impl AsyncRead + Unpin) {
        let mut piece = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut piece).await {
            self.add(&piece[..length]);
        }
        self.add(b"\n");
        self.ended.cancel();
    }

    /// Returns when there is no more to read.
    pub(in crate::mcp) async fn ended(&self) {
        self.ended.cancelled().await;
    }

    /// The lines, oldest first.
    pub(in crate::mcp) fn all(&self) -> Vec<String> {
        let kept = self.kept.lock();
        let open = text(&kept.open);
        let open = open.into_iter();
        kept.lines.iter().cloned().chain(open).collect()
    }

    /// The last line that tells something: what Node writes last of its end is its version, and why it
    /// ends stands above that.
    pub(in crate::mcp) fn last(&self) -> Option<String> {
        let mut all = self.all();
        let is_version = all.last()?.starts_with("Node.js v");
        match all.iter().rposition(|line| is_error(line)) {
            Some(at) if is_version => Some(all.swap_remove(at)),
            _ => all.pop(),
        }
    }

    fn add(&self, piece: &[u8]) {
        let mut kept = self.kept.lock();
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            let room = LONGEST - kept.open.len();
            let body = part.strip_suffix(b"\n").unwrap_or(part);
            kept.open.extend_from_slice(&body[..body.len().min(room)]);
            if body.len() < part.len() {
                let open = std::mem::take(&mut kept.open);
                kept.lines.extend(text(&open));
                if kept.lines.len() > LINES {
                    kept.lines.pop_front();
                }
            }
        }
    }
}

/// Whether a line begins as an error of JavaScript does: `TypeError: …`, `Error [CODE]: …`.
fn is_error(line: &str) -> bool {
    let word = line.split([':', ' ']).next();
    word.is_some_and(|word| word.ends_with("Error"))
}

/// A line as text, if there is anything on it.
fn text(line: &[u8]) -> Option<String> {
    let line = String::from_utf8_lossy(line);
    let line = line.trim_end();
    (!line.trim_start().is_empty()).then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_lines_are_kept_however_much_is_written() {
        let lines = Lines::default();
        let mut flood = Vec::new();
        for number in 0..100_000 {
            flood.extend_from_slice(format!("line {number}\n\n").as_bytes());
        }
        flood.extend_from_slice(&vec![b'x'; 1 << 20]);
        flood.extend_from_slice("\nthe end, ü".as_bytes());
        lines.clone().read(&*flood).await;
        let all = lines.all();
        assert_eq!(all.len(), LINES);
        assert_eq!(all[0], format!("line {}", 100_000 - (LINES - 2)));
        assert_eq!(all[LINES - 2].len(), LONGEST);
        assert_eq!(lines.last().as_deref(), Some("the end, ü"));
        assert!(lines.kept.lock().open.capacity() <= 2 * LONGEST);
    }

    #[test]
    fn the_version_of_node_is_no_reason() {
        let lines = Lines::default();
        lines.add(
            b"  throw err;\nError: Cannot find module '/a.js'\n    at Module\n\nNode.js v20.20.2\n",
        );
        let last = lines.last();
        assert_eq!(last.as_deref(), Some("Error: Cannot find module '/a.js'"));
        lines.add(b"and more\n");
        assert_eq!(lines.last().as_deref(), Some("and more"));
        let alone = Lines::default();
        alone.add(b"Node.js v20.20.2\n");
        assert_eq!(alone.last().as_deref(), Some("Node.js v20.20.2"));
    }

    #[test]
    fn a_line_without_an_end_counts() {
        let lines = Lines::default();
        lines.add(b"one\ntw");
        assert_eq!(lines.all(), ["one", "tw"]);
        lines.add(b"o\r\n");
        assert_eq!(lines.all(), ["one", "two"]);
    }
}
