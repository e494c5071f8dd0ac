#![doc = include_str!("../README.md")]

mod batch;
mod config;
mod control;
mod drain;
mod held;
mod sse;
mod streams;
pub mod ws;

pub use config::{DrainConfig, Shape, UnknownPlace, Until};
pub use control::{CloseReason, Control};
pub use drain::{Broken, Drain};
pub use sse::{SseBody, event_stream_headers, reconnect_body};
pub use streams::{StreamHandle, Streams, TooManyStreams};
