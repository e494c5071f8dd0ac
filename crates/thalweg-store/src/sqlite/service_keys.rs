use rusqlite::Connection;
use thalweg_access::KeyRow;
use thalweg_log::{StoreError, Timestamp};
use uuid::Uuid;

use super::query::{all as rows, millis, time};
use super::upkeep::execute;

pub(super) fn add(conn: &Connection, key: &KeyRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO service_keys
        (id, name, hash, prefix, scopes, created_at, expires_at, last_used_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let row = (
        key.id.as_bytes(),
        &key.name,
        key.hash,
        &key.prefix,
        key.scopes.join(" "),
        millis(key.created_at),
        key.expires_at.map(millis),
        key.last_used_at.map(millis),
    );
    execute(conn, sql, row).map(drop)
}

pub(super) fn all(conn: &Connection) -> Result<Vec<KeyRow>, StoreError> {
    let sql = "SELECT id, name, hash, prefix, scopes, created_at, expires_at, last_used_at
        FROM service_keys ORDER BY id DESC";
    rows(conn, sql, [], |row| {
        let scopes: String = row.get(4)?;
        Ok(KeyRow {
            id: Uuid::from_bytes(row.get(0)?),
            name: row.get(1)?,
            hash: row.get(2)?,
            prefix: row.get(3)?,
            scopes: scopes.split(' ').map(Into::into).collect(),
            created_at: time(row.get(5)?),
            expires_at: row.get::<_, Option<i64>>(6)?.map(time),
            last_used_at: row.get::<_, Option<i64>>(7)?.map(time),
        })
    })
}

pub(super) fn delete(conn: &Connection, id: Uuid) -> Result<bool, StoreError> {
    let sql = "DELETE FROM service_keys WHERE id = ?";
    Ok(execute(conn, sql, [id.as_bytes()])? > 0)
}

pub(super) fn touch(conn: &Connection, id: Uuid, used: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE service_keys SET last_used_at = ? WHERE id = ?";
    execute(conn, sql, (millis(used), id.as_bytes())).map(drop)
}
