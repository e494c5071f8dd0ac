#![doc = include_str!("../README.md")]

mod address;
mod app;
mod assets;
mod chat_error;
mod connection;
mod connections;
mod error;
mod extract;
mod gate;
mod handlers;
mod http2;
mod limit;
mod linger;
mod log_request;
mod openapi;
mod owner;
mod permit;
mod router;
mod serve;
mod shed;
mod socket;
mod source_error;
mod stall;
mod stream;
mod ticket;
mod tls;
mod tool_error;
mod trail;
mod whole;

pub use app::{App, AppState, Guard, HttpConfig, Phase};
pub use assets::serve_asset;
pub use error::ApiError;
pub use openapi::openapi;
pub use router::router;
pub use serve::serve;
pub use tls::Tls;
