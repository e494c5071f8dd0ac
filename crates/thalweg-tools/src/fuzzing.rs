//! What this crate reads of others, without a network, for a fuzzer and for the tests that replay its
//! corpus.

pub use reqwest::Url;
use serde_json::{Map, Value};
use thalweg_chat::ToolError;

use crate::Secrets;
use crate::fetch::{Got, readable};

/// Title and text of a page of this content type.
///
/// # Errors
/// [`ToolError`] if it is no text.
pub fn page(kind: &str, body: Vec<u8>) -> Result<(Option<String>, String), ToolError> {
    let url = Url::parse("https://page.example/").map_err(|error| ToolError(error.to_string()))?;
    let got = Got {
        url,
        status: 200,
        kind: kind.into(),
        body,
        more: false,
    };
    readable(got).map(|page| (page.title, page.text))
}

/// What an expression comes to.
///
/// # Errors
/// What is wrong with it, in words for a person.
pub fn calculate(expression: &str) -> Result<String, String> {
    crate::calculator::calculate(expression)
}

/// The address of a tool's template with arguments filled in.
///
/// # Errors
/// What is wrong with the template or with an argument, in words for a person.
pub fn address(template: &str, args: &Map<String, Value>) -> Result<Url, String> {
    let template = crate::http::Template::parse(template)?;
    template.fill(args).map_err(|ToolError(words)| words)
}

/// What a model is given of the result of an MCP server's tool; `None` if it is no result.
pub fn mcp_result(json: &[u8], secrets: &Secrets) -> Option<Result<Value, ToolError>> {
    let result = serde_json::from_slice(json).ok()?;
    Some(crate::mcp::output(result, secrets))
}
