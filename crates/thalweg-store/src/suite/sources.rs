//! Where tools come from besides the server: definitions, which live in rows and not in their feed
//! alone.

use serde::Serialize;
use serde_json::json;
use thalweg_log::{ChannelName, EventClass, NewEvent};
use thalweg_wire::{
    HttpMethod, HttpTool, McpServer, McpServerStatus, McpTransport, NameDeleted, Time, kind,
};

use super::Store;
use super::build::{DAY, NOW, after, keep_up, person, put};
use super::chat::same_as_rebuilt;

/// A tool as it may be stored.
pub fn http_tool(name: &str, url: &str) -> HttpTool {
    HttpTool {
        name: name.into(),
        title: None,
        description: "Does it".into(),
        input_schema: json!({ "type": "object" }),
        method: HttpMethod::Get,
        url: url.into(),
        headers: Vec::new(),
        body: None,
        result_path: None,
        timeout_ms: None,
        annotations: None,
        allow_private: false,
        fixed: false,
        problem: None,
        created_at: Time(NOW),
        updated_at: Time(NOW),
    }
}

/// A server as it may be stored.
pub fn mcp_server(name: &str, command: &str) -> McpServer {
    McpServer {
        name: name.into(),
        title: None,
        transport: McpTransport::Stdio {
            command: command.into(),
            args: Vec::new(),
            env: Vec::new(),
            cwd: None,
        },
        enabled: true,
        timeout_ms: None,
        fixed: false,
        status: McpServerStatus::Connecting,
        problem: None,
        retry_at: None,
        protocol_version: None,
        server_info: None,
        tools: Vec::new(),
        created_at: Time(NOW),
        updated_at: Time(NOW),
    }
}

fn told(owner: &str, kind: thalweg_log::EventKind, data: &impl Serialize) -> NewEvent {
    let data = serde_json::to_vec(data).expect("json");
    NewEvent::new(ChannelName::user(&person(owner)), kind, data.into())
}

fn tool(owner: &str, name: &str, url: &str) -> NewEvent {
    told(owner, kind::HTTP_TOOL, &http_tool(name, url))
}

fn server(owner: &str, name: &str, command: &str) -> NewEvent {
    told(owner, kind::MCP_SERVER, &mcp_server(name, command))
}

fn gone(owner: &str, kind: thalweg_log::EventKind, name: &str) -> NewEvent {
    let deleted = NameDeleted {
        name: name.into(),
        deleted: true,
    };
    told(owner, kind, &deleted)
}

/// The tools' addresses and the servers' commands, each under its name.
async fn kept(store: &dyn Store, owner: &str) -> (Vec<String>, Vec<String>) {
    let tools = store.http_tools(&person(owner)).await.expect("readable");
    let servers = store.mcp_servers(&person(owner)).await.expect("readable");
    assert_eq!(
        (tools.position, servers.position),
        (store.head(), store.head())
    );
    let tools = tools.value.into_iter();
    let servers = servers.value.into_iter().map(|server| {
        let McpTransport::Stdio { command, .. } = server.transport else {
            panic!("a program")
        };
        format!("{} {command}", server.name)
    });
    (
        tools
            .map(|tool| format!("{} {}", tool.name, tool.url))
            .collect(),
        servers.collect(),
    )
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn definitions_are_listed_by_name_for_their_owner(store: &dyn Store) {
    let events = vec![
        tool("ann", "b", "http://1/"),
        server("ann", "b", "one"),
        tool("ann", "a", "http://2/"),
        tool("bob", "a", "http://3/"),
        server("ann", "a", "two"),
    ];
    put(store, events, NOW).await;
    let none = (vec![], vec![]);
    let both = |tools: &[&str], servers: &[&str]| {
        let own = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        (own(tools), own(servers))
    };
    let expected = both(&["a http://2/", "b http://1/"], &["a two", "b one"]);
    assert_eq!(kept(store, "ann").await, expected);
    assert_eq!(kept(store, "bob").await, both(&["a http://3/"], &[]));
    assert_eq!(kept(store, "eve").await, none);

    // How a server does is no definition.
    let health = mcp_server("a", "passing");
    let health = told("ann", kind::MCP_SERVER, &health).class(EventClass::Transient);
    let events = vec![
        tool("ann", "b", "http://4/"),
        gone("ann", kind::HTTP_TOOL, "a"),
        gone("bob", kind::MCP_SERVER, "a"),
        gone("ann", kind::HTTP_TOOL, "none"),
        gone("ann", kind::MCP_SERVER, "b"),
        health,
    ];
    put(store, events, after(1)).await;
    assert_eq!(kept(store, "ann").await, both(&["b http://4/"], &["a two"]));
    assert_eq!(kept(store, "bob").await, both(&["a http://3/"], &[]));
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn definitions_outlive_their_feed(store: &dyn Store) {
    let old = vec![tool("ann", "old", "http://1/"), server("ann", "old", "one")];
    put(store, old, NOW).await;
    keep_up(store, after(40 * DAY)).await;
    put(
        store,
        vec![tool("ann", "new", "http://2/")],
        after(40 * DAY),
    )
    .await;
    let (tools, servers) = kept(store, "ann").await;
    assert_eq!(tools, ["new http://2/", "old http://1/"]);
    assert_eq!(servers, ["old one"]);
    same_as_rebuilt(store).await;
}
