//! Both backends pass the suite.

use std::sync::Arc;

use thalweg_log::SeededEntropy;
use thalweg_store::suite::Subject;
use thalweg_store::{MemoryStore, SqliteConfig, SqliteStore, log_store_suite};

async fn memory_store() -> Subject {
    Subject::new(MemoryStore::new(Arc::new(SeededEntropy::new(1))))
}

async fn sqlite_store() -> Subject {
    let folder = tempfile::tempdir().expect("a folder");
    let config = SqliteConfig::new(folder.path().join("data"));
    let store = SqliteStore::open(config, Arc::new(SeededEntropy::new(1))).expect("opened");
    Subject::with_guard(store, folder)
}

log_store_suite!(memory, memory_store);
log_store_suite!(sqlite, sqlite_store);
