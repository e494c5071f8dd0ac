#![doc = include_str!("../README.md")]

mod config;
mod drain;
mod server;
mod settings;
mod upstreams;

pub use config::{Config, ConfigError, LogFormat, ModelArgs, ServeArgs};
pub use server::{Parts, Running, StartError, start};
pub use settings::Settings;
pub use upstreams::Upstreams;
