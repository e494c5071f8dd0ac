use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http_tool::is_false;
use crate::{NameDeleted, NamedValue, Time};

/// How a server of the Model Context Protocol is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum McpTransport {
    /// It is a program that this server starts.
    Stdio {
        /// The program: a path, or a name that is looked for in `PATH`.
        command: String,
        /// Its arguments, at most 100.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        args: Vec<String>,
        /// Variables of its environment besides the few that every program gets, at most 100.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        env: Vec<NamedValue>,
        /// The folder that it works in; the server's own if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cwd: Option<String>,
    },
    /// It is asked over HTTP.
    #[serde(rename_all = "camelCase")]
    Http {
        /// Where: `https://…` or `http://…`, at most 2,000 characters.
        url: String,
        /// Headers of each request, at most 30.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        headers: Vec<NamedValue>,
        /// Whether it may be on an address that is not on the public internet.
        #[serde(default, skip_serializing_if = "is_false")]
        allow_private: bool,
    },
}

/// How a server of the Model Context Protocol does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum McpServerStatus {
    /// It is switched off.
    Disabled,
    /// It is being reached.
    Connecting,
    /// Its tools can be called.
    Ready,
    /// It cannot be reached, and will not be tried again by itself.
    Failed,
    /// It cannot be reached, and will be tried again.
    Waiting,
}

/// What a server of the Model Context Protocol calls itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct McpServerInfo {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A tool that a server of the Model Context Protocol offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct McpServerTool {
    /// What it is called by, as in `/api/tools`.
    pub name: String,
    /// What to show, if the server says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Why this tool alone is not offered, in words for a person; absent if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// A server of the Model Context Protocol, and how it does. For this server's owner alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct McpServer {
    /// What it is called by; its tools' names begin with it.
    pub name: String,
    /// What to show; the name if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How it is reached.
    pub transport: McpTransport,
    /// Whether it is switched on.
    pub enabled: bool,
    /// How long a call of a tool may take, in milliseconds; 60,000 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u32>,
    /// Whether it is written in the server's configuration; only `enabled` can be changed then.
    #[serde(default, skip_serializing_if = "is_false")]
    pub fixed: bool,
    /// How it does.
    pub status: McpServerStatus,
    /// What is wrong, in words for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// When it is tried again, while it is `waiting`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Time>,
    /// The revision of the protocol that both speak, once it was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol_version: Option<String>,
    /// What it calls itself, once it was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_info: Option<McpServerInfo>,
    /// Its tools, as they were listed last.
    pub tools: Vec<McpServerTool>,
    /// When it came into being; of a fixed one, when this server started.
    pub created_at: Time,
    /// When its definition last changed.
    pub updated_at: Time,
}

/// All servers of the Model Context Protocol, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct McpServerPage {
    /// The servers, at most 50 and the fixed ones.
    pub items: Vec<McpServer>,
    /// Gives the next page; absent, there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The place in the log that the list is of. Subscribe from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// A server of the Model Context Protocol to make, or to try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewMcpServer {
    /// What to call it by: 1 to 32 of `a-z 0-9 -`, not `-` first.
    pub name: String,
    /// What to show, at most 100 characters; the name if absent or blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How it is reached.
    pub transport: McpTransport,
    /// Whether it is switched on; true if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// How long a call of a tool may take, 1,000 to 3,600,000 milliseconds; 60,000 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u32>,
}

/// What to change of a server; absent fields stay. Its name stays as well.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct McpServerPatch {
    /// What to show, at most 100 characters; a blank text takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How it is reached, all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<McpTransport>,
    /// Whether it is switched on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// How long a call of a tool may take, 1,000 to 3,600,000 milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u32>,
}

/// A server to try once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestMcpServer {
    /// The server, which is not kept. Its name may be taken.
    pub server: NewMcpServer,
}

/// What a try of a server gave. Nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TestedMcpServer {
    /// Whether it was reached and told its tools.
    pub ok: bool,
    /// The revision of the protocol that both speak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol_version: Option<String>,
    /// What it calls itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_info: Option<McpServerInfo>,
    /// Its tools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<McpServerTool>>,
    /// Why it was not reached, in words for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The last lines that the program wrote on its standard error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
}

/// News of a server, on the owner's feed. What is kept tells of its definition; how it does is told
/// in events that are forgotten some time later, at most two a second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum McpServerNews {
    /// It is gone.
    Deleted(NameDeleted),
    /// It came into being or changed; the whole of it.
    There(Box<McpServer>),
}
