use std::sync::Arc;

use uuid::Uuid;

/// What a fence guards, such as `conversation:{id}`.
pub type FenceName = Arc<str>;

/// A named lock in the log: while it is open, only appends that show its token may write what it
/// guards, and a second opening is refused.
///
/// It lies in the store and is checked in the append's own transaction, so a writer that lost it
/// cannot write, however late it wakes up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// What it guards.
    pub name: FenceName,
    /// Who holds it, for those who find it closed to them: the id of a run.
    pub holder: Uuid,
    /// Drawn at random at each opening.
    pub token: u64,
}

/// What an append does to fences, in its own transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FenceChange {
    /// Opens a fence; refused with [`crate::AppendError::FenceHeld`] while one of that name is open.
    Open(Fence),
    /// Closes an open fence of that name and token; refused with
    /// [`crate::AppendError::FenceLost`] if there is none.
    Close {
        /// What it guards.
        name: FenceName,
        /// The token of the opening.
        token: u64,
    },
}
