use std::path::{Path, PathBuf};

use clap::Args;
use thalweg_access::{Broken, ChainEnd};
use thalweg_store::{OpenError, read_at_rest};

use crate::audit::{self, Ends};

/// Options of `thalweg audit verify`.
#[derive(Debug, Clone, Default, Args)]
pub struct VerifyArgs {
    /// Folder of the embedded store [default: the platform's data folder + thalweg]
    #[arg(long, env = "THALWEG_DATA", value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// An entry as it was known before, as NUMBER:HASH, from the server's log or an earlier check; it must still be
    /// there; may be given several times
    #[arg(long = "expect", value_name = "NUMBER:HASH")]
    pub expected: Vec<String>,
}

/// A trail that is whole, as far as can be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The hash of the first entry; empty of a trail without entries.
    pub first: String,
    /// The last entry.
    pub end: ChainEnd,
    /// Whether the ends that are kept beside the log were there to compare.
    pub has_ends: bool,
}

/// Why a trail is not found to be whole. Each message is one line.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// An entry was changed, added or taken away.
    #[error("the audit trail is broken at entry {}: {}", .0.seq, .0.why)]
    Broken(#[from] Broken),
    /// The log is cut short, or was put back.
    #[error(
        "the audit trail is broken at entry {at}: it ends with entry {found}, but had {known} entries"
    )]
    Short {
        /// The first entry that is missing.
        at: u64,
        /// The last one that is there.
        found: u64,
        /// The last one that was known.
        known: u64,
    },
    /// An entry is another one than was known.
    #[error("the audit trail is broken at entry {seq}: it is another one than was known before")]
    Replaced {
        /// The entry.
        seq: u64,
    },
    /// What was expected cannot be understood.
    #[error("`--expect` is `{0}`: give the number of an entry and its hash, such as 17:9f86d0…")]
    BadExpectation(String),
    /// The ends beside the log cannot be read.
    #[error("`{path}` cannot be read ({cause}); put a copy of it back, or move it away")]
    Ends {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The platform has no folder for data.
    #[error("no folder for data is known here; give one with `--data`")]
    NoDataFolder,
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The name of the trail's channel is none.
    #[error("the audit trail has no channel")]
    NoChannel,
}

/// Checks the audit trail in the store of a folder from its first entry to its last, and nothing is
/// written. The server may run.
///
/// # Errors
/// [`VerifyError`], which names the first entry that is not as it was written.
pub fn verify(args: &VerifyArgs) -> Result<Whole, VerifyError> {
    let default = || dirs::data_dir().map(|dir| dir.join("thalweg"));
    let folder = args.data.clone().or_else(default);
    let folder = folder.ok_or(VerifyError::NoDataFolder)?;
    let mut known = Vec::new();
    for text in &args.expected {
        known.push(expectation(text)?);
    }
    // Read before the log: a server that writes meanwhile writes the log first.
    let ends = ends(&folder.join("audit.ends"))?;
    if let Some(ends) = &ends {
        known.push((1, ends.first.clone()));
        known.push((ends.seq, ends.last.clone()));
    }
    known.sort_unstable();
    let channel = audit::channel().map_err(|_| VerifyError::NoChannel)?;
    let mut walk = Walk::default();
    read_at_rest(&folder, &channel, |seq, data| {
        walk.step(seq.get(), data, &known)
    })?;
    if let Some(failed) = walk.failed {
        return Err(failed);
    }
    let found = walk.end.seq();
    if let Some((last, _)) = known.last().filter(|(last, _)| *last > found) {
        let (at, known) = (found + 1, *last);
        return Err(VerifyError::Short { at, found, known });
    }
    Ok(Whole {
        first: walk.first,
        end: walk.end,
        has_ends: ends.is_some(),
    })
}

/// How far a check is.
#[derive(Default)]
struct Walk {
    first: String,
    end: ChainEnd,
    failed: Option<VerifyError>,
}

impl Walk {
    /// Checks the next entry; whether to go on.
    fn step(&mut self, seq: u64, data: &[u8], known: &[(u64, String)]) -> bool {
        let followed = self.end.follow(seq, data).map_err(VerifyError::from);
        let (seq, hash) = (self.end.seq(), self.end.hash());
        let is_known = |(at, told): &(u64, String)| *at != seq || *told == hash;
        self.failed = followed
            .and_then(|()| {
                let all = known.iter().all(is_known);
                all.then_some(()).ok_or(VerifyError::Replaced { seq })
            })
            .err();
        if seq == 1 {
            self.first = hash;
        }
        self.failed.is_none()
    }
}

fn expectation(text: &str) -> Result<(u64, String), VerifyError> {
    let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    let parsed = text.split_once(':').and_then(|(seq, hash)| {
        let seq = seq.parse().ok().filter(|seq| *seq > 0)?;
        is_hash(hash).then(|| (seq, hash.to_ascii_lowercase()))
    });
    parsed.ok_or_else(|| VerifyError::BadExpectation(text.into()))
}

fn ends(path: &Path) -> Result<Option<Ends>, VerifyError> {
    let bad = |cause: String| VerifyError::Ends {
        path: path.to_path_buf(),
        cause,
    };
    match std::fs::read(path) {
        Ok(bytes) => {
            let ends = serde_json::from_slice(&bytes);
            ends.map(Some).map_err(|error| bad(error.to_string()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(bad(error.to_string())),
    }
}
