use std::io::Read as _;
use std::net::SocketAddr;

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The key of RFC 6455, section 1.3, and its answer.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
const ANSWER: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
const MASK: [u8; 4] = [7, 99, 0, 255];

/// What a server said on a [`Socket`].
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// A frame of JSON.
    Frame(Value),
    /// Wants a pong.
    Ping(Vec<u8>),
    /// Answers a ping.
    Pong(Vec<u8>),
    /// The last word, with its code.
    Close(u16, String),
    /// The connection ended.
    Gone,
}

/// A WebSocket as RFC 6455 has it, bare, without anything of the server's own codec: a test says each
/// byte, and sees each frame.
#[derive(Debug)]
pub struct Socket<S = TcpStream> {
    stream: S,
    bytes: Vec<u8>,
    /// The head of the handshake's answer, lower case but for values.
    pub head: Vec<(String, String)>,
    /// How many frames came compressed.
    pub compressed: usize,
}

/// A handshake that was refused.
#[derive(Debug, Clone)]
pub struct RefusedSocket {
    /// The status.
    pub status: u16,
    /// Its headers.
    pub head: Vec<(String, String)>,
    /// What the body says.
    pub body: Value,
}

/// The headers of a good handshake, without `Host`.
pub fn handshake() -> Vec<(&'static str, String)> {
    vec![
        ("Connection", "Upgrade".into()),
        ("Upgrade", "websocket".into()),
        ("Sec-WebSocket-Version", "13".into()),
        ("Sec-WebSocket-Key", KEY.into()),
        ("Sec-WebSocket-Protocol", "thalweg.v1".into()),
    ]
}

impl Socket {
    /// Opens a WebSocket with these headers.
    ///
    /// # Errors
    /// If nothing is answered that HTTP is.
    pub async fn open(
        address: SocketAddr,
        headers: &[(&str, String)],
    ) -> anyhow::Result<Result<Self, RefusedSocket>> {
        let stream = TcpStream::connect(address).await?;
        // Two frames in a row must not wait for each other.
        stream.set_nodelay(true)?;
        Self::open_over(stream, address, headers).await
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// Opens a WebSocket to that address over a stream that leads there.
    ///
    /// # Errors
    /// If nothing is answered that HTTP is.
    pub async fn open_over(
        mut stream: S,
        address: SocketAddr,
        headers: &[(&str, String)],
    ) -> anyhow::Result<Result<Self, RefusedSocket>> {
        let mut request = format!("GET /api/ws HTTP/1.1\r\nHost: {address}\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        stream.write_all(request.as_bytes()).await?;
        stream.flush().await?;
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at;
            }
            if stream.read_buf(&mut bytes).await? == 0 {
                bail!("the connection ended before an answer");
            }
        };
        let text = String::from_utf8(bytes[..end].to_vec())?;
        bytes.drain(..end + 4);
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let status: u16 = status.context("a status")?.parse()?;
        let head: Vec<_> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        if status != 101 {
            let length = head.iter().find(|(name, _)| name == "content-length");
            let length = length.map_or(Ok(0), |(_, value)| value.parse::<usize>())?;
            while bytes.len() < length && stream.read_buf(&mut bytes).await? > 0 {}
            let body = serde_json::from_slice(&bytes).unwrap_or_default();
            return Ok(Err(RefusedSocket { status, head, body }));
        }
        let socket = Self {
            stream,
            bytes,
            head,
            compressed: 0,
        };
        ensure!(socket.header("sec-websocket-accept") == ANSWER);
        Ok(Ok(socket))
    }

    /// The connection alone, to be read by somebody else. What came and was not asked for is lost.
    pub fn into_stream(self) -> S {
        self.stream
    }

    /// A header of the handshake's answer, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        let found = self.head.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Sends a frame of JSON.
    ///
    /// # Errors
    /// If the connection broke.
    pub async fn send(&mut self, frame: &Value) -> anyhow::Result<()> {
        self.send_raw(0x81, frame.to_string().as_bytes()).await
    }

