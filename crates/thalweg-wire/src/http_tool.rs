use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{NameDeleted, Time, ToolAnnotations};

/// How an HTTP tool asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    /// Arguments go into the query.
    Get,
    /// Arguments go into the body.
    Post,
    /// Arguments go into the body.
    Put,
    /// Arguments go into the body.
    Patch,
    /// Arguments go into the query.
    Delete,
}

/// How an HTTP tool writes its arguments into the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum HttpBody {
    /// As one JSON object.
    Json,
    /// As a form does, `application/x-www-form-urlencoded`.
    Form,
    /// Not at all: they go into the query.
    None,
}

/// A name and a text: a header, or a variable of a program's environment. In the text,
/// `{{secret:NAME}}` stands for a secret that the server knows by that name; it is filled in when it
/// is used, and shown to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedValue {
    /// The name.
    pub name: String,
    /// The text.
    pub value: String,
}

/// A tool that is an HTTP request. For the server's owner alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HttpTool {
    /// What it is called by, as in `/api/tools`.
    pub name: String,
    /// What to show; the name if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it does and when to call it, for models and people.
    pub description: String,
    /// JSON Schema of its arguments, which are an object.
    #[schema(value_type = Object)]
    pub input_schema: Value,
    /// How it asks.
    pub method: HttpMethod,
    /// Whom it asks. `{argument}` in path or query is the place of an argument.
    pub url: String,
    /// Headers of the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<NamedValue>,
    /// How arguments without a place in the address go into the body; `json` if absent. `GET` and
    /// `DELETE` have no body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<HttpBody>,
    /// The part of a JSON answer that is the result, as a JSON Pointer (RFC 6901).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_path: Option<String>,
    /// How long a call may take, in milliseconds; 30,000 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u32>,
    /// What it says of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotations: Option<ToolAnnotations>,
    /// Whether it may ask addresses that are not on the public internet.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_private: bool,
    /// Whether it is written in the server's configuration, and can be changed only there.
    #[serde(default, skip_serializing_if = "is_false")]
    pub fixed: bool,
    /// Why it is not offered now, in words for a person; absent if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// When it came into being; of a fixed one, when the server started.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
}

/// All HTTP tools, by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HttpToolPage {
    /// The tools, at most 200 and the fixed ones.
    pub items: Vec<HttpTool>,
    /// Gives the next page; absent, there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The place in the log that the list is of. Subscribe from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// An HTTP tool to make, or to try.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewHttpTool {
    /// What to call it by: 1 to 64 of `A-Z a-z 0-9 _ -`, unique among all tools.
    pub name: String,
    /// What to show, at most 100 characters; the name if absent or blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it does and when to call it, 1 to 2,000 characters.
    pub description: String,
    /// JSON Schema of its arguments, which are an object; at most 64 KiB.
    #[schema(value_type = Object)]
    pub input_schema: Value,
    /// How it asks.
    pub method: HttpMethod,
    /// Whom it asks: `https://…` or `http://…`, at most 2,000 characters. `{argument}` in path or
    /// query is the place of an argument; the host has none.
    pub url: String,
    /// Headers of the request, at most 30.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<NamedValue>,
    /// How arguments without a place in the address go into the body; `json` if absent. `GET` and
    /// `DELETE` have no body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<HttpBody>,
    /// The part of a JSON answer that is the result, as a JSON Pointer (RFC 6901).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_path: Option<String>,
    /// How long a call may take, 1,000 to 300,000 milliseconds; 30,000 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u32>,
    /// What it says of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotations: Option<ToolAnnotations>,
    /// Whether it may ask addresses that are not on the public internet.
    #[serde(default, skip_serializing_if = "is_false")]
    pub allow_private: bool,
}

/// What to change of an HTTP tool; absent fields stay. Its name stays as well.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HttpToolPatch {
    /// What to show, at most 100 characters; a blank text takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it does and when to call it, 1 to 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// JSON Schema of its arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub input_schema: Option<Value>,
    /// How it asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<HttpMethod>,
    /// Whom it asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// All headers of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<Vec<NamedValue>>,
    /// How arguments without a place in the address go into the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<HttpBody>,
    /// The part of a JSON answer that is the result; an empty text takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_path: Option<String>,
    /// How long a call may take, 1,000 to 300,000 milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u32>,
    /// All that it says of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotations: Option<ToolAnnotations>,
    /// Whether it may ask addresses that are not on the public internet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_private: Option<bool>,
}

/// An HTTP tool to try once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestHttpTool {
    /// The tool, which is not kept. Its name may be taken.
    pub tool: NewHttpTool,
    /// The arguments, as its `inputSchema` has them; `{}` if absent.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub args: Map<String, Value>,
}

/// What a try of an HTTP tool gave. Nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TestedHttpTool {
    /// Whether it gave a result.
    pub ok: bool,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// What it gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub output: Option<Value>,
    /// Why it gave nothing, in words for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// News of an HTTP tool, on the owner's feed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum HttpToolNews {
    /// It is gone.
    Deleted(NameDeleted),
    /// It came into being or changed; the whole of it.
    There(Box<HttpTool>),
}

// Serde gives a reference.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
pub(crate) const fn is_false(value: &bool) -> bool {
    !*value
}
