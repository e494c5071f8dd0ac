#![doc = include_str!("../README.md")]

mod config;
mod drain;
mod server;
mod settings;

pub use config::{Config, ConfigError, LogFormat, ServeArgs};
pub use server::{Parts, Running, StartError, start};
pub use settings::Settings;
