use std::path::PathBuf;
use std::time::Duration;

use thalweg_log::ChannelKind;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long an idempotency key counts.
///
/// Source: the wire contract, section 2.
pub(crate) const KEY_LIFE: Duration = DAY;

/// How a [`crate::SqliteStore`] is kept.
#[derive(Debug, Clone)]
pub struct SqliteConfig {
    /// Where it lies. Made if it is not there, for its owner alone.
    pub folder: PathBuf,
    /// How long after a terminal event the transient events before it are kept. Default: 60 s.
    pub fold_after: Duration,
    /// How long events lie in the journal at most before they move to the archive. Default: 60 s.
    pub journal_age: Duration,
    /// How many bytes of events lie in the journal at most. Default: 64 MiB.
    pub journal_bytes: u64,
    /// The most that the database may grow to; beyond it appends answer
    /// [`thalweg_log::StoreError::Full`]. Default: as large as the disk.
    pub max_bytes: Option<u64>,
    /// How many reads run at the same time; others wait. Default: 3.
    pub readers: usize,
    /// What is forgotten, and when.
    pub retention: Retention,
}

impl SqliteConfig {
    /// The defaults, in `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            fold_after: MINUTE,
            journal_age: MINUTE,
            journal_bytes: 64 * 1024 * 1024,
            max_bytes: None,
            readers: 3,
            retention: Retention::default(),
        }
    }
}

/// What a store forgets, and when.
#[derive(Debug, Clone)]
pub struct Retention {
    /// How much channels of a kind keep; all of it for kinds that are not named.
    /// Default: feeds of people, 30 days or 10,000 events.
    pub keep: Vec<(ChannelKind, Keep)>,
    /// How long a deleted conversation can be restored. Default: 30 days.
    pub deleted: Duration,
    /// How often all channels are looked through for what is to be forgotten. Default: 1 hour.
    pub every: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        let feed = Keep {
            age: 30 * DAY,
            events: 10_000,
        };
        Self {
            keep: vec![(ChannelKind::User, feed)],
            deleted: 30 * DAY,
            every: 60 * MINUTE,
        }
    }
}

/// How much of a channel is kept: what is older or beyond the number goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// The greatest age.
    pub age: Duration,
    /// The most events, counted by seq.
    pub events: u64,
}
