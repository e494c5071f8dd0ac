use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension};
use thalweg_log::{IdempotencyRecord, PrincipalId, StoreError, Timestamp};

use super::upkeep::{Cutoff, execute};
use crate::config::KEY_LIFE;
use crate::error::store_error;

/// The first use of a key, if it still counts.
pub(super) fn find(
    conn: &Connection,
    principal: &PrincipalId,
    key: &str,
    now: Timestamp,
) -> Result<Option<IdempotencyRecord>, StoreError> {
    let find = || {
        let sql = "SELECT request_hash, answer, at FROM keys WHERE principal = ? AND key = ?";
        let mut statement = conn.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(IdempotencyRecord {
                principal: principal.clone(),
                key: key.into(),
                request_hash: row.get(0)?,
                answer: Bytes::from(row.get::<_, Vec<u8>>(1)?),
                at: Timestamp::from_millis(row.get::<_, i64>(2)?.cast_unsigned()),
            })
        };
        statement
            .query_row((principal.as_str(), key), read)
            .optional()
    };
    let found = find().map_err(store_error)?;
    Ok(found.filter(|record| now.since(record.at) < KEY_LIFE))
}

/// Keeps a key; one of the same name that no longer counts is replaced.
pub(super) fn insert(conn: &Connection, record: &IdempotencyRecord) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO keys (principal, key, request_hash, answer, at)
        VALUES (?, ?, ?, ?, ?)";
    conn.prepare_cached(sql)?
        .execute((
            record.principal.as_str(),
            &record.key,
            record.request_hash,
            &*record.answer,
            record.at.as_millis().cast_signed(),
        ))
        .map(drop)
}

/// Forgets up to `limit` keys that were made not later than `cutoff`, and says how many.
pub(super) fn forget(conn: &Connection, cutoff: Cutoff, limit: u32) -> Result<usize, StoreError> {
    let sql = "DELETE FROM keys WHERE id IN (SELECT id FROM keys WHERE at <= ? LIMIT ?)";
    execute(conn, sql, (cutoff.sql(), limit))
}
