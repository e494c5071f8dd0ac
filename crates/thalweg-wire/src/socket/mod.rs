//! Frames of the WebSocket, in both directions.
//!
//! Source: the wire contract, section 6.

mod client;
mod encode;
mod server;

pub use client::{
    Ack, Auth, CancelTool, ClientFrame, InvokeFrame, PingFrame, Presence, Publish, Resume,
    Subscribe, Unsubscribe,
};
pub use encode::{encode_ws, encode_ws_session};
pub use server::{
    ChannelEvent, Draining, FrameError, FrameOk, PartialResult, Pong, ServerFrame, SocketLimits,
    SocketReset, SocketWelcome, ToolComplete, ToolUpdate,
};
