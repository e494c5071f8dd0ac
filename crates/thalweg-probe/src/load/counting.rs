use std::net::SocketAddr;

use anyhow::ensure;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What came on a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Bytes, the head included.
    pub bytes: u64,
    /// Events with a place.
    pub events: u64,
    /// `done` events.
    pub done: u64,
}

/// Follows `target` on a socket of its own until the other side ends it, and only counts, so that
/// thousands of readers fit beside the server. `tell` is called with what came so far.
///
/// # Errors
/// If the server cannot be reached or refuses.
pub async fn count(
    server: SocketAddr,
    target: &str,
    mut tell: impl FnMut(&Count),
) -> anyhow::Result<Count> {
    let mut socket = TcpStream::connect(server).await?;
    let request =
        format!("GET {target} HTTP/1.1\r\nhost: {server}\r\naccept: text/event-stream\r\n\r\n");
    socket.write_all(request.as_bytes()).await?;
    let mut lines = Lines::default();
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let length = socket.read(&mut buffer).await?;
        if length == 0 {
            return Ok(lines.count);
        }
        let is_head = lines.count.bytes == 0;
        ensure!(
            !is_head || buffer.starts_with(b"HTTP/1.1 200"),
            "refused: {}",
            String::from_utf8_lossy(&buffer[..length.min(200)])
        );
        lines.push(&buffer[..length]);
        tell(&lines.count);
    }
}

/// How much of a line is looked at.
const HEAD: usize = 11;

/// Counts lines that begin as fields do. The chunks of HTTP/1.1 hold whole frames, so their own lines
/// stand between those of frames.
#[derive(Debug, Default)]
struct Lines {
    head: [u8; HEAD],
    length: usize,
    count: Count,
}

impl Lines {
    fn push(&mut self, bytes: &[u8]) {
        self.count.bytes += bytes.len() as u64;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let free = HEAD - self.length;
            let taken = line.len().min(free);
            self.head[self.length..self.length + taken].copy_from_slice(&line[..taken]);
            self.length += taken;
            if line.ends_with(b"\n") {
                let head = &self.head[..self.length];
                self.count.events += u64::from(head.starts_with(b"id: "));
                self.count.done += u64::from(head.starts_with(b"event: done"));
                self.length = 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_it_is_cut_the_count_is_the_same() {
        let text = b"HTTP/1.1 200 OK\r\n\r\n18\r\nid: a\nevent: token\ndata: x\n\n\r\n\
                     20\r\nid: b\nevent: done\ndata: event: done\n\n\r\n";
        let whole = Count {
            bytes: text.len() as u64,
            events: 2,
            done: 1,
        };
        for cut in 0..text.len() {
            let mut lines = Lines::default();
            lines.push(&text[..cut]);
            lines.push(&text[cut..]);
            assert_eq!(lines.count, whole, "cut at {cut}");
        }
    }
}
