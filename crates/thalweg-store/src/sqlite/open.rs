use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};

use rusqlite::{Connection, Row};
use thalweg_log::{Entropy, Lineage, Position, StoreError, Term, Timestamp};

use super::checkpoint;
use super::codec;
use super::conn;
use super::folder::Folder;
use super::index::{CommitInfo, Index};
use super::layout::{self, Found};
use super::read::load_fences;
use super::readers::Readers;
use super::upkeep::Upkeep;
use super::view::{bytes, position};
use super::writer::{Writer, WriterHandle};
use super::{Shared, SqliteConfig, SqliteStore};
use crate::OpenError;
use crate::error::store_error;

impl SqliteStore {
    /// Opens the store in `config.folder`, made if it is not there, and holds it alone until it is
    /// closed or dropped. Blocks for the reading of the journal: up to 150 ms.
    ///
    /// `entropy` draws the epoch of a new log and the tag of the term that begins.
    ///
    /// # Errors
    /// [`OpenError`], whose message says what to do.
    #[expect(clippy::needless_pass_by_value, reason = "callers give a handle away")]
    pub fn open(config: SqliteConfig, entropy: Arc<dyn Entropy>) -> Result<Self, OpenError> {
        let folder = Folder::lock(&config.folder)?;
        let database = folder.database().to_path_buf();
        let failed = |error| OpenError::of(database.clone(), error);
        let mut conn = conn::writer(&database, &config)
            .map_err(store_error)
            .map_err(failed)?;
        prepare(&mut conn, &database, &*entropy)?;
        let shared = load(&mut conn, config, &*entropy).map_err(failed)?;
        checkpoint::make_room(&database);
        let shared = Arc::new(shared);
        let fences = load_fences(&conn).map_err(store_error).map_err(failed)?;
        let readers = Readers::new(database.clone(), shared.config.readers);
        let writer = Writer {
            conn,
            head: shared.head(),
            heads: std::collections::HashMap::new(),
            fences: fences
                .into_iter()
                .map(|fence| (Arc::clone(&fence.name), fence))
                .collect(),
            shared: Arc::clone(&shared),
        };
        let writer = WriterHandle::start(writer, folder)
            .map_err(|error| failed(StoreError::Failed(error.to_string())))?;
        Ok(Self {
            shared,
            writer,
            readers: Arc::new(readers),
            upkeep: tokio::sync::Mutex::new(Upkeep::default()),
            database: database.clone(),
        })
    }
}

/// Makes the tables of a new store, or brings those of an earlier layout to the latest.
fn prepare(conn: &mut Connection, database: &Path, entropy: &dyn Entropy) -> Result<(), OpenError> {
    let failed = |error| OpenError::of(database.to_path_buf(), error);
    match layout::inspect(conn).map_err(store_error).map_err(failed)? {
        Found::Empty => {
            let epoch = u32::try_from(entropy.next_u64() >> 32).unwrap_or_default();
            layout::create(conn, epoch, draw_tag(entropy)).map_err(failed)
        }
        Found::Store(layout::VERSION) => Ok(()),
        Found::Store(version) if (1..layout::VERSION).contains(&version) => {
            tracing::info!(
                layout.from = version,
                layout.to = layout::VERSION,
                "the store is brought to a later layout"
            );
            layout::migrate(conn, version).map_err(failed)
        }
        Found::Store(version) if version > layout::VERSION => Err(OpenError::Newer {
            version,
            known: layout::VERSION,
        }),
        Found::Store(version) => Err(failed(StoreError::Corrupt(format!("layout {version}")))),
        Found::Foreign => Err(failed(StoreError::Corrupt(
            "it is a database of another program".into(),
        ))),
    }
}

/// Reads what is kept in memory and begins a new term.
fn load(
    conn: &mut Connection,
    config: SqliteConfig,
    entropy: &dyn Entropy,
) -> Result<Shared, StoreError> {
    let sql = "SELECT epoch, archived_to FROM meta";
    let read = |row: &Row<'_>| Ok((row.get::<_, u32>(0)?, position(row, 1)?));
    let (epoch, archived_to) = conn.query_row(sql, [], read).map_err(store_error)?;
    let index = Index::new(archived_to);
    let head = load_journal(conn, &index, archived_to)?;
    let terms = begin_term(conn, head, draw_tag(entropy)).map_err(store_error)?;
    Ok(Shared {
        lineage: Lineage::new(epoch, terms),
        index,
        head: AtomicU64::new(head.get()),
        wal_pages: AtomicU32::new(0),
        // What waited when the program ended still does.
        words_wait: AtomicBool::new(true),
        config,
    })
}

/// Builds the index and returns the last position.
fn load_journal(
    conn: &Connection,
    index: &Index,
    archived_to: Position,
) -> Result<Position, StoreError> {
    // The length of the data is known without reading it.
    let sql = "SELECT first, count, at, length(data), entries FROM journal WHERE first > ? ORDER BY first";
    let mut head = archived_to;
    let mut load = || -> Result<(), crate::sqlite::view::ViewError> {
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([archived_to.get().cast_signed()])?;
        while let Some(row) = rows.next()? {
            let commit = CommitInfo {
                first: position(row, 0)?,
                count: row.get::<_, i64>(1)?.cast_unsigned(),
                at: Timestamp::from_millis(row.get::<_, i64>(2)?.cast_unsigned()),
                bytes: row.get::<_, i64>(3)?.cast_unsigned(),
            };
            // The log has no holes, so a commit begins where the last one ended.
            if commit.first != head.next() || commit.count == 0 {
                return Err(crate::error::corrupt("the journal's order").into());
            }
            index.publish(commit, &codec::entries(bytes(row, 4)?)?);
            head = Position::new(head.get() + commit.count);
        }
        Ok(())
    };
    load().map_err(StoreError::from)?;
    Ok(head)
}

/// Begins a term after `head` in place of earlier ones that never wrote, and returns all terms.
fn begin_term(conn: &mut Connection, head: Position, tag: u64) -> rusqlite::Result<Vec<Term>> {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let first = head.next().get().cast_signed();
    tx.execute("DELETE FROM terms WHERE first >= ?", [first])?;
    tx.execute(
        "INSERT INTO terms VALUES (?, ?)",
        [first, tag.cast_signed()],
    )?;
    let terms = {
        let mut statement = tx.prepare("SELECT first, tag FROM terms ORDER BY first")?;
        let read = |row: &Row<'_>| {
            Ok(Term {
                first: position(row, 0)?,
                tag: row.get::<_, i64>(1)?.cast_unsigned(),
            })
        };
        statement.query_map([], read)?.collect::<Result<_, _>>()?
    };
    tx.commit()?;
    Ok(terms)
}

/// A tag of 40 bits.
fn draw_tag(entropy: &dyn Entropy) -> u64 {
    entropy.next_u64() >> 24
}
