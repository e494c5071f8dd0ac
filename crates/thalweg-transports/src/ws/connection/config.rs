use std::time::Duration;

use thalweg_log::Timestamp;

/// How a connection is to be served.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionConfig {
    /// Compression was agreed.
    pub compresses: bool,
    /// After how much silence of the client it is asked for a sign of life; after twice of it the
    /// connection ends.
    pub heartbeat: Duration,
    /// When the credential ends.
    pub expires_at: Option<Timestamp>,
    /// The most session frames that are not acknowledged, for the `welcome`.
    pub unacked: u32,
}
