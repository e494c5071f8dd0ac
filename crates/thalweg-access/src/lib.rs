#![doc = include_str!("../README.md")]

mod access;
mod cookie;
mod gate;
mod identity;
mod store;

pub use access::{Access, AccessConfig, Mode, Renewal};
pub use cookie::{COOKIE, read_cookie};
pub use gate::{Gate, Refusal};
pub use identity::{Identity, Means, Unauthenticated};
pub use store::{AccountRow, AccountStore};
