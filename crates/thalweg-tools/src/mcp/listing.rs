use std::collections::HashSet;

use rmcp::RoleClient;
use rmcp::model::{
    ClientRequest, JsonObject, ListToolsRequest, PaginatedRequestParams, ServerResult, Tool,
};
use rmcp::service::{Peer, ServiceError};
use serde_json::Value;
use thalweg_chat::InputSchema;
use thalweg_wire::ToolAnnotations;

use super::names::namespaced;
use crate::Secrets;

/// The most tools that are taken of one server.
pub(super) const TOOLS: usize = 2_000;
/// The most pages that are asked for.
const PAGES: usize = 200;
/// The longest schema, in bytes of JSON. Every model that may call the tool is given it.
const SCHEMA: usize = 64 * 1024;
/// The longest description, in characters.
const DESCRIPTION: usize = 4_000;
/// The longest title, in characters.
const TITLE: usize = 200;

/// A tool as a server lists it.
#[derive(Debug)]
pub(super) struct Listed {
    /// What it is called by here.
    pub(super) name: String,
    /// What the server calls it.
    pub(super) own_name: String,
    pub(super) title: Option<String>,
    pub(super) description: String,
    pub(super) annotations: ToolAnnotations,
    /// Its schema, or why it cannot be called.
    pub(super) input: Result<InputSchema, String>,
}

/// What is listed of a tool, or its name with what is wrong.
type Raw = Result<Tool, (String, String)>;

/// Asks for all tools, page by page.
pub(super) async fn list(peer: &Peer<RoleClient>) -> Result<Vec<Raw>, ServiceError> {
    let (mut tools, mut cursor) = (Vec::new(), None::<String>);
    for _ in 0..PAGES {
        let mut request = ListToolsRequest::default();
        if cursor.is_some() {
            request.params = Some(PaginatedRequestParams::default().with_cursor(cursor.clone()));
        }
        // Not by the SDK's own method, which refuses the whole page for one tool that is not as it should be.
        let page = peer
            .send_request(ClientRequest::ListToolsRequest(request))
            .await?;
        let next = match page {
            ServerResult::ListToolsResult(page) => {
                tools.extend(page.tools.into_iter().map(Ok));
                page.next_cursor
            }
            ServerResult::CustomResult(page) => {
                let Some(Value::Array(items)) = page.0.get("tools").cloned() else {
                    return Err(ServiceError::UnexpectedResponse);
                };
                tools.extend(items.into_iter().map(one));
                let next = page.0.get("nextCursor").and_then(Value::as_str);
                next.map(str::to_owned)
            }
            _ => return Err(ServiceError::UnexpectedResponse),
        };
        if next.is_none() || next == cursor || tools.len() >= TOOLS {
            break;
        }
        cursor = next;
    }
    tools.truncate(TOOLS);
    Ok(tools)
}

/// A tool of a page on which one at least is not as it should be.
fn one(item: Value) -> Raw {
    let name = item.get("name").and_then(Value::as_str).unwrap_or("?");
    let name = name.to_owned();
    if !item.get("inputSchema").is_some_and(Value::is_object) {
        return Err((name, "its `inputSchema` is no object".into()));
    }
    serde_json::from_value(item).map_err(|error| {
        (
            name,
            format!("it is not described as the protocol says: {error}"),
        )
    })
}

/// Makes tools of what `server` lists, without secrets. Those of `only_tasks` cannot be called. Takes a while if there are many.
pub(super) fn read(
    server: &str,
    raw: Vec<Raw>,
    only_tasks: &HashSet<String>,
    secrets: &Secrets,
) -> Vec<Listed> {
    let own = raw.iter().map(|tool| match tool {
        Ok(tool) => tool.name.as_ref(),
        Err((name, _)) => name.as_str(),
    });
    let own: Vec<&str> = own.collect();
    let names = namespaced(server, &own);
    let own: Vec<String> = own.into_iter().map(str::to_owned).collect();
    let tools = names.into_iter().zip(raw).enumerate();
    let tools = tools.map(|(at, (name, tool))| {
        let is_twice = own[..at].contains(&own[at]);
        let mut listed = match tool {
            Ok(tool) => listed(name, tool, secrets),
            Err((own_name, problem)) => Listed {
                name,
                own_name,
                title: None,
                description: String::new(),
                annotations: ToolAnnotations::default(),
                input: Err(secrets.redact(&problem)),
            },
        };
        if only_tasks.contains(&own[at]) {
            let words = "it can be called only as a task, which Thalweg does not do yet";
            listed.input = Err(words.into());
        }
        if is_twice {
            listed.input = Err("the server lists this name twice".into());
        }
        listed
    });
    tools.collect()
}

