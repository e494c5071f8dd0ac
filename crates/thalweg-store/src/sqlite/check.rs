use std::collections::HashSet;

use rusqlite::Row;
use thalweg_chat::{ConversationRow, SourceKind, project};
use thalweg_log::{ChannelKind, ChannelName, Position, PrincipalId, ReadLimit, Timestamp};
use thalweg_wire::{ChatMessage, HttpTool, McpServer};
use uuid::Uuid;

use super::chat::{principal, read_run};
use super::rows::parse;
use super::view::{View, ViewError, position};
use crate::rows::{Rows, differences as differences_of};

/// Builds the rows of each conversation and each person anew from their log and names every
/// difference to the rows that are there. Those whose log was trimmed are left out.
pub(super) fn differences(view: &View<'_>) -> Result<Vec<String>, ViewError> {
    let mut found = Vec::new();
    let (mut seen, mut people, mut jobs) = (Vec::new(), HashSet::new(), HashSet::new());
    let kept = conversations(view)?;
    let mut statement = view
        .conn
        .prepare("SELECT name FROM channels ORDER BY name")?;
    let mut names = statement.query([])?;
    while let Some(row) = names.next()? {
        let name: String = row.get(0)?;
        let Ok(name) = name.parse::<ChannelName>() else {
            found.push(format!("channel `{name}` has no valid name"));
            continue;
        };
        if let (ChannelKind::User, Ok(owner)) = (name.kind(), name.name().parse::<PrincipalId>()) {
            if let Some(mut built) = rebuild(view, &name)? {
                built.drop_drafts(|id| kept.contains(&id));
                let of = format!("feed of `{owner}`: ");
                differences_of(&of, &built, &stored_of(view, &owner)?, &mut found);
            }
            people.insert(owner);
            continue;
        }
        let id = name.name().parse::<Uuid>();
        if let (ChannelKind::Job, Ok(id)) = (name.kind(), id.clone()) {
            jobs.insert(id);
            if let Some(built) = rebuild(view, &name)? {
                let mut stored = Rows::default();
                stored.jobs.extend(view.job(id)?.map(|row| (id, row)));
                differences_of(&format!("job `{id}`: "), &built, &stored, &mut found);
            }
            continue;
        }
        if let (ChannelKind::Conversation, Ok(id)) = (name.kind(), id) {
            seen.push(id);
            if let Some(built) = rebuild(view, &name)? {
                let of = format!("conversation `{id}`: ");
                differences_of(&of, &built, &stored(view, id)?, &mut found);
            }
        }
    }
    strangers(view, &seen, &mut found)?;
    for owner in owners(view)? {
        if !people.contains(&owner) {
            let what = "templates, drafts, choices or definitions";
            found.push(format!("the {what} of `{owner}` have no log"));
        }
    }
    let mut statement = view.conn.prepare("SELECT id FROM jobs")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = Uuid::from_bytes(row.get(0)?);
        if !jobs.contains(&id) {
            found.push(format!("job `{id}`: its row has no log"));
        }
    }
    unpaired(view, &mut found)?;
    Ok(found)
}

/// The rows that follow from a conversation's log; `None` if a part of it was trimmed.
fn rebuild(view: &View<'_>, name: &ChannelName) -> Result<Option<Rows>, ViewError> {
    let mut rows = Rows::default();
    let Some(channel) = view.channel(name)? else {
        return Ok(Some(rows));
    };
    if channel.trimmed_position > Position::ZERO {
        return Ok(None);
    }
    let source = [(name.clone(), channel.id)];
    let mut after = Position::ZERO;
    loop {
        let (events, all) = view.events(&source, after, ReadLimit::default())?;
        for event in &events {
            after = event.position();
            for change in project(event) {
                rows.apply(change, event.position());
            }
        }
        if all {
            return Ok(Some(rows));
        }
    }
}

