use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thalweg_chat::{MessagePrivate, QueuedRow, RowChange, RunRow, SourceKind, folded_name};
use thalweg_log::{Position, StoreError};
use thalweg_wire::{ChatMessage, DoneStatus, MessageStatus, Run, RunStatus};
use uuid::Uuid;

use super::made::Made;
use super::{drafts, jobs, search, sources, spent, upkeep};
use crate::error::{corrupt, store_error};
use crate::rows::{end_message, end_run, new_message, stored, write_on};

/// Makes a change that an event at `position` brings, in the transaction that is open. `made` is what
/// the event's batch made before it; [`set_leaves`] is to follow the last change.
pub(super) fn apply(
    conn: &Connection,
    change: &RowChange,
    position: Position,
    made: &mut Made,
) -> Result<(), StoreError> {
    match change {
        RowChange::PutConversation {
            conversation,
            owner,
            named,
            position,
            stays,
            leaf,
        } => {
            let conversation = stored((**conversation).clone());
            match made.writes(conversation.id, conversation.id) {
                true => search::new_conversation(conn, conversation.id)?,
                false => search::put_conversation(conn, &conversation, owner)?,
            }
            if leaf.is_some() {
                made.forget_leaf(conversation.id);
            }
            let sql = "INSERT INTO conversations
                (id, owner, archived, position, data, named, pinned, leaf_id)
                VALUES (?1, ?2, ?3, ?4, ?5, ifnull(?6, 1), ?8, ?9)
                ON CONFLICT (id) DO UPDATE SET owner = excluded.owner,
                    archived = excluded.archived, data = excluded.data, deleted_at = NULL,
                    position = iif(?7, position, excluded.position), named = ifnull(?6, named),
                    pinned = excluded.pinned, leaf_id = ifnull(?9, leaf_id)";
            execute(
                conn,
                sql,
                (
                    conversation.id.as_bytes(),
                    owner.as_str(),
                    conversation.archived,
                    position.get().cast_signed(),
                    json(&conversation)?,
                    named,
                    stays,
                    conversation.pinned,
                    leaf.as_ref().map(|id| id.as_bytes()),
                ),
            )
        }
        RowChange::DeleteConversation { id, at } => {
            let sql = "UPDATE conversations SET deleted_at = ?, deleted_position = ? WHERE id = ?";
            let (at, place) = (at.as_millis().cast_signed(), position.get().cast_signed());
            execute(conn, sql, (at, place, id.as_bytes()))
        }
        RowChange::InsertMessage { message, position } => {
            insert_message(conn, message, *position)?;
            made.writes(message.conversation_id, message.id);
            made.lead_by(message.conversation_id, message.id);
            search::put_message(conn, message)
        }
        RowChange::PutMessage {
            message,
            position,
            private,
        } => {
            let absent = made.writes(message.conversation_id, message.id);
            if absent || !put_message(conn, message)? {
                insert_message(conn, message, *position)?;
                made.lead_by(message.conversation_id, message.id);
            }
            if let Some(private) = private {
                put_private(conn, message, private)?;
            }
            search::put_message(conn, message)
        }
        RowChange::PutDraft {
            owner,
            conversation,
            draft,
        } => drafts::put(conn, owner, *conversation, draft.as_ref()),
        RowChange::PutTemplate { template, owner } => {
            let sql = "INSERT OR REPLACE INTO templates (id, owner, folded, data)
                VALUES (?, ?, ?, ?)";
            let (id, folded) = (template.id.as_bytes(), folded_name(&template.name));
            execute(conn, sql, (id, owner.as_str(), folded, json(template)?)).map(drop)
        }
        RowChange::DeleteTemplate { id, owner } => {
            let sql = "DELETE FROM templates WHERE id = ? AND owner = ?";
            execute(conn, sql, (id.as_bytes(), owner.as_str())).map(drop)
        }
        RowChange::PutHttpTool { tool, owner } => {
            sources::put(conn, owner, SourceKind::HttpTool, &tool.name, tool)
        }
        RowChange::PutMcpServer { server, owner } => {
            sources::put(conn, owner, SourceKind::McpServer, &server.name, server)
        }
        RowChange::DeleteSource { kind, name, owner } => sources::delete(conn, owner, *kind, name),
        RowChange::PutRun(row) => put_run(conn, row, position, made),
        RowChange::PutJob(row) => jobs::put(conn, row),
        RowChange::PutToolChoice { choice, owner } => jobs::put_choice(conn, choice, owner),
        RowChange::Spend { owner, day, tokens } => spent::add(conn, owner, *day, *tokens),
        RowChange::PutQueue {
            conversation,
            items,
        } => put_queue(conn, *conversation, items),
        RowChange::EndRun {
            id,
            status,
            position,
            ..
        } => finish_run(conn, *id, *status, *position),
    }
}

