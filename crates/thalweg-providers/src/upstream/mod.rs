//! What every upstream shares: its address and key, the request and its repetitions, the reading of
//! an answer's bytes under time limits, and the list of its models.

mod answer;
mod base_url;
mod body;
mod client;
mod config;
mod dialect;
mod events;
mod fault;
mod health;
mod listing;
mod provider;
mod retry_after;
mod secret;
mod send;
mod turns;
mod words;

#[cfg(test)]
mod conformance;

pub use base_url::{BaseUrl, BaseUrlError};
pub use client::UpstreamError;
pub use config::{UpstreamConfig, UpstreamKind, UpstreamPatience};
pub use provider::Upstream;
pub use secret::Secret;

#[cfg(feature = "fuzzing")]
pub(crate) use answer::Answer;
pub(crate) use dialect::{Dialect, Step, unique};
pub(crate) use events::Event;
#[cfg(feature = "fuzzing")]
pub(crate) use events::Events;
pub(crate) use fault::Fault;
pub(crate) use turns::shown;
