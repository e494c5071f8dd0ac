#![doc = include_str!("../README.md")]

pub mod crash;
mod dice;
pub mod load;
pub mod mixed;

pub use dice::Dice;
