use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// Where a tool comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ToolOrigin {
    /// It is part of the server.
    Builtin,
    /// Somebody described an HTTP request.
    Http,
    /// A server of the Model Context Protocol offers it.
    Mcp,
}

/// Whether a tool may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ToolPermission {
    /// Without asking.
    Allow,
    /// A person decides on each call.
    Ask,
    /// Never.
    Deny,
}

/// What a tool says of itself. Hints, in the words of the Model Context Protocol; absent: not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolAnnotations {
    /// It changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_only_hint: Option<bool>,
    /// It may destroy something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destructive_hint: Option<bool>,
    /// Calling it twice with the same arguments does no more than calling it once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotent_hint: Option<bool>,
    /// It talks to the world outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_world_hint: Option<bool>,
}

/// Something that can be called, and whether the one who asks may.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tool {
    /// What it is called by, unique on this server.
    pub name: String,
    /// What to show.
    pub title: String,
    /// What it does, for models and people.
    pub description: String,
    /// JSON Schema of its arguments, which are an object.
    #[schema(value_type = Object)]
    pub input_schema: Value,
    /// Where it comes from.
    pub source: ToolOrigin,
    /// The server that offers it, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// What it says of itself.
    pub annotations: ToolAnnotations,
    /// Whether the one who asks may call it.
    pub permission: ToolPermission,
    /// Whether the one who asks has it switched on.
    pub enabled: bool,
}

/// The tools that one may know of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolPage {
    /// The tools, in the server's own order.
    pub items: Vec<Tool>,
    /// Gives the next page; absent, there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// What to change of one's own choice of a tool; absent fields stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ToolPatch {
    /// Whether it may be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<ToolPermission>,
    /// Whether it is switched on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// What somebody chose of a tool; absent fields are as the tool has them by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolChoice {
    /// The tool.
    pub name: String,
    /// Whether it may be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<ToolPermission>,
    /// Whether it is switched on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// A call by hand.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvokeTool {
    /// The arguments, as the tool's `inputSchema` has them; `{}` if absent.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub args: Map<String, Value>,
}

/// A call became a job, which goes on by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvokedTool {
    /// The job.
    pub job_id: Uuid,
}
