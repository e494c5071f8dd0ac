use bytes::BytesMut;
use thalweg_transports::ws::{Decoder, DecoderConfig, Message, Violation};

pub(crate) const TEXT: u8 = 0x81;
pub(crate) const BINARY: u8 = 0x82;
pub(crate) const CLOSE: u8 = 0x88;
pub(crate) const PING: u8 = 0x89;
pub(crate) const PONG: u8 = 0x8a;
/// Of the frames above: that others follow.
pub(crate) const MORE: u8 = 0x7f;
/// The frames that go on in a message, and the last of them.
pub(crate) const GOES_ON: u8 = 0x00;
pub(crate) const LAST: u8 = 0x80;
pub(crate) const COMPRESSED: u8 = 0x40;

/// A frame as a client sends it.
pub(crate) fn sent(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [0x37, 0xfa, 0x21, 0x3d];
    let mut frame = vec![first];
    match payload.len() {
        short @ 0..=125 => frame.push(0x80 | u8::try_from(short).expect("short")),
        length @ 126..=0xffff => {
            frame.push(0x80 | 126);
            frame.extend(u16::try_from(length).expect("fits").to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend(mask);
    let masked = payload.iter().zip(mask.iter().cycle());
    frame.extend(masked.map(|(byte, mask)| byte ^ mask));
    frame
}

/// What is heard of bytes that come in pieces of `size`, and how that ends.
pub(crate) fn heard_in(
    bytes: &[u8],
    size: usize,
    config: DecoderConfig,
) -> (Vec<Message>, Result<(), Violation>) {
    let mut decoder = Decoder::new(config);
    let (mut held, mut heard) = (BytesMut::new(), Vec::new());
    for piece in bytes.chunks(size) {
        held.extend_from_slice(piece);
        loop {
            match decoder.next(&mut held) {
                Ok(Some(message)) => heard.push(message),
                Ok(None) => break,
                Err(violation) => return (heard, Err(violation)),
            }
        }
    }
    (heard, Ok(()))
}

pub(crate) const PLAIN: DecoderConfig = DecoderConfig {
    longest: 256 * 1024,
    compresses: false,
};

/// What is heard, however the bytes are cut.
pub(crate) fn heard(frames: &[Vec<u8>]) -> (Vec<Message>, Result<(), Violation>) {
    let bytes = frames.concat();
    let whole = heard_in(&bytes, usize::MAX, PLAIN);
    for size in [1, 2, 3, 7, 997] {
        if bytes.len() / size < 100_000 {
            assert_eq!(heard_in(&bytes, size, PLAIN), whole, "in pieces of {size}");
        }
    }
    whole
}

pub(crate) fn text(text: &str) -> Message {
    Message::Text(text.to_owned().into())
}

/// That nothing is heard after `frames` because of them, but what came before.
pub(crate) fn refused(frames: &[Vec<u8>]) -> (Vec<Message>, u16) {
    let (heard, end) = heard(frames);
    let code = end.expect_err("it is refused").code().get();
    (heard, code)
}
