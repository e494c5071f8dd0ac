use super::Violation;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opcode {
    Continuation,
    Text,
    Binary,
    Close,
    Ping,
    Pong,
}

impl Opcode {
    pub(super) const fn bits(self) -> u8 {
        match self {
            Self::Continuation => 0,
            Self::Text => 1,
            Self::Binary => 2,
            Self::Close => 8,
            Self::Ping => 9,
            Self::Pong => 10,
        }
    }

    const fn of(bits: u8) -> Option<Self> {
        Some(match bits {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            _ => return None,
        })
    }

    pub(super) const fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

/// The head of a frame that a client sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) is_final: bool,
    pub(super) is_compressed: bool,
    pub(super) opcode: Opcode,
    pub(super) mask: [u8; 4],
    /// Of the payload, in bytes.
    pub(super) length: u64,
    /// Of the header itself, in bytes.
    pub(super) size: usize,
}

impl Header {
    /// Reads a header, which may not be there whole yet. `compresses` says whether messages may be
    /// compressed.
    pub(super) fn read(bytes: &[u8], compresses: bool) -> Result<Option<Self>, Violation> {
        let Some((&[first, second], rest)) = bytes.split_first_chunk() else {
            return Ok(None);
        };
        let opcode = Opcode::of(first & 0x0f).ok_or(Violation::Protocol("an unknown opcode"))?;
        let is_compressed = first & 0x40 != 0;
        if first & 0x30 != 0 || (is_compressed && !compresses) {
            return Err(Violation::Protocol("a reserved bit is set"));
        }
        let is_final = first & 0x80 != 0;
        if opcode.is_control() && (!is_final || is_compressed || second & 0x7f > 125) {
            return Err(Violation::Protocol("a control frame is one short frame"));
        }
        if is_compressed && opcode == Opcode::Continuation {
            return Err(Violation::Protocol(
                "the first frame says that it is compressed",
            ));
        }
        if second & 0x80 == 0 {
            return Err(Violation::Protocol("a client masks its frames"));
        }
        let (length, rest, size) = match second & 0x7f {
            126 => match rest.split_first_chunk() {
                Some((length, rest)) => (u64::from(u16::from_be_bytes(*length)), rest, 8),
                None => return Ok(None),
            },
            127 => match rest.split_first_chunk() {
                Some((length, rest)) => (u64::from_be_bytes(*length), rest, 14),
                None => return Ok(None),
            },
            length => (u64::from(length), rest, 6),
        };
        let least = match size {
            8 => 126,
            14 => 1 << 16,
            _ => 0,
        };
        if length < least {
            return Err(Violation::Protocol("a length in more bytes than it takes"));
        }
        if length > i64::MAX.cast_unsigned() {
            return Err(Violation::Protocol("a length without its highest bit"));
        }
        Ok(rest.first_chunk().map(|mask| Self {
            is_final,
            is_compressed,
            opcode,
            mask: *mask,
            length,
            size,
        }))
    }
}

/// Takes the mask off, or puts it on.
pub(super) fn unmask(payload: &mut [u8], mask: [u8; 4]) {
    let wide = u64::from_ne_bytes([
        mask[0], mask[1], mask[2], mask[3], mask[0], mask[1], mask[2], mask[3],
    ]);
    let (eights, rest) = payload.as_chunks_mut();
    for eight in eights {
        *eight = (u64::from_ne_bytes(*eight) ^ wide).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
}
