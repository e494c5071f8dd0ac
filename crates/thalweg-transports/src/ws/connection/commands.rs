use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use thalweg_log::{ChannelName, Position, Timestamp};
use thalweg_wire::{CancelTool, ErrorCode, InvokeFrame, ToolUpdate};
use uuid::Uuid;

/// Something that goes on while the connection does other things.
pub type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What a client is told of something that was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The stable word.
    pub code: ErrorCode,
    /// What to do, in words for a person.
    pub message: String,
}

/// What a connection asks of the rest of the server, in the name of whoever opened it.
pub trait Commands: Send + Sync + 'static {
    /// Counts a frame of the client.
    ///
    /// # Errors
    /// What the client is told if it sent too many; the frame is not obeyed then.
    fn admit(&self) -> Result<(), Failure>;

    /// Whether a channel may be followed.
    fn permit(&self, channel: &ChannelName) -> Work<Result<bool, Failure>>;

    /// Until when a fresh credential counts, if it is one of the same person; `None`: for ever. From
    /// then on it decides what they may do.
    fn authenticate(&self, token: String) -> Work<Result<Option<Timestamp>, Failure>>;

    /// A new session of that id, which lasts once a tool is called in it.
    fn open_session(&self, id: Uuid) -> Box<dyn SessionLink>;

    /// Takes over the session `id` after its frame `seq`; `None` if it is unknown, somebody else's,
    /// over, or has lost a frame after that one.
    fn resume(&self, id: Uuid, seq: u64) -> Work<Result<Option<Resumed>, Failure>>;

    /// Stops a call; done once its end is committed.
    fn cancel(&self, call: CancelTool) -> Work<Result<(), Failure>>;
}

/// A session that goes on.
pub struct Resumed {
    /// It.
    pub link: Box<dyn SessionLink>,
    /// A place in the log before the first frame that is to be sent again.
    pub from: Position,
    /// The last seq of the session so far.
    pub last: u64,
}

/// A session as its connection sees it. Dropping it lets the session wait for another connection.
pub trait SessionLink: Send {
    /// Its id.
    fn id(&self) -> Uuid;

    /// Where its frames are.
    fn channel(&self) -> ChannelName;

    /// Calls a tool. What is answered is said besides the session's own frames.
    fn invoke(&self, call: InvokeFrame) -> Work<Result<Option<ToolUpdate>, Failure>>;

    /// Frames up to `seq` are handled; what there is to do about it.
    ///
    /// # Errors
    /// [`AckRefused`] if there is no such frame yet.
    fn ack(&mut self, seq: u64) -> Result<Option<Work<()>>, AckRefused>;

    /// Whether this connection has lost the session.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<News>;

    /// How far calls are, the latest of each since the last time.
    fn poll_progress(&mut self, cx: &mut Context<'_>) -> Poll<Vec<ToolUpdate>>;
}

/// Why a connection has no session any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Another connection goes on with it.
    TakenOver,
    /// Too many of its frames were not acknowledged.
    Ended,
}

/// A frame was acknowledged that there is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the last frame of the session is {last}")]
pub struct AckRefused {
    /// The last one that there is.
    pub last: u64,
}
