#![doc = include_str!("../README.md")]

mod audit;
mod config;
mod drain;
mod fetch;
mod jwks;
mod oidc;
mod server;
mod settings;
mod tls;
mod upstreams;
mod verify;

pub use config::{
    Config, ConfigError, LimitArgs, LogFormat, ModelArgs, OidcArgs, RegistrationArg, ServeArgs,
    TlsArgs, TokenArgs,
};
pub use fetch::NoTls;
pub use jwks::JwksUrl;
pub use oidc::OidcSettings;
pub use server::{Parts, Running, StartError, start};
pub use settings::{Settings, TokenKeys, TokenSettings};
pub use tls::{Certificates, Looked, TlsError, TlsFiles};
pub use upstreams::Upstreams;
pub use verify::{VerifyArgs, VerifyError, Whole, verify};