    /// Sends a masked frame with that first byte.
    ///
    /// # Errors
    /// If the connection broke.
    pub async fn send_raw(&mut self, first: u8, payload: &[u8]) -> anyhow::Result<()> {
        let mut frame = vec![first];
        match payload.len() {
            length @ 0..=125 => frame.push(0x80 | u8::try_from(length)?),
            length @ 126..=0xffff => {
                frame.push(0x80 | 126);
                frame.extend_from_slice(&u16::try_from(length)?.to_be_bytes());
            }
            length => {
                frame.push(0x80 | 127);
                frame.extend_from_slice(&(length as u64).to_be_bytes());
            }
        }
        frame.extend_from_slice(&MASK);
        let masked = payload.iter().zip(MASK.iter().cycle());
        frame.extend(masked.map(|(byte, mask)| byte ^ mask));
        self.send_bytes(&frame).await
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// If the connection broke.
    pub async fn send_bytes(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.stream.write_all(bytes).await?;
        Ok(self.stream.flush().await?)
    }

    /// The next that the server says.
    ///
    /// # Errors
    /// If it is no frame as a server sends it, or no JSON.
    pub async fn next(&mut self) -> anyhow::Result<Said> {
        let Some((first, payload)) = self.next_raw().await? else {
            return Ok(Said::Gone);
        };
        ensure!(first & 0x80 != 0, "the server sends whole frames");
        Ok(match first & 0x0f {
            1 if first & 0x40 != 0 => {
                self.compressed += 1;
                Said::Frame(serde_json::from_slice(&inflate(payload)?)?)
            }
            1 => Said::Frame(serde_json::from_slice(&payload)?),
            8 => match payload.split_first_chunk() {
                Some((code, reason)) => {
                    let reason = String::from_utf8(reason.to_vec())?;
                    Said::Close(u16::from_be_bytes(*code), reason)
                }
                None => Said::Close(1005, String::new()),
            },
            9 => Said::Ping(payload),
            10 => Said::Pong(payload),
            other => bail!("an opcode {other}"),
        })
    }

    /// The next frame: its first byte and its payload; nothing at the end.
    ///
    /// # Errors
    /// If it is masked, or the connection broke within it.
    pub async fn next_raw(&mut self) -> anyhow::Result<Option<(u8, Vec<u8>)>> {
        loop {
            if let Some(frame) = self.take()? {
                return Ok(Some(frame));
            }
            match self.stream.read_buf(&mut self.bytes).await {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {
                    return Ok(None);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn take(&mut self) -> anyhow::Result<Option<(u8, Vec<u8>)>> {
        let Some((&[first, second], rest)) = self.bytes.split_first_chunk() else {
            return Ok(None);
        };
        ensure!(second & 0x80 == 0, "a server does not mask");
        let (length, head) = match second {
            126 => match rest.first_chunk::<2>() {
                Some(length) => (usize::from(u16::from_be_bytes(*length)), 4),
                None => return Ok(None),
            },
            127 => match rest.first_chunk::<8>() {
                Some(length) => (usize::try_from(u64::from_be_bytes(*length))?, 10),
                None => return Ok(None),
            },
            short => (usize::from(short), 2),
        };
        if self.bytes.len() < head + length {
            return Ok(None);
        }
        let payload = self.bytes[head..head + length].to_vec();
        self.bytes.drain(..head + length);
        Ok(Some((first, payload)))
    }
}

fn inflate(mut payload: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    payload.extend_from_slice(&[0, 0, 0xff, 0xff]);
    // A last block, which the messages of a WebSocket have not.
    payload.extend_from_slice(&[1, 0, 0, 0xff, 0xff]);
    let mut out = Vec::new();
    flate2::read::DeflateDecoder::new(payload.as_slice()).read_to_end(&mut out)?;
    Ok(out)
}
