#![doc = include_str!("../README.md")]

mod client;
mod decoder;
mod error;
mod resuming;
mod stream;

pub use client::{Answer, Client, Request};
pub use decoder::{SseDecoder, SseEvent};
pub use error::ClientError;
pub use resuming::Resuming;
pub use stream::EventStream;