/// Whether a conversation has a message of that id.
pub(super) fn has_message(
    conn: &Connection,
    conversation: Uuid,
    id: Uuid,
) -> Result<bool, StoreError> {
    let find = || {
        conn.prepare_cached("SELECT 1 FROM messages WHERE conversation_id = ? AND id = ?")?
            .exists((conversation.as_bytes(), id.as_bytes()))
    };
    find().map_err(store_error)
}

/// One message as it is stored.
pub(super) fn message(
    conn: &Connection,
    conversation: Uuid,
    id: Uuid,
) -> Result<Option<ChatMessage>, StoreError> {
    let sql = "SELECT data FROM messages WHERE conversation_id = ? AND id = ?";
    let find = || {
        let mut statement = conn.prepare_cached(sql)?;
        let key = (conversation.as_bytes(), id.as_bytes());
        statement
            .query_row(key, |row| row.get::<_, String>(0))
            .optional()
    };
    find()
        .map_err(store_error)?
        .map(|data| parse(&data))
        .transpose()
}

/// What waits in a conversation, if something does.
pub(super) fn queue(conn: &Connection, id: Uuid) -> Result<Option<Vec<QueuedRow>>, StoreError> {
    let find = || {
        let sql = "SELECT data FROM queues WHERE conversation_id = ?";
        let mut statement = conn.prepare_cached(sql)?;
        statement
            .query_row([id.as_bytes()], |row| row.get::<_, String>(0))
            .optional()
    };
    let found = find().map_err(store_error)?;
    found.map(|data| parse(&data)).transpose()
}

/// Reads a JSON column.
pub(super) fn parse<T: DeserializeOwned>(data: &str) -> Result<T, StoreError> {
    serde_json::from_str(data).map_err(|error| corrupt(&format!("a row ({error})")))
}

fn put_run(
    conn: &Connection,
    row: &RunRow,
    position: Position,
    made: &mut Made,
) -> Result<(), StoreError> {
    let known = match made.writes(row.run.conversation_id, row.run.id) {
        true => None,
        false => stored_run(conn, row.run.id)?,
    };
    match known {
        None => insert_run(conn, row)?,
        Some((_, true)) => return Ok(()),
        Some((run, false)) => {
            let sql = "UPDATE runs SET data = ? WHERE id = ?";
            execute(conn, sql, (json(&row.run)?, run.id.as_bytes()))?;
            if run.status != Some(RunStatus::Queued) {
                return Ok(());
            }
        }
    }
    // What waits has no answer yet.
    if row.run.status == Some(RunStatus::Queued) {
        return Ok(());
    }
    let (conversation, id) = (row.run.conversation_id, row.run.assistant_message_id);
    let written = match made.writes(conversation, id) {
        true => None,
        false => message(conn, conversation, id)?,
    };
    match written {
        // A run that goes on in a message that is there.
        Some(mut message) => {
            write_on(&mut message);
            put_message(conn, &message)?;
            search::put_message(conn, &message)?;
        }
        None => insert_message(conn, &new_message(row), position)?,
    }
    made.lead_by(conversation, id);
    Ok(())
}

/// Sets the leaves that the changes of a batch left to be set.
pub(super) fn set_leaves(conn: &Connection, made: Made) -> Result<(), StoreError> {
    for (conversation, leaf) in made.into_leaves() {
        let sql = "UPDATE conversations SET leaf_id = ? WHERE id = ?";
        execute(conn, sql, (leaf.as_bytes(), conversation.as_bytes()))?;
    }
    Ok(())
}

