//! WebSocket: frames by RFC 6455 with the compression of RFC 7692, and the connection over them.
//!
//! The codec is pure: bytes in, messages out, and the other way round. A frame that is sent is the same
//! bytes for everybody who gets it, compressed or not, because no connection keeps a window of its own.

mod close;
mod connection;
mod decode;
mod deflate;
mod encode;
mod handshake;
mod header;
mod utf8;

pub use close::{CloseCode, Violation};
pub use connection::{
    AckRefused, Commands, Connection, ConnectionConfig, Failure, News, Resumed, SessionLink, Work,
    turn_away,
};
pub use decode::{Decoder, DecoderConfig, Message};
pub use deflate::{accept_deflate, compress};
pub use encode::{close_frame, ping_frame, pong_frame, text_frame, text_frame_of_compressed};
pub use handshake::accept_key;
