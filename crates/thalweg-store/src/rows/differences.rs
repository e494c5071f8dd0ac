use std::collections::BTreeMap;

use thalweg_log::{Position, PrincipalId};
use uuid::Uuid;

use super::Rows;

/// Names the differences between rows that were built from the log and those that are stored.
pub(crate) fn differences(of: &str, built: &Rows, stored: &Rows, found: &mut Vec<String>) {
    let mut add = |what: String| found.push(format!("{of}{what}"));
    differ(
        "conversation",
        &built.conversations,
        &stored.conversations,
        |id| id.to_string(),
        &mut add,
    );
    let place = |(_, place): &(Uuid, Position)| place.to_string();
    differ(
        "message at",
        &built.messages,
        &stored.messages,
        place,
        &mut add,
    );
    let of_message = |(_, id): &(Uuid, Uuid)| id.to_string();
    differ(
        "private part of message",
        &built.privates,
        &stored.privates,
        of_message,
        &mut add,
    );
    differ(
        "queue of",
        &built.queues,
        &stored.queues,
        |id| id.to_string(),
        &mut add,
    );
    differ(
        "run",
        &built.runs,
        &stored.runs,
        |id| id.to_string(),
        &mut add,
    );
    differ(
        "template",
        &built.templates,
        &stored.templates,
        |id| id.to_string(),
        &mut add,
    );
    let place = |(_, conversation): &(PrincipalId, Option<Uuid>)| {
        conversation.map_or("for a new conversation".into(), |id| format!("in {id}"))
    };
    differ("draft", &built.drafts, &stored.drafts, place, &mut add);
    differ(
        "job",
        &built.jobs,
        &stored.jobs,
        |id| id.to_string(),
        &mut add,
    );
    differ(
        "choice of tool",
        &built.tool_choices,
        &stored.tool_choices,
        |(_, name)| name.clone(),
        &mut add,
    );
    differ(
        "HTTP tool",
        &built.http_tools,
        &stored.http_tools,
        |(_, name)| name.clone(),
        &mut add,
    );
    differ(
        "MCP server",
        &built.mcp_servers,
        &stored.mcp_servers,
        |(_, name)| name.clone(),
        &mut add,
    );
    // The order of entries is not in the log: a store may have made them all at once.
    let named = |rows: &Rows| rows.entries.keys().map(|key| (*key, ())).collect();
    let name = |(_, message): &(Uuid, Option<Uuid>)| {
        message.map_or("of the title".into(), |id| format!("of message {id}"))
    };
    differ("entry", &named(built), &named(stored), name, &mut add);
}

fn differ<K: Ord, V: PartialEq>(
    what: &str,
    built: &BTreeMap<K, V>,
    stored: &BTreeMap<K, V>,
    name: impl Fn(&K) -> String,
    add: &mut impl FnMut(String),
) {
    for (key, value) in built {
        match stored.get(key) {
            None => add(format!("{what} {} is missing", name(key))),
            Some(other) if other != value => {
                add(format!("{what} {} differs from the log", name(key)));
            }
            Some(_) => {}
        }
    }
    for key in stored.keys().filter(|key| !built.contains_key(*key)) {
        add(format!("{what} {} is not in the log", name(key)));
    }
}
