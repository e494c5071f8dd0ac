//! What only the store on disk must do: come back after a stop, a crash or a failure, and say what
//! is wrong when it cannot.

#[path = "sqlite/crash.rs"]
mod crash;
#[path = "sqlite/drain.rs"]
mod drain;
#[path = "sqlite/gaps.rs"]
mod gaps;
#[path = "sqlite/layout.rs"]
mod layout;
#[path = "sqlite/open.rs"]
mod open;
#[path = "sqlite/same.rs"]
mod same;
#[path = "sqlite/upkeep.rs"]
mod upkeep;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;
use thalweg_log::OsEntropy;
use thalweg_store::{OpenError, SqliteConfig, SqliteStore};

/// A folder and how to open the store in it.
struct Home {
    folder: TempDir,
    config: SqliteConfig,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = SqliteConfig::new(folder.path().join("data"));
        Self { folder, config }
    }

    fn open(&self) -> SqliteStore {
        self.try_open().expect("opened")
    }

    fn try_open(&self) -> Result<SqliteStore, OpenError> {
        SqliteStore::open(self.config.clone(), Arc::new(OsEntropy))
    }

    fn database(&self) -> PathBuf {
        self.config.folder.join("thalweg.db")
    }

    /// The folder as it is at this moment, which is what a crash would leave.
    fn copy(&self) -> Self {
        let copy = Self::new();
        std::fs::create_dir(&copy.config.folder).expect("a folder");
        for entry in std::fs::read_dir(&self.config.folder).expect("readable") {
            let path = entry.expect("readable").path();
            // The index of the write-ahead log is shared memory; it is built anew after a crash.
            let name = path.file_name().expect("a file").to_owned();
            if name != "thalweg.db-shm" {
                std::fs::copy(&path, copy.config.folder.join(name)).expect("copied");
            }
        }
        copy
    }

    /// Does something to the tables behind the store's back.
    fn tamper(&self, sql: &str) {
        let conn = rusqlite::Connection::open(self.database()).expect("opened");
        conn.busy_timeout(std::time::Duration::from_secs(5))
            .expect("set");
        conn.execute_batch(sql).expect("done");
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}
