mod lines;
mod process;
mod watched;

pub(super) use self::lines::Lines;
pub(super) use self::process::{Process, Spawned, spawn};
pub(super) use self::watched::{LINE, Rubbish, Watched};