fn listed(name: String, tool: Tool, secrets: &Secrets) -> Listed {
    let hints = tool.annotations.unwrap_or_default();
    let title = tool
        .title
        .or(hints.title)
        .filter(|title| !title.trim().is_empty());
    let description = tool.description.unwrap_or_default();
    Listed {
        name,
        own_name: tool.name.into_owned(),
        title: title.map(|title| cut(&secrets.redact(&title), TITLE)),
        description: cut(&secrets.redact(&description), DESCRIPTION),
        annotations: ToolAnnotations {
            read_only_hint: hints.read_only_hint,
            destructive_hint: hints.destructive_hint,
            idempotent_hint: hints.idempotent_hint,
            open_world_hint: hints.open_world_hint,
        },
        input: input(&tool.input_schema, secrets),
    }
}

fn input(schema: &JsonObject, secrets: &Secrets) -> Result<InputSchema, String> {
    let schema = secrets.redact_json(Value::Object(schema.clone()));
    if schema.to_string().len() > SCHEMA {
        return Err(format!("its schema is longer than {} KiB", SCHEMA / 1024));
    }
    InputSchema::new(schema).map_err(|error| error.to_string())
}

/// A text that is at most so long.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read_of(tools: Value) -> Vec<Listed> {
        let Value::Array(tools) = tools else {
            panic!("tools are a list")
        };
        let secrets = Secrets::new([("A".to_owned(), "s3cret".to_owned())]);
        let only_tasks = HashSet::from(["task".to_owned()]);
        let raw = tools.into_iter().map(one).collect();
        read("s", raw, &only_tasks, &secrets)
    }

    #[expect(clippy::needless_pass_by_value, reason = "each is made for one tool")]
    fn tool(name: &str, schema: Value) -> Value {
        json!({ "name": name, "description": "d", "inputSchema": schema })
    }

    #[test]
    fn one_tool_that_is_wrong_is_off_alone() {
        let huge = "x".repeat(SCHEMA);
        let listed = read_of(json!([
            tool("good", json!({ "type": "object" })),
            tool("text", json!("object")),
            { "name": "none" },
            tool("kind", json!({ "type": "string" })),
            tool("broken", json!({ "type": "object", "properties": { "a": { "type": "strin" } } })),
            tool("outside", json!({ "type": "object", "$ref": "http://127.0.0.1:9/" })),
            tool("huge", json!({ "type": "object", "description": huge })),
            { "inputSchema": { "type": "object" } },
            tool("good", json!({ "type": "object" })),
            { "name": "typed", "description": 7, "inputSchema": { "type": "object" } },
            tool("old", json!({ "$schema": "http://json-schema.org/draft-07/schema#", "type": "object" })),
            tool("task", json!({ "type": "object" })),
        ]));
        let fine: Vec<_> = listed.iter().map(|tool| tool.input.is_ok()).collect();
        assert_eq!(
            fine,
            [
                true, false, false, false, false, false, false, false, false, false, true, false
            ]
        );
        let problem = |at: usize| listed[at].input.as_ref().expect_err("off").as_str();
        assert_eq!(problem(1), "its `inputSchema` is no object");
        assert!(problem(3).contains("`type` must be `object`"));
        assert_eq!(problem(6), "its schema is longer than 64 KiB");
        assert!(problem(8).contains("twice"));
        assert!(problem(11).contains("only as a task"));
        assert_eq!((&*listed[0].name, &*listed[7].own_name), ("s__good", "?"));
    }

    #[test]
    fn what_a_server_says_of_its_tools_has_no_secrets() {
        let listed = read_of(json!([{
            "name": "a",
            "title": "a s3cret",
            "description": "with s3cret",
            "inputSchema": { "type": "object", "properties": { "b": { "default": "s3cret" } } },
        }, {
            "name": "b",
            "inputSchema": { "type": "object" },
            "annotations": "s3cret",
        }]));
        assert_eq!(listed[0].title.as_deref(), Some("a •••"));
        assert_eq!(listed[0].description, "with •••");
        let schema = listed[0].input.as_ref().expect("a schema").json();
        assert_eq!(schema["properties"]["b"]["default"], "•••");
        let problem = listed[1].input.as_ref().expect_err("it is none");
        assert!(problem.contains("string \"•••\""), "{problem}");
    }

    #[test]
    fn what_is_long_is_cut_and_hints_are_kept() {
        let listed = read_of(json!([{
            "name": "a",
            "description": "ü".repeat(DESCRIPTION + 1),
            "inputSchema": { "type": "object" },
            "annotations": { "title": "T".repeat(999), "readOnlyHint": true },
        }]));
        assert_eq!(listed[0].description.chars().count(), DESCRIPTION + 1);
        assert!(listed[0].description.ends_with('…'));
        let title = listed[0].title.as_deref().expect("a title");
        assert_eq!(title.chars().count(), TITLE + 1);
        assert_eq!(listed[0].annotations.read_only_hint, Some(true));
    }
}
