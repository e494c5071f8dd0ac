use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use thalweg_chat::DraftRow;
use thalweg_log::{PrincipalId, StoreError, Timestamp};
use uuid::Uuid;

use super::upkeep::execute;
use super::view::{View, ViewError};

/// Writes what somebody has written and not sent, or takes it away.
pub(super) fn put(
    conn: &Connection,
    owner: &PrincipalId,
    conversation: Option<Uuid>,
    draft: Option<&DraftRow>,
) -> Result<(), StoreError> {
    let (owner, place) = (owner.as_str(), place(conversation.as_ref()));
    let changed = match draft {
        None => {
            let sql = "DELETE FROM drafts WHERE owner = ? AND conversation_id = ?";
            execute(conn, sql, (owner, place))
        }
        Some(draft) => {
            let sql = "INSERT OR REPLACE INTO drafts
                (owner, conversation_id, revision, at, text) VALUES (?, ?, ?, ?, ?)";
            let at = draft.at.as_millis().cast_signed();
            let row = (owner, place, draft.revision.as_bytes(), at, &draft.text);
            execute(conn, sql, row)
        }
    };
    changed.map(drop)
}

impl View<'_> {
    /// What somebody has written in a place and not sent.
    pub(super) fn prompt_draft(
        &self,
        owner: &PrincipalId,
        conversation: Option<Uuid>,
    ) -> Result<Option<DraftRow>, ViewError> {
        let sql = "SELECT revision, at, text FROM drafts WHERE owner = ? AND conversation_id = ?";
        let mut statement = self.conn.prepare_cached(sql)?;
        let key = params![owner.as_str(), place(conversation.as_ref())];
        Ok(statement.query_row(key, |row| read(row, 0)).optional()?)
    }

    /// All that somebody has written and not sent, by its place.
    pub(super) fn prompt_drafts(
        &self,
        owner: &PrincipalId,
    ) -> Result<BTreeMap<(PrincipalId, Option<Uuid>), DraftRow>, ViewError> {
        let sql = "SELECT conversation_id, revision, at, text FROM drafts WHERE owner = ?";
        let mut statement = self.conn.prepare_cached(sql)?;
        let read = |row: &Row<'_>| {
            let conversation = Uuid::from_slice(row.get_ref(0)?.as_blob()?).ok();
            Ok(((owner.clone(), conversation), self::read(row, 1)?))
        };
        let rows = statement.query_map([owner.as_str()], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The column of a place: a new conversation has no id.
fn place(conversation: Option<&Uuid>) -> &[u8] {
    conversation.map_or(&[], |id| id.as_bytes())
}

/// Reads revision, time and text, which are in the columns from `first`.
fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<DraftRow> {
    Ok(DraftRow {
        revision: Uuid::from_bytes(row.get(first)?),
        at: Timestamp::from_millis(row.get::<_, i64>(first + 1)?.cast_unsigned()),
        text: row.get(first + 2)?,
    })
}
