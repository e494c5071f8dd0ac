use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};

/// What every server of WebSockets puts behind the key.
const ENDING: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The answer to a client's `Sec-WebSocket-Key`; `None` if that is not the base64 of 16 bytes.
///
/// Source: RFC 6455, section 4.2.2.
pub fn accept_key(key: &str) -> Option<String> {
    let bytes = STANDARD.decode(key).ok()?;
    if bytes.len() != 16 {
        return None;
    }
    let mut hash = Sha1::new();
    hash.update(key);
    hash.update(ENDING);
    Some(STANDARD.encode(hash.finalize()))
}
