//! What a model calls in a run: what it is offered, how its calls are judged and done, and what it is
//! told of them.

mod judge;
mod offer;
mod result;
mod round;

pub(crate) use self::result::{called, shortened};
pub(crate) use self::round::Round;
