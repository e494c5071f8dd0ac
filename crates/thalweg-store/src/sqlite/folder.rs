use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::OpenError;

/// The folder of a store, held by this process alone until it is dropped.
#[derive(Debug)]
pub(super) struct Folder {
    /// Holds the lock; the system releases it however the process ends.
    _lock: File,
    database: PathBuf,
}

impl Folder {
    /// Makes the folder and its files where they are missing, and locks it.
    pub(super) fn lock(path: &Path) -> Result<Self, OpenError> {
        make_folder(path).map_err(|error| not_writable(path, &error))?;
        let lock_path = path.join("lock");
        let lock = open(&lock_path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let folder = path.to_path_buf();
                return Err(OpenError::Locked { folder });
            }
            Err(TryLockError::Error(error)) => return Err(not_writable(&lock_path, &error)),
        }
        let database = path.join("thalweg.db");
        // Made before SQLite makes it, for its owner alone; SQLite gives its other files the same
        // rights.
        open(&database)?;
        Ok(Self {
            _lock: lock,
            database,
        })
    }

    /// The database's file.
    pub(super) fn database(&self) -> &Path {
        &self.database
    }
}

fn make_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn open(path: &Path) -> Result<File, OpenError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map_err(|error| not_writable(path, &error))
}

fn not_writable(path: &Path, error: &std::io::Error) -> OpenError {
    OpenError::NotWritable {
        path: path.to_path_buf(),
        cause: error.to_string(),
    }
}
