#![doc = include_str!("../README.md")]

mod access;
mod cookie;
mod gate;
mod store;

pub use access::{Access, AccessConfig, Identity, Mode, Renewal};
pub use cookie::{COOKIE, read_cookie};
pub use gate::{Gate, Refusal};
pub use store::AccountStore;
