use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{SqliteConfig, checkpoint};

/// The pages of memory that the writer keeps, in KiB.
const WRITER_CACHE_KIB: i64 = 4_096;
/// The pages of memory that each reader keeps, in KiB.
const READER_CACHE_KIB: i64 = 1_024;

/// The one connection that writes.
pub(super) fn writer(database: &Path, config: &SqliteConfig) -> rusqlite::Result<Connection> {
    let conn = connect(database, WRITER_CACHE_KIB)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    // Every commit is on the disk before it is answered.
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "journal_size_limit", 16 * 1024 * 1024)?;
    if let Some(max_bytes) = config.max_bytes {
        let page: i64 = conn.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let max_bytes = i64::try_from(max_bytes).unwrap_or(i64::MAX);
        let pages = (max_bytes / page.max(1)).max(1);
        conn.pragma_update(None, "max_page_count", pages)?;
    }
    checkpoint::count_pages(&conn);
    Ok(conn)
}

/// A connection that copies the write-ahead log into the database.
pub(super) fn checkpointer(database: &Path) -> rusqlite::Result<Connection> {
    let conn = connect(database, 0)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    Ok(conn)
}

/// A connection that reads.
pub(super) fn reader(database: &Path) -> rusqlite::Result<Connection> {
    let conn = connect(database, READER_CACHE_KIB)?;
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

fn connect(database: &Path, cache_kib: i64) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(database, flags)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.pragma_update(None, "cache_size", -cache_kib)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(conn)
}
