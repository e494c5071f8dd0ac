#![doc = include_str!("../README.md")]

mod anthropic;
mod demo;
mod fake;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod openai;
mod providers;
mod upstream;

pub use demo::DemoModel;
pub use fake::{FakeProvider, FakeStep};
pub use providers::Providers;
pub use upstream::{
    BaseUrl, BaseUrlError, Secret, Upstream, UpstreamConfig, UpstreamError, UpstreamKind,
    UpstreamPatience,
};
