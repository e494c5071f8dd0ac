#![doc = include_str!("../README.md")]

mod append;
mod channel;
mod clock;
mod cursor;
mod entropy;
mod event;
mod fence;
mod lineage;
mod position;
mod principal;
mod store;

pub use append::{AppendError, Appended, Batch, Condition, IdempotencyRecord, NewEvent};
pub use channel::{ChannelKind, ChannelName, InvalidChannel};
pub use clock::{Clock, ManualClock, SystemClock, Timestamp};
pub use cursor::{Cursor, MalformedCursor};
pub use entropy::{Entropy, Ids, OsEntropy, SeededEntropy};
pub use event::{Event, EventClass, EventKind};
pub use fence::{Fence, FenceChange, FenceName};
pub use lineage::{Lineage, Standing, Term};
pub use position::{Position, Seq};
pub use principal::{InvalidPrincipal, PrincipalId};
pub use store::{
    CommitQueue, LogStore, Maintenance, Page, ReadLimit, Snapshots, StoreError, Trimmed,
};