fn insert_run(conn: &Connection, row: &RunRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO runs
        (id, conversation_id, message_id, owner, created_at, start, end, request_id, data)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    execute(
        conn,
        sql,
        (
            row.run.id.as_bytes(),
            row.run.conversation_id.as_bytes(),
            row.run.message_id.as_bytes(),
            row.owner.as_str(),
            row.created_at.as_millis().cast_signed(),
            row.start.get().cast_signed(),
            row.end.map(|end| end.get().cast_signed()),
            &row.request_id,
            json(&row.run)?,
        ),
    )
}

fn finish_run(
    conn: &Connection,
    id: Uuid,
    status: DoneStatus,
    position: Position,
) -> Result<(), StoreError> {
    let Some((mut run, false)) = stored_run(conn, id)? else {
        return Ok(());
    };
    end_run(&mut run, status);
    let sql = "UPDATE runs SET end = ?, data = ? WHERE id = ?";
    execute(
        conn,
        sql,
        (position.get().cast_signed(), json(&run)?, id.as_bytes()),
    )?;
    if let Some(mut message) = message(conn, run.conversation_id, run.assistant_message_id)?
        && message.status == MessageStatus::Streaming
    {
        end_message(&mut message, status);
        put_message(conn, &message)?;
        search::put_message(conn, &message)?;
    }
    Ok(())
}

/// A run and whether it ended.
fn stored_run(conn: &Connection, id: Uuid) -> Result<Option<(Run, bool)>, StoreError> {
    let find = || {
        let mut statement =
            conn.prepare_cached("SELECT data, end IS NOT NULL FROM runs WHERE id = ?")?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?));
        statement.query_row([id.as_bytes()], read).optional()
    };
    let found = find().map_err(store_error)?;
    found
        .map(|(data, ended)| Ok((parse(&data)?, ended)))
        .transpose()
}

fn insert_message(
    conn: &Connection,
    message: &ChatMessage,
    position: Position,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO messages (conversation_id, position, id, parent_id, data)
        VALUES (?, ?, ?, ?, ?)";
    execute(
        conn,
        sql,
        (
            message.conversation_id.as_bytes(),
            position.get().cast_signed(),
            message.id.as_bytes(),
            message.parent_id.as_ref().map(|id| id.as_bytes()),
            json(message)?,
        ),
    )
}

/// Replaces a message, and says whether it was there.
fn put_message(conn: &Connection, message: &ChatMessage) -> Result<bool, StoreError> {
    let sql = "UPDATE messages SET parent_id = ?, data = ? WHERE conversation_id = ? AND id = ?";
    let changed = upkeep::execute(
        conn,
        sql,
        (
            message.parent_id.as_ref().map(|id| id.as_bytes()),
            json(message)?,
            message.conversation_id.as_bytes(),
            message.id.as_bytes(),
        ),
    )?;
    Ok(changed > 0)
}

fn put_private(
    conn: &Connection,
    of: &ChatMessage,
    private: &MessagePrivate,
) -> Result<(), StoreError> {
    let sql = "UPDATE messages SET private = ? WHERE conversation_id = ? AND id = ?";
    let key = (of.conversation_id.as_bytes(), of.id.as_bytes());
    execute(conn, sql, (json(private)?, key.0, key.1))
}

fn put_queue(conn: &Connection, conversation: Uuid, items: &[QueuedRow]) -> Result<(), StoreError> {
    if items.is_empty() {
        let sql = "DELETE FROM queues WHERE conversation_id = ?";
        return execute(conn, sql, [conversation.as_bytes()]);
    }
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let sql = "INSERT OR REPLACE INTO queues (conversation_id, count, data) VALUES (?, ?, ?)";
    execute(conn, sql, (conversation.as_bytes(), count, json(&items)?))
}

fn execute(conn: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<(), StoreError> {
    upkeep::execute(conn, sql, params).map(drop)
}

pub(super) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Failed(error.to_string()))
}
