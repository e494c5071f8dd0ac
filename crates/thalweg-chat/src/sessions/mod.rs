//! Sessions: what a logical client called, told in frames with a number of their own, so that it can
//! go on after its connection broke or the server did.
//!
//! A frame is an event of the channel `session:{id}`, committed with the event of the job that it
//! mirrors; its number is its seq there. How far calls are is kept in memory alone, the latest of each.

mod call;
mod config;
mod end;
mod frames;
mod handle;
mod held;
mod left;
mod resume;

pub(crate) use self::call::InSession;
pub use self::call::JobSession;
pub use self::config::SessionConfig;
pub(crate) use self::frames::{add_frame, add_piece};
pub use self::handle::{AckError, CallProgress, Invoked, SessionEnd, SessionHandle};
pub(crate) use self::held::{Session, Sessions};
pub use self::resume::ResumedSession;
