use std::cell::Cell;
use std::fs::OpenOptions;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::atomic::Ordering;

use rusqlite::Connection;
use thalweg_log::StoreError;

use super::upkeep::Upkeep;
use super::writer::Writer;
use super::{SqliteStore, conn};
use crate::error::store_error;

/// From how many pages in the write-ahead log on upkeep copies them into the database: 4 MiB.
const DUE: u32 = 1_024;
/// So few pages the writer may copy itself between two commits: about a millisecond.
const FEW: u32 = 128;
/// From here on the writer copies them all, so that the log stays bounded if nobody calls upkeep or
/// upkeep cannot follow: 128 MiB.
const TOO_MANY: u32 = 32_768;

/// How long the file of the log is from the start, in bytes: more than it grows to before upkeep
/// copies it.
const ROOM: u64 = 8 * 1024 * 1024;

thread_local! {
    /// How many pages the log held after the last commit of this thread. The hook below, which has
    /// no other place for it, runs within the commit.
    static PAGES: Cell<u32> = const { Cell::new(0) };
}

/// Has the pages of the log counted, in place of SQLite's own copying in the middle of a commit.
pub(super) fn count_pages(conn: &Connection) {
    conn.wal_hook(Some(|wal, pages| {
        PAGES.set(pages.cast_unsigned());
        // The commit stands whatever this does, and an error here would deny it.
        if pages.cast_unsigned() >= TOO_MANY
            && let Err(error) = wal.checkpoint()
        {
            tracing::debug!(error = %error, "the write-ahead log was not copied");
        }
        Ok(())
    }));
}

/// Fills the log's file with zeros up to [`ROOM`], so that commits write over blocks that are there. A
/// sync of a file that grows writes its new blocks and its length as well, which takes as long again.
/// SQLite reads a log as far as its frames are valid, and zeros are none.
///
/// To be called before anything else reads or writes.
pub(super) fn make_room(database: &Path) {
    if let Err(error) = fill(database) {
        tracing::debug!(error = %error, "the write-ahead log has no room made for it");
    }
}

fn fill(database: &Path) -> io::Result<()> {
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    let mut file = OpenOptions::new().write(true).open(log)?;
    let end = file.seek(SeekFrom::End(0))?;
    let missing = usize::try_from(ROOM.saturating_sub(end)).unwrap_or(0);
    file.write_all(&vec![0; missing])?;
    file.sync_all()
}

impl Writer {
    /// Tells upkeep how long the log is. To be called on the writer's own thread after a commit.
    pub(super) fn tell_pages(&self) {
        self.shared.wal_pages.store(PAGES.get(), Ordering::Relaxed);
    }
}

impl SqliteStore {
    /// Copies the write-ahead log into the database if it has grown long: most of it beside the
    /// writer, the rest by the writer, which only then may begin the log anew.
    pub(super) async fn checkpoint(&self, upkeep: &mut Upkeep) -> Result<(), StoreError> {
        if self.shared.wal_pages.load(Ordering::Relaxed) < DUE {
            return Ok(());
        }
        let conn = match upkeep.checkpointer.take() {
            Some(conn) => conn,
            None => conn::checkpointer(&self.database).map_err(store_error)?,
        };
        let beside = move || {
            let mut left = u32::MAX;
            // What came meanwhile is less each time, unless the disk cannot follow.
            for _ in 0..3 {
                let (pages, copied) = copy(&conn)?;
                left = pages.saturating_sub(copied);
                if left <= FEW {
                    break;
                }
            }
            Ok((conn, left))
        };
        let (conn, left) = super::readers::blocking(beside).await?;
        upkeep.checkpointer = Some(conn);
        if left <= FEW {
            let rest = |writer: &mut Writer| {
                let (pages, copied) = copy(&writer.conn)?;
                if copied == pages {
                    PAGES.set(0);
                }
                Ok(())
            };
            self.writer.run(rest).await?;
        }
        Ok(())
    }
}

/// Copies what no reader needs in the log. Says how many pages it holds and how many were copied.
fn copy(conn: &Connection) -> Result<(u32, u32), StoreError> {
    let run = || {
        let mut statement = conn.prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?;
        statement.query_row([], |row| Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)))
    };
    let (pages, copied) = run().map_err(store_error)?;
    let count = |n: i64| u32::try_from(n).unwrap_or(0);
    Ok((count(pages), count(copied)))
}
