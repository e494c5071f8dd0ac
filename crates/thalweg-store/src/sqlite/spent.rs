use rusqlite::Connection;
use thalweg_log::{PrincipalId, StoreError};

use super::chat::principal;
use super::upkeep;
use super::view::{View, ViewError};

/// Adds to what somebody spent on a day. Of the days before only the last is kept.
pub(super) fn add(
    conn: &Connection,
    owner: &PrincipalId,
    day: u64,
    tokens: u64,
) -> Result<(), StoreError> {
    let (day, tokens) = (day.cast_signed(), tokens.cast_signed());
    let sql = "INSERT INTO spent (day, principal, tokens) VALUES (?, ?, ?)
        ON CONFLICT (day, principal) DO UPDATE SET tokens = tokens + excluded.tokens";
    upkeep::execute(conn, sql, (day, owner.as_str(), tokens))?;
    upkeep::execute(conn, "DELETE FROM spent WHERE day < ?", [day - 1]).map(drop)
}

impl View<'_> {
    /// What each person spent on a day.
    pub(super) fn spent(&self, day: u64) -> Result<Vec<(PrincipalId, u64)>, ViewError> {
        let sql = "SELECT principal, tokens FROM spent WHERE day = ?";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut found = statement.query([day.cast_signed()])?;
        let mut spent = Vec::new();
        while let Some(row) = found.next()? {
            let tokens: i64 = row.get(1)?;
            spent.push((
                principal(&row.get::<_, String>(0)?)?,
                tokens.cast_unsigned(),
            ));
        }
        Ok(spent)
    }
}
