#![doc = include_str!("../README.md")]

pub mod crash;
mod dice;
pub mod load;

pub use dice::Dice;
