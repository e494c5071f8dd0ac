#![doc = include_str!("../README.md")]

mod control;
mod drain;
mod held;
mod sse;
mod streams;

pub use control::{CloseReason, Control};
pub use drain::{Broken, Drain, DrainConfig, Shape, Until};
pub use sse::{SseBody, event_stream_headers, reconnect_body};
pub use streams::{StreamHandle, Streams, TooManyStreams};