/// The conversations that were not forgotten.
fn conversations(view: &View<'_>) -> Result<HashSet<Uuid>, ViewError> {
    let mut statement = view.conn.prepare_cached("SELECT id FROM conversations")?;
    let ids = statement.query_map([], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The rows of a conversation as they are stored.
fn stored(view: &View<'_>, id: Uuid) -> Result<Rows, ViewError> {
    let mut rows = Rows::default();
    let mut statement = view.conn.prepare_cached(
        "SELECT data, leaf_id, owner, deleted_at, position, archived, named, pinned FROM conversations WHERE id = ?",
    )?;
    let mut found = statement.query([id.as_bytes()])?;
    while let Some(row) = found.next()? {
        rows.conversations.insert(id, read_conversation(row)?);
    }
    let mut statement = view.conn.prepare_cached(
        "SELECT data, position, id, parent_id, private FROM messages WHERE conversation_id = ?",
    )?;
    let mut found = statement.query([id.as_bytes()])?;
    while let Some(row) = found.next()? {
        let mut message: ChatMessage = parse(&row.get::<_, String>(0)?)?;
        // The columns count, where they say something else than the JSON.
        message.id = Uuid::from_bytes(row.get(2)?);
        message.parent_id = row.get::<_, Option<[u8; 16]>>(3)?.map(Uuid::from_bytes);
        if let Some(private) = row.get::<_, Option<String>>(4)? {
            rows.privates.insert((id, message.id), parse(&private)?);
        }
        rows.messages.insert((id, position(row, 1)?), message);
    }
    let mut statement = view.conn.prepare_cached(
        "SELECT data, owner, created_at, start, end, request_id FROM runs WHERE conversation_id = ?",
    )?;
    let mut found = statement.query([id.as_bytes()])?;
    while let Some(row) = found.next()? {
        let run = read_run(row)?;
        rows.runs.insert(run.run.id, run);
    }
    if let Some(items) = super::rows::queue(view.conn, id)? {
        rows.queues.insert(id, items);
    }
    let mut statement = view
        .conn
        .prepare_cached("SELECT message_id, id FROM search_entries WHERE conversation_id = ?")?;
    let mut found = statement.query([id.as_bytes()])?;
    while let Some(row) = found.next()? {
        let of = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        let number = row.get::<_, i64>(1)?.cast_unsigned();
        rows.entries.insert((id, Uuid::from_slice(of).ok()), number);
    }
    Ok(rows)
}

/// The rows of a person as they are stored.
fn stored_of(view: &View<'_>, owner: &PrincipalId) -> Result<Rows, ViewError> {
    let templates = view.templates(owner)?.into_iter();
    let templates = templates.map(|template| (template.id, (owner.clone(), template)));
    let choices = view.tool_choices(owner)?.into_iter();
    let choices = choices.map(|choice| ((owner.clone(), choice.name.clone()), choice));
    let tools = view.sources::<HttpTool>(owner, SourceKind::HttpTool)?;
    let tools = tools.into_iter();
    let servers = view.sources::<McpServer>(owner, SourceKind::McpServer)?;
    let servers = servers.into_iter();
    Ok(Rows {
        templates: templates.collect(),
        drafts: view.prompt_drafts(owner)?,
        tool_choices: choices.collect(),
        http_tools: tools
            .map(|tool| ((owner.clone(), tool.name.clone()), tool))
            .collect(),
        mcp_servers: servers
            .map(|server| ((owner.clone(), server.name.clone()), server))
            .collect(),
        ..Rows::default()
    })
}

/// Who has templates or drafts, chose something of tools, or defined where some come from.
fn owners(view: &View<'_>) -> Result<Vec<PrincipalId>, ViewError> {
    let sql = "SELECT owner FROM templates UNION SELECT owner FROM tool_choices
        UNION SELECT owner FROM tool_sources UNION SELECT owner FROM drafts";
    let mut statement = view.conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut owners = Vec::new();
    while let Some(row) = rows.next()? {
        owners.push(principal(&row.get::<_, String>(0)?)?);
    }
    Ok(owners)
}

fn read_conversation(row: &Row<'_>) -> Result<(ConversationRow, Position), ViewError> {
    let mut conversation: thalweg_wire::Conversation = parse(&row.get::<_, String>(0)?)?;
    conversation.leaf_id = row.get::<_, Option<[u8; 16]>>(1)?.map(Uuid::from_bytes);
    conversation.archived = row.get(5)?;
    conversation.pinned = row.get(7)?;
    let deleted: Option<i64> = row.get(3)?;
    let row_of = ConversationRow {
        conversation,
        owner: principal(&row.get::<_, String>(2)?)?,
        named: row.get(6)?,
        deleted_at: deleted.map(|at| Timestamp::from_millis(at.cast_unsigned())),
    };
    Ok((row_of, position(row, 4)?))
}

/// Rows of conversations that have no log at all.
fn strangers(view: &View<'_>, seen: &[Uuid], found: &mut Vec<String>) -> Result<(), ViewError> {
    let seen: HashSet<_> = seen.iter().collect();
    let sql = "SELECT id FROM conversations UNION SELECT conversation_id FROM messages
        UNION SELECT conversation_id FROM runs UNION SELECT conversation_id FROM queues
        UNION SELECT conversation_id FROM search_entries";
    let mut statement = view.conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = Uuid::from_bytes(row.get(0)?);
        if !seen.contains(&id) {
            found.push(format!("conversation `{id}`: its rows have no log"));
        }
    }
    Ok(())
}

/// Entries of the search without words, and words without an entry.
fn unpaired(view: &View<'_>, found: &mut Vec<String>) -> Result<(), ViewError> {
    for (one, other) in [
        ("search_entries", "search_docsize"),
        ("search_docsize", "search_entries"),
    ] {
        let sql = format!("SELECT id FROM {one} EXCEPT SELECT id FROM {other}");
        let mut statement = view.conn.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            found.push(format!("`{one}` has {id} and `{other}` has not"));
        }
    }
    Ok(())
}
