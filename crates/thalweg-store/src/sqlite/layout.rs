use rusqlite::{Connection, Transaction, TransactionBehavior};
use thalweg_log::StoreError;

use super::layouts::LAYOUTS;
use super::search;
use crate::error::store_error;

/// Marks a SQLite file as a store of this program: "THLW".
const APPLICATION: i32 = 0x5448_4c57;

/// The latest layout.
pub(super) const VERSION: u32 = 10;

/// What a file holds.
pub(super) enum Found {
    /// Nothing yet.
    Empty,
    /// A store of this layout.
    Store(u32),
    /// A database of something else.
    Foreign,
}

/// Looks at what the file is.
pub(super) fn inspect(conn: &Connection) -> rusqlite::Result<Found> {
    let number = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        return Ok(Found::Empty);
    }
    if number("application_id")? != APPLICATION {
        return Ok(Found::Foreign);
    }
    Ok(Found::Store(number("user_version")?.cast_unsigned()))
}

/// Makes an empty store whose log begins with `tag`, in one transaction.
pub(super) fn create(conn: &mut Connection, epoch: u32, tag: u64) -> Result<(), StoreError> {
    let tx = begin(conn)?;
    let fill = |tx: &Transaction<'_>| {
        tx.execute(
            "INSERT INTO meta (id, epoch, archived_to) VALUES (1, ?, 0)",
            [epoch],
        )?;
        tx.execute("INSERT INTO terms VALUES (0, ?)", [tag.cast_signed()])?;
        tx.pragma_update(None, "application_id", APPLICATION)
    };
    add_layouts(&tx, 0)?;
    fill(&tx).map_err(store_error)?;
    tx.commit().map_err(store_error)
}

/// Brings a store of layout `from` to the latest, in one transaction: whatever goes wrong, it is
/// still of layout `from` afterwards.
pub(super) fn migrate(conn: &mut Connection, from: u32) -> Result<(), StoreError> {
    let tx = begin(conn)?;
    add_layouts(&tx, from)?;
    if from < 2 {
        search::fill(&tx)?;
    }
    tx.commit().map_err(store_error)
}

fn begin(conn: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    conn.transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(store_error)
}

/// Adds every layout after `from`.
fn add_layouts(tx: &Transaction<'_>, from: u32) -> Result<(), StoreError> {
    let known = usize::try_from(from).unwrap_or(usize::MAX);
    for layout in LAYOUTS.iter().skip(known) {
        tx.execute_batch(layout).map_err(store_error)?;
    }
    tx.pragma_update(None, "user_version", VERSION)
        .map_err(store_error)
}
