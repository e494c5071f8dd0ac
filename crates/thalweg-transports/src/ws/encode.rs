use bytes::{BufMut as _, Bytes, BytesMut};

use super::CloseCode;
use super::header::Opcode;

/// The most bytes of a control frame.
const CONTROL: usize = 125;

/// A text as one frame. `text` must be UTF-8, which is not looked at.
pub fn text_frame(text: &[u8]) -> Bytes {
    frame(0x80 | Opcode::Text.bits(), text)
}

/// A text that [`compress`](super::compress) made smaller, as one frame, for those with whom
/// compression was agreed.
pub fn text_frame_of_compressed(compressed: &[u8]) -> Bytes {
    frame(0xc0 | Opcode::Text.bits(), compressed)
}

/// Asks for a pong with the same bytes, of which at most 125 are taken.
pub fn ping_frame(payload: &[u8]) -> Bytes {
    control(Opcode::Ping, payload)
}

/// Answers a ping with its bytes, of which at most 125 are taken.
pub fn pong_frame(payload: &[u8]) -> Bytes {
    control(Opcode::Pong, payload)
}

/// The last frame, with a reason of at most 123 bytes; a longer one is cut between two characters.
pub fn close_frame(code: Option<CloseCode>, reason: &str) -> Bytes {
    let mut payload = BytesMut::with_capacity(CONTROL);
    if let Some(code) = code {
        payload.put_u16(code.get());
        let fits = reason.floor_char_boundary(CONTROL - 2);
        payload.put_slice(&reason.as_bytes()[..fits]);
    }
    control(Opcode::Close, &payload)
}

fn control(opcode: Opcode, payload: &[u8]) -> Bytes {
    let length = payload.len().min(CONTROL);
    frame(0x80 | opcode.bits(), &payload[..length])
}

fn frame(first: u8, payload: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(10 + payload.len());
    frame.put_u8(first);
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short @ 0..=125), _) => frame.put_u8(short),
        (_, Ok(length)) => {
            frame.put_u8(126);
            frame.put_u16(length);
        }
        _ => {
            frame.put_u8(127);
            frame.put_u64(payload.len() as u64);
        }
    }
    frame.put_slice(payload);
    frame.freeze()
}
