//! What must hold of the client's reader of event streams whatever a server sends. The tests of
//! `thalweg-client` put the corpus to it, the fuzzer everything else.

use thalweg_client::SseDecoder;

#[path = "standard.rs"]
mod standard;

use self::standard::{Heard, by_the_standard};

/// Reads `data`, whose first byte says in which pieces the bytes come.
///
/// # Panics
/// If something does not hold.
pub(crate) fn judge(data: &[u8]) {
    let Some((&how, bytes)) = data.split_first() else {
        return;
    };
    let expected = by_the_standard(bytes);
    for size in [bytes.len().max(1), 1, 2 + usize::from(how)] {
        assert_eq!(hear(bytes, size), expected, "pieces of {size}");
    }
}

fn hear(bytes: &[u8], size: usize) -> Heard {
    let (mut decoder, mut heard) = (SseDecoder::default(), Heard::default());
    for piece in bytes.chunks(size) {
        decoder.push(piece);
        let events = std::iter::from_fn(|| decoder.next_event());
        let events = events.map(|event| (event.id, event.kind, event.data));
        heard.events.extend(events);
    }
    (heard.retry_ms, heard.comments) = (decoder.retry_ms, decoder.comments);
    heard
}
