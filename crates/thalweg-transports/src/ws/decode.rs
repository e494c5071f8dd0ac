use bytes::{Buf as _, Bytes, BytesMut};

use super::deflate::decompress;
use super::header::{Header, Opcode, unmask};
use super::utf8::Utf8;
use super::{CloseCode, Violation};

/// What a peer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A text, which is UTF-8.
    Text(Bytes),
    /// Bytes.
    Binary(Bytes),
    /// Wants a pong with the same bytes, at most 125.
    Ping(Bytes),
    /// Answers a ping.
    Pong(Bytes),
    /// The last that is said; with its code, if it has one, and a reason, which is UTF-8.
    Close(Option<(CloseCode, Bytes)>),
}

/// What a [`Decoder`] takes.
#[derive(Debug, Clone, Copy)]
pub struct DecoderConfig {
    /// The longest message, in bytes, as it was before it was compressed.
    pub longest: usize,
    /// Messages may be compressed.
    pub compresses: bool,
}

/// Makes messages of what a client sends. Between messages it holds nothing.
pub struct Decoder {
    config: DecoderConfig,
    /// The message of which not all frames are there.
    begun: Option<Begun>,
}

struct Begun {
    is_text: bool,
    is_compressed: bool,
    utf8: Utf8,
    payload: BytesMut,
}

impl Decoder {
    /// A decoder at the beginning of a connection.
    pub const fn new(config: DecoderConfig) -> Self {
        Self {
            config,
            begun: None,
        }
    }

    /// Takes the next message from the front of `bytes`; `None` if it is not there whole yet. After
    /// a close or a violation nothing more may be asked.
    ///
    /// # Errors
    /// [`Violation`], as soon as it can be seen: a frame that is too long is refused by its header.
    pub fn next(&mut self, bytes: &mut BytesMut) -> Result<Option<Message>, Violation> {
        while let Some(header) = Header::read(bytes, self.config.compresses)? {
            let length = self.admit(&header)?;
            if bytes.len() < header.size + length {
                return Ok(None);
            }
            bytes.advance(header.size);
            let mut payload = bytes.split_to(length);
            unmask(&mut payload, header.mask);
            if let Some(message) = self.take(&header, payload)? {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }

    /// Whether the frame may come now and is not too long; its length.
    fn admit(&self, header: &Header) -> Result<usize, Violation> {
        match (header.opcode, &self.begun) {
            (Opcode::Continuation, None) => {
                return Err(Violation::Protocol("nothing is to be continued"));
            }
            (Opcode::Text | Opcode::Binary, Some(_)) => {
                return Err(Violation::Protocol("the message before has not ended"));
            }
            _ => {}
        }
        let held = match header.opcode.is_control() {
            true => 0,
            false => self.begun.as_ref().map_or(0, |begun| begun.payload.len()),
        };
        let length = usize::try_from(header.length).map_err(|_| Violation::TooBig)?;
        match held.checked_add(length) {
            Some(all) if all <= self.config.longest.max(125) => Ok(length),
            _ => Err(Violation::TooBig),
        }
    }

    fn take(&mut self, header: &Header, payload: BytesMut) -> Result<Option<Message>, Violation> {
        match header.opcode {
            Opcode::Ping => return Ok(Some(Message::Ping(payload.freeze()))),
            Opcode::Pong => return Ok(Some(Message::Pong(payload.freeze()))),
            Opcode::Close => return close(payload.freeze()).map(Some),
            Opcode::Text | Opcode::Binary => self.begun = Some(Begun::new(header)),
            Opcode::Continuation => {}
        }
        if let Some(begun) = &mut self.begun {
            begun.push(payload)?;
        }
        let ended = self.begun.take_if(|_| header.is_final);
        ended
            .map(|begun| begun.finish(self.config.longest))
            .transpose()
    }
}

impl Begun {
    fn new(header: &Header) -> Self {
        Self {
            is_text: header.opcode == Opcode::Text,
            is_compressed: header.is_compressed,
            utf8: Utf8::default(),
            payload: BytesMut::new(),
        }
    }

    fn push(&mut self, payload: BytesMut) -> Result<(), Violation> {
        if self.is_text && !self.is_compressed {
            self.utf8.push(&payload)?;
        }
        if self.payload.is_empty() {
            self.payload = payload;
        } else {
            self.payload.extend_from_slice(&payload);
        }
        Ok(())
    }

    fn finish(mut self, longest: usize) -> Result<Message, Violation> {
        let payload = match self.is_compressed {
            true => decompress(&self.payload, longest)?,
            false => self.payload.freeze(),
        };
        if !self.is_text {
            return Ok(Message::Binary(payload));
        }
        if self.is_compressed {
            self.utf8.push(&payload)?;
        }
        self.utf8.finish()?;
        Ok(Message::Text(payload))
    }
}

fn close(mut payload: Bytes) -> Result<Message, Violation> {
    if payload.is_empty() {
        return Ok(Message::Close(None));
    }
    let code = payload.try_get_u16().ok().and_then(CloseCode::new);
    let code = code.ok_or(Violation::Protocol("a close without a code that there is"))?;
    match std::str::from_utf8(&payload) {
        Ok(_) => Ok(Message::Close(Some((code, payload)))),
        Err(_) => Err(Violation::NotUtf8),
    }
}
