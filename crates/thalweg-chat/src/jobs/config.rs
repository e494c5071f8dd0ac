use std::time::Duration;

/// How jobs are executed and how many there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobConfig {
    /// The most jobs of one principal that run at once; others wait as `queued`. 1,000.
    pub running_of_one: usize,
    /// The most jobs that run at once on this server. 4,000.
    pub running: usize,
    /// The most jobs of one principal that wait or run; more are refused. 2,000.
    pub open_of_one: usize,
    /// The most jobs that wait or run on this server. 10,000.
    pub open: usize,
    /// The least time between two reports of a job; what comes between is joined. 100 ms.
    pub report_window: Duration,
    /// The most of its log that a job tells in one report, in bytes. 8 KiB.
    pub log_bytes: usize,
    /// How much of its log is kept at its end, in bytes. 16 KiB.
    pub log_kept: usize,
    /// The longest result, in bytes of JSON. 1 MiB.
    pub output_bytes: usize,
    /// The longest arguments, in bytes of JSON. 256 KiB.
    pub args_bytes: usize,
    /// How long a person has to decide. 10 minutes.
    pub approval_time: Duration,
}

impl Default for JobConfig {
    fn default() -> Self {
        Self {
            running_of_one: 1_000,
            running: 4_000,
            open_of_one: 2_000,
            open: 10_000,
            report_window: Duration::from_millis(100),
            log_bytes: 8 * 1024,
            log_kept: 16 * 1024,
            output_bytes: 1024 * 1024,
            args_bytes: 256 * 1024,
            approval_time: Duration::from_secs(600),
        }
    }
}
