//! WebSocket frames: RFC 6455, with the compression of RFC 7692.
//!
//! Pure: bytes in, messages out, and the other way round. A frame that is sent is the same bytes for
//! everybody who gets it, compressed or not, because no connection keeps a window of its own.

mod close;
mod decode;
mod deflate;
mod encode;
mod handshake;
mod header;
mod utf8;

pub use close::{CloseCode, Violation};
pub use decode::{Decoder, DecoderConfig, Message};
pub use deflate::{accept_deflate, compress};
pub use encode::{close_frame, ping_frame, pong_frame, text_frame, text_frame_of_compressed};
pub use handshake::accept_key;
