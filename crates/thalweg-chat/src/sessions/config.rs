use std::time::Duration;

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionConfig {
    /// How long a session waits for a connection when none of its jobs goes on. 15 minutes.
    pub idle: Duration,
    /// The most frames that are not acknowledged; beyond it the session ends. 10,000.
    pub unacked: u64,
    /// After how many acknowledged frames they are forgotten. 64.
    pub trim_after: u64,
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(15 * 60),
            unacked: 10_000,
            trim_after: 64,
        }
    }
}
