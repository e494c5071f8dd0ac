//! What must hold of the reader of frames whatever a client sends. The tests of `thalweg-transports` put
//! the corpus to it, the fuzzer everything else.

use bytes::BytesMut;
use thalweg_transports::ws::{Decoder, DecoderConfig, Message};

/// Reads `data`, whose first byte says how: bit 0 that compression was agreed, bit 1 that messages may
/// be long, the rest in which pieces the bytes come.
///
/// # Panics
/// If something does not hold.
pub(crate) fn judge(data: &[u8]) {
    let Some((&how, bytes)) = data.split_first() else {
        return;
    };
    let config = DecoderConfig {
        longest: if how & 2 == 0 { 1_000 } else { 256 * 1024 },
        compresses: how & 1 == 1,
    };
    let whole = hear(config, bytes, bytes.len().max(1));
    for size in [1, 2 + usize::from(how >> 2)] {
        let cut = hear(config, bytes, size);
        assert_eq!(cut, whole, "cut into pieces of {size}");
    }
    for message in &whole.0 {
        match message {
            Message::Text(text) => {
                assert!(text.len() <= config.longest);
                assert!(std::str::from_utf8(text).is_ok());
            }
            Message::Binary(bytes) => assert!(bytes.len() <= config.longest),
            Message::Ping(bytes) | Message::Pong(bytes) => assert!(bytes.len() <= 125),
            Message::Close(None) => {}
            Message::Close(Some((code, reason))) => {
                assert!((1000..5000).contains(&code.get()));
                assert!(reason.len() <= 123 && std::str::from_utf8(reason).is_ok());
            }
        }
    }
}

/// What is heard of bytes in pieces of `size`, and the code that it ends with.
fn hear(config: DecoderConfig, bytes: &[u8], size: usize) -> (Vec<Message>, Option<u16>) {
    let mut decoder = Decoder::new(config);
    let (mut held, mut heard) = (BytesMut::new(), Vec::new());
    for piece in bytes.chunks(size) {
        held.extend_from_slice(piece);
        loop {
            match decoder.next(&mut held) {
                Ok(None) => break,
                Ok(Some(message)) => {
                    let is_last = matches!(message, Message::Close(_));
                    heard.push(message);
                    if is_last {
                        return (heard, None);
                    }
                }
                Err(violation) => return (heard, Some(violation.code().get())),
            }
        }
    }
    (heard, None)
}
