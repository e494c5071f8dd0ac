//! What somebody may do to the file of a store that nobody has open, to test that it shows.

use std::path::Path;

use rusqlite::{Connection, params};

/// The rows of a channel that were moved to the archive.
pub struct Archived {
    conn: Connection,
    channel: i64,
}

impl Archived {
    /// Those of a channel in the store of `folder`. Everything must have been archived.
    pub fn of(folder: &Path, channel: &str) -> Self {
        let conn = Connection::open(folder.join("thalweg.db")).expect("a database");
        let sql = "SELECT id FROM channels WHERE name = ?";
        let channel = conn
            .query_row(sql, [channel], |row| row.get(0))
            .expect("a channel");
        Self { conn, channel }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        let sql = "SELECT count(*) FROM archive WHERE channel_id = ?";
        let count = self.conn.query_row(sql, [self.channel], |row| row.get(0));
        count.map(i64::cast_unsigned).expect("a number")
    }

    /// What is stored of an event.
    pub fn data(&self, seq: u64) -> Vec<u8> {
        let sql = "SELECT data FROM archive WHERE channel_id = ? AND seq = ?";
        let key = params![self.channel, seq.cast_signed()];
        let data = self.conn.query_row(sql, key, |row| row.get(0));
        data.expect("an event")
    }

    /// Stores something else of an event.
    pub fn set(&self, seq: u64, data: &[u8]) {
        let sql = "UPDATE archive SET data = ? WHERE channel_id = ? AND seq = ?";
        let changed = self
            .conn
            .execute(sql, params![data, self.channel, seq.cast_signed()]);
        assert_eq!(changed, Ok(1));
    }

    /// Takes an event out and numbers those after it anew, as if it had never been there.
    pub fn remove(&self, seq: u64) {
        let key = params![self.channel, seq.cast_signed()];
        let delete = "DELETE FROM archive WHERE channel_id = ? AND seq = ?";
        assert_eq!(self.conn.execute(delete, key), Ok(1));
        let close = "UPDATE archive SET seq = seq - 1 WHERE channel_id = ? AND seq > ?";
        self.conn.execute(close, key).expect("numbered anew");
        let head = "UPDATE channels SET head_seq = head_seq - 1 WHERE id = ?";
        self.conn.execute(head, [self.channel]).expect("counted");
    }
}
