use bytes::Bytes;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::Violation;

/// What ends every compressed message and is not sent.
const TAIL: [u8; 4] = [0, 0, 0xff, 0xff];
/// A last block without anything. It is one only if the message ended where a block does.
const LAST: [u8; 2] = [3, 0];

/// What we agree to: neither end keeps a window from one message to the next, so that a frame can be
/// compressed once for everybody and a connection that rests needs no memory.
const ACCEPTED: &str = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

/// Chooses among the extensions that a client offers in `Sec-WebSocket-Extensions`. The answer's
/// header, if messages may be compressed.
///
/// Source: RFC 7692, section 7.1.
pub fn accept_deflate(offers: &str) -> Option<&'static str> {
    let fits = |offer: &str| {
        let mut parts = offer.split(';').map(str::trim);
        parts.next() == Some("permessage-deflate") && agrees(parts)
    };
    offers.split(',').any(fits).then_some(ACCEPTED)
}

/// Whether all parameters of an offer are known, said once, and such as we can keep to.
fn agrees<'a>(parameters: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = Vec::new();
    for parameter in parameters {
        let (name, value) = match parameter.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim().trim_matches('"'))),
            None => (parameter, None),
        };
        let bits = |value: &str| matches!(value.parse::<u8>(), Ok(8..=15));
        let fits = match (name, value) {
            ("server_no_context_takeover" | "client_no_context_takeover", None) => true,
            ("client_max_window_bits", value) => value.is_none_or(bits),
            // A smaller window than the usual is not to be had.
            ("server_max_window_bits", Some(value)) => value == "15",
            _ => false,
        };
        if !fits || seen.contains(&name) {
            return false;
        }
        seen.push(name);
    }
    true
}

/// Makes a message smaller; `None` if it does not become so.
pub fn compress(message: &[u8]) -> Option<Bytes> {
    let mut compress = Compress::new(Compression::fast(), false);
    // One that needs more room than it had is not worth it.
    let mut out = Vec::with_capacity(message.len() + TAIL.len());
    let status = compress.compress_vec(message, &mut out, FlushCompress::Sync);
    let all = matches!(status, Ok(Status::Ok)) && compress.total_in() == message.len() as u64;
    if !all || !out.ends_with(&TAIL) {
        return None;
    }
    out.truncate(out.len() - TAIL.len());
    (out.len() < message.len()).then(|| out.into())
}

/// What a message was, if that is at most `longest` bytes.
pub(super) fn decompress(message: &[u8], longest: usize) -> Result<Bytes, Violation> {
    let mut decompress = Decompress::new(false);
    let mut out = Vec::with_capacity((message.len() * 4).clamp(256, longest.max(256)));
    let mut is_whole = false;
    for mut rest in [message, &TAIL, &LAST] {
        while !rest.is_empty() {
            let before = (decompress.total_in(), out.len());
            let status = decompress.decompress_vec(rest, &mut out, FlushDecompress::Sync);
            let status = status.map_err(|_| Violation::Protocol("compressed bytes are garbled"))?;
            if out.len() > longest {
                return Err(Violation::TooBig);
            }
            let read = usize::try_from(decompress.total_in() - before.0).unwrap_or(rest.len());
            rest = &rest[read.min(rest.len())..];
            is_whole = status == Status::StreamEnd;
            if is_whole {
                // A block may say that it is the last; the next begins anew.
                decompress.reset(false);
            } else if read == 0 && out.len() == before.1 && out.len() < out.capacity() {
                return Err(Violation::Protocol("compressed bytes are garbled"));
            }
            if out.len() == out.capacity() {
                out.reserve(out.len().max(256));
            }
        }
    }
    if !is_whole {
        return Err(Violation::Protocol(
            "a compressed message ends within a block",
        ));
    }
    Ok(out.into())
}
