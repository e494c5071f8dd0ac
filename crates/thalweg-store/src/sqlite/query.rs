use rusqlite::{Connection, OptionalExtension, Row};
use thalweg_log::{StoreError, Timestamp};

use crate::error::store_error;

/// A stored value that cannot be read, as the driver would say it.
pub(super) fn unreadable(what: &str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, what.into())
}

pub(super) fn one<T>(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StoreError> {
    let find = || conn.prepare_cached(sql)?.query_row(params, read).optional();
    find().map_err(store_error)
}

pub(super) fn all<T>(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let find = || {
        conn.prepare_cached(sql)?
            .query_map(params, read)?
            .collect::<Result<_, _>>()
    };
    find().map_err(store_error)
}

pub(super) fn millis(at: Timestamp) -> i64 {
    at.as_millis().cast_signed()
}

pub(super) fn time(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis.cast_unsigned())
}
