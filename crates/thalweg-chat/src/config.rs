use std::num::NonZeroU64;
use std::time::Duration;

use crate::{JobConfig, SessionConfig};

/// How runs are written and how many there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChatConfig {
    /// The least time between two appends of a run; text that comes between them is joined.
    /// 25 ms; zero appends every piece by itself. The wire contract wants 20 to 40 ms.
    pub join_window: Duration,
    /// Text that is appended before the window is over, in bytes. 2 KiB.
    pub join_bytes: usize,
    /// Text that may wait while an append goes on, in bytes; beyond it the model is not read.
    /// 256 KiB.
    pub gather_bytes: usize,
    /// The longest answer, thinking included, in bytes; it ends with `length` there. 8 MiB.
    pub answer_bytes: usize,
    /// How long a failing store is tried again before a run is left to recovery. 30 s.
    pub patience: Duration,
    /// The most runs at once on this server. 10,000.
    pub max_runs: usize,
    /// Whether a model is asked for a title after a conversation's first answer. True.
    pub titles: bool,
    /// How often an answer may call tools before it must be given, several calls at once counting
    /// once. 16.
    pub rounds: usize,
    /// The longest result of a tool that a message holds and a model is shown, in bytes of JSON; of
    /// longer ones it is the beginning. 32 KiB.
    pub result_bytes: usize,
    /// How many tokens each person may spend in a day (UTC), prompts and answers together; runs that go on
    /// when they are spent go on. No limit, and nothing is counted.
    pub tokens_per_day: Option<NonZeroU64>,
    /// How jobs are executed and how many there may be.
    pub jobs: JobConfig,
    /// How long sessions last.
    pub sessions: SessionConfig,
}

impl Default for ChatConfig {
    fn default() -> Self {
        Self {
            join_window: Duration::from_millis(25),
            join_bytes: 2 * 1024,
            gather_bytes: 256 * 1024,
            answer_bytes: 8 * 1024 * 1024,
            patience: Duration::from_secs(30),
            max_runs: 10_000,
            titles: true,
            rounds: 16,
            result_bytes: 32 * 1024,
            tokens_per_day: None,
            jobs: JobConfig::default(),
            sessions: SessionConfig::default(),
        }
    }
}
