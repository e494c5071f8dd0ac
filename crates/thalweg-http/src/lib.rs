#![doc = include_str!("../README.md")]

mod app;
mod assets;
mod chat_error;
mod error;
mod extract;
mod gate;
mod handlers;
mod linger;
mod log_request;
mod openapi;
mod owner;
mod permit;
mod router;
mod serve;
mod socket;
mod source_error;
mod stall;
mod stream;
mod tool_error;

pub use app::{App, AppState, HttpConfig, Phase};
pub use assets::serve_asset;
pub use error::ApiError;
pub use openapi::openapi;
pub use router::router;
pub use serve::serve;
