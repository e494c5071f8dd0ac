use std::fmt::Write as _;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};
use thalweg_log::{ChannelName, Position, Seq, StoreError};

use super::codec;
use super::layout::{self, Found};
use super::view::{ViewError, bytes, position, seq};
use crate::OpenError;
use crate::error::{corrupt, store_error};

/// Reads all events of a channel from the store in `folder`, oldest first, without opening it as a
/// server does: nothing is written, no lock is taken, and a server may have it open. `each` is given
/// the seq and the data of an event and says whether to go on.
///
/// # Errors
/// [`OpenError`] if there is no store, or it cannot be read.
pub fn read_at_rest(
    folder: &Path,
    channel: &ChannelName,
    mut each: impl FnMut(Seq, &[u8]) -> bool,
) -> Result<(), OpenError> {
    let database = folder.join("thalweg.db");
    let failed = |error| OpenError::of(database.clone(), error);
    let conn = connect(&database).map_err(store_error).map_err(failed)?;
    match layout::inspect(&conn)
        .map_err(store_error)
        .map_err(failed)?
    {
        Found::Store(version) if version > layout::VERSION => {
            let known = layout::VERSION;
            return Err(OpenError::Newer { version, known });
        }
        Found::Store(_) => {}
        Found::Empty | Found::Foreign => {
            let cause = "it is no store of this program".into();
            return Err(failed(StoreError::Corrupt(cause)));
        }
    }
    let read = read(&conn, channel, &mut each);
    read.map_err(|error| failed(error.into()))
}

/// Opens the database to be read. One that nobody has open is not even given the files that readers
/// share.
fn connect(database: &Path) -> rusqlite::Result<Connection> {
    let reads = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let log = database.with_extension("db-wal");
    if log.exists() {
        return Connection::open_with_flags(database, reads);
    }
    let mut uri = "file:".to_owned();
    for byte in database.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri.push_str("?immutable=1");
    Connection::open_with_flags(uri, reads | OpenFlags::SQLITE_OPEN_URI)
}

fn read(
    conn: &Connection,
    channel: &ChannelName,
    each: &mut dyn FnMut(Seq, &[u8]) -> bool,
) -> Result<(), ViewError> {
    // All of one moment.
    let conn = conn.unchecked_transaction()?;
    let archived_to = "SELECT archived_to FROM meta";
    let archived_to = conn.query_row(archived_to, [], |row| position(row, 0))?;
    let id = "SELECT id FROM channels WHERE name = ?";
    let id = conn.query_row(id, [channel.as_str()], |row| row.get::<_, i64>(0));
    let Some(id) = id.optional()? else {
        return Ok(());
    };
    let archive = "SELECT seq, data FROM archive WHERE channel_id = ? AND position <= ?
        ORDER BY position";
    let mut statement = conn.prepare(archive)?;
    let mut rows = statement.query((id, archived_to.get().cast_signed()))?;
    while let Some(row) = rows.next()? {
        if !each(seq(row, 0)?, bytes(row, 1)?) {
            return Ok(());
        }
    }
    let journal = "SELECT first, entries, data FROM journal WHERE first > ? ORDER BY first";
    let mut statement = conn.prepare(journal)?;
    let mut rows = statement.query([archived_to.get().cast_signed()])?;
    while let Some(row) = rows.next()? {
        for (seq, data) in of_commit(row, id)? {
            if !each(seq, &data) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The events of a channel in a commit of the journal.
fn of_commit(row: &Row<'_>, channel: i64) -> Result<Vec<(Seq, Vec<u8>)>, ViewError> {
    let (first, data): (Position, _) = (position(row, 0)?, bytes(row, 2)?);
    let mut found = Vec::new();
    for entry in codec::entries(bytes(row, 1)?)? {
        if entry.channel != channel {
            continue;
        }
        let records = codec::records(data, first, entry.seq, entry.offset, entry.len)?;
        if records.is_empty() {
            return Err(corrupt("a commit of the journal").into());
        }
        found.extend(records.into_iter().map(|r| (r.seq, r.data.to_vec())));
    }
    Ok(found)
}
