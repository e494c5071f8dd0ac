use std::path::PathBuf;

use rusqlite::ErrorCode;
use thalweg_log::StoreError;

/// Why a store cannot be opened. Each message is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error(
        "`{folder}` is in use by another server; stop that one, or choose another folder with `--data`"
    )]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder or a file in it cannot be made or written.
    #[error(
        "cannot write to `{path}` ({cause}); let this user write there, or choose another folder with `--data`"
    )]
    NotWritable {
        /// What cannot be written.
        path: PathBuf,
        /// The system's reason.
        cause: String,
    },
    /// The database cannot be understood.
    #[error(
        "`{path}` is damaged ({cause}); put a backup in its place, or move it away to begin an empty one"
    )]
    Corrupt {
        /// The database.
        path: PathBuf,
        /// What was found.
        cause: String,
    },
    /// A later version of this program wrote it.
    #[error(
        "the store has layout {version}, this program knows {known} and earlier; start the version that wrote it, or a later one"
    )]
    Newer {
        /// Its layout.
        version: u32,
        /// The latest layout that is known here.
        known: u32,
    },
    /// The disk, or the quota, is full.
    #[error("no space is left for `{path}`; free some, or choose another folder with `--data`")]
    Full {
        /// The database.
        path: PathBuf,
    },
    /// Anything else, in the words of the driver.
    #[error("cannot open `{path}` ({cause}); mend that, then start again")]
    Failed {
        /// The database.
        path: PathBuf,
        /// The driver's reason.
        cause: String,
    },
}

impl OpenError {
    pub(crate) fn of(path: PathBuf, error: StoreError) -> Self {
        match error {
            StoreError::Corrupt(cause) => Self::Corrupt { path, cause },
            StoreError::Full => Self::Full { path },
            StoreError::Failed(cause) => Self::Failed { path, cause },
            StoreError::Closed => Self::Failed {
                path,
                cause: "it was closed".into(),
            },
        }
    }
}

/// The driver's failure in the words of the log.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(crate) fn store_error(error: rusqlite::Error) -> StoreError {
    match &error {
        rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
            ErrorCode::DiskFull => StoreError::Full,
            ErrorCode::SystemIoFailure
                if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE =>
            {
                StoreError::Full
            }
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                StoreError::Corrupt(error.to_string())
            }
            _ => StoreError::Failed(error.to_string()),
        },
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::Utf8Error(..) => StoreError::Corrupt(error.to_string()),
        _ => StoreError::Failed(error.to_string()),
    }
}

/// A stored value that cannot be read.
pub(crate) fn corrupt(what: &str) -> StoreError {
    StoreError::Corrupt(format!("{what} cannot be read"))
}
