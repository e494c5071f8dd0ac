use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use thalweg_tools::{Secrets, check_http_tool};
use thalweg_wire::{FieldError, HttpBody, HttpMethod, NamedValue, NewHttpTool, ToolAnnotations};

use super::ConfigError;
use super::upstreams::bad;

/// Tools that come with the server if it is set up so.
const FILES: [&str; 2] = ["list_files", "read_file"];

/// A table `[http-tools.NAME]` of the file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct HttpToolTable {
    title: Option<String>,
    description: String,
    /// JSON Schema, as a table; no arguments if absent.
    input_schema: Option<Value>,
    method: HttpMethod,
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<HttpBody>,
    result_path: Option<String>,
    timeout: Option<String>,
    annotations: Option<Hints>,
    #[serde(default)]
    allow_private: bool,
}

/// The same as [`ToolAnnotations`], in the words of a file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Hints {
    read_only_hint: Option<bool>,
    destructive_hint: Option<bool>,
    idempotent_hint: Option<bool>,
    open_world_hint: Option<bool>,
}

/// The HTTP tools of the file, by their names.
///
/// # Errors
/// [`ConfigError`] if one could not be offered.
pub(crate) fn http_tools(
    tables: BTreeMap<String, HttpToolTable>,
    secrets: &Secrets,
) -> Result<Vec<NewHttpTool>, ConfigError> {
    let own = thalweg_tools::builtin();
    let own: Vec<&str> = own.iter().map(|tool| tool.name()).chain(FILES).collect();
    let mut tools = Vec::with_capacity(tables.len());
    for (name, table) in tables {
        let place = format!("http-tools.{name}");
        if own.contains(&name.as_str()) {
            return Err(bad(
                &place,
                "give another name: a tool of the server has this one",
            ));
        }
        let tool = table.tool(&place, name)?;
        if let Some(fault) = check_http_tool(&tool, secrets).into_iter().next() {
            return Err(faulty(&place, &fault));
        }
        tools.push(tool);
    }
    Ok(tools)
}

impl HttpToolTable {
    fn tool(self, place: &str, name: String) -> Result<NewHttpTool, ConfigError> {
        let timeout_ms = self.timeout.map(|text| milliseconds(place, &text));
        Ok(NewHttpTool {
            name,
            title: self.title,
            description: self.description,
            input_schema: self
                .input_schema
                .unwrap_or_else(|| json!({ "type": "object", "properties": {} })),
            method: self.method,
            url: self.url,
            headers: named(self.headers),
            body: self.body,
            result_path: self.result_path,
            timeout_ms: timeout_ms.transpose()?,
            annotations: self.annotations.map(|hints| ToolAnnotations {
                read_only_hint: hints.read_only_hint,
                destructive_hint: hints.destructive_hint,
                idempotent_hint: hints.idempotent_hint,
                open_world_hint: hints.open_world_hint,
            }),
            allow_private: self.allow_private,
        })
    }
}

/// Names and texts, in the order of their names.
pub(crate) fn named(pairs: BTreeMap<String, String>) -> Vec<NamedValue> {
    let pairs = pairs.into_iter();
    pairs
        .map(|(name, value)| NamedValue { name, value })
        .collect()
}

pub(crate) fn milliseconds(place: &str, text: &str) -> Result<u32, ConfigError> {
    let time = humantime::parse_duration(text).ok();
    let time = time.and_then(|time| u32::try_from(time.as_millis()).ok());
    time.ok_or_else(|| bad(place, "give a `timeout` such as 30s or 2m"))
}

/// A fault of the wire's field, told by the key of the file.
pub(crate) fn faulty(place: &str, fault: &FieldError) -> ConfigError {
    let mut key = String::new();
    for c in fault.path.chars() {
        if c.is_ascii_uppercase() {
            key.push('-');
        }
        key.push(c.to_ascii_lowercase());
    }
    let key = key.replace("timeout-ms", "timeout");
    bad(&format!("{place}.{key}"), &fault.message.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> Result<Vec<NewHttpTool>, String> {
        let tables = toml::from_str(toml).map_err(|error| error.message().to_owned())?;
        let secrets = Secrets::new([("KEY".into(), "s3cret".into())]);
        http_tools(tables, &secrets).map_err(|error| error.to_string())
    }

    const WHOLE: &str = r#"
        [get_item]
        title = "Get an item"
        description = "Gets an item"
        method = "POST"
        url = "https://api.example/items/{id}"
        headers = { Authorization = "Bearer {{secret:KEY}}" }
        body = "form"
        result-path = "/data"
        timeout = "90s"
        annotations = { read-only-hint = true }
        allow-private = true
        [get_item.input-schema]
        type = "object"
        required = ["id"]
        properties.id = { type = "integer", minimum = 1 }
        [ping]
        description = "Pings"
        method = "GET"
        url = "http://api.example"
    "#;

    #[test]
    fn a_tool_is_read_with_everything_that_it_may_have() {
        let tools = read(WHOLE).expect("tools");
        let [item, ping] = &tools[..] else {
            panic!("two tools")
        };
        assert_eq!(
            (item.method, item.body),
            (HttpMethod::Post, Some(HttpBody::Form))
        );
        assert_eq!(item.timeout_ms, Some(90_000));
        assert_eq!(item.input_schema["properties"]["id"]["minimum"], 1);
        assert_eq!(item.headers[0].value, "Bearer {{secret:KEY}}");
        assert!(item.allow_private && !ping.allow_private);
        let hints = item.annotations.expect("hints");
        assert_eq!(hints.read_only_hint, Some(true));
        assert_eq!((ping.name.as_str(), ping.timeout_ms), ("ping", None));
        assert_eq!(ping.input_schema["type"], "object");
    }

    #[test]
    fn what_is_wrong_stops_the_start_with_one_line_that_names_the_key() {
        for (from, to, word) in [
            ("body = \"form\"", "bodi = \"form\"", "bodi"),
            ("method = \"GET\"", "method = \"get\"", "get"),
            (
                "timeout = \"90s\"",
                "timeout = \"90\"",
                "http-tools.get_item",
            ),
            (
                "timeout = \"90s\"",
                "timeout = \"6m\"",
                "http-tools.get_item.timeout`",
            ),
            (
                "timeout = \"90s\"",
                "timeout = \"100d\"",
                "http-tools.get_item",
            ),
            ("/data", "data", "http-tools.get_item.result-path"),
            (
                "secret:KEY",
                "secret:NO",
                "http-tools.get_item.headers.0.value",
            ),
            ("/items/{id}", "/{no}", "http-tools.get_item.url"),
            (
                "secret:KEY",
                "secret:N\\nO",
                "http-tools.get_item.headers.0.value",
            ),
            (
                "type = \"object\"",
                "type = \"array\"",
                "http-tools.get_item.input-schema",
            ),
            ("[ping]", "[clock]", "http-tools.clock"),
            ("[ping]", "[read_file]", "http-tools.read_file"),
            ("[ping]", "[\"a b\"]", "http-tools.a b.name"),
        ] {
            let toml = WHOLE.replacen(from, to, 1);
            assert_ne!(toml, WHOLE, "{from}");
            let refused = read(&toml).expect_err(to);
            assert!(refused.contains(word), "{to}: {refused}");
            assert!(
                !refused.contains('\n') && !refused.contains("s3cret"),
                "{refused}"
            );
        }
    }
}
