use std::collections::HashSet;

use reqwest::header::HeaderName;
use serde_json::Value;
use thalweg_chat::InputSchema;
use thalweg_wire::{FieldError, NamedValue, NewHttpTool};

use super::template::Template;
use crate::Secrets;

/// The longest name, in characters.
const NAME: usize = 64;
/// The name of the route that tries definitions, which no definition can have.
pub(crate) const RESERVED: &str = "test";
/// The longest title, in characters.
pub(crate) const TITLE: usize = 100;
/// The longest description, in characters.
const DESCRIPTION: usize = 2_000;
/// The longest schema, in bytes.
const SCHEMA: usize = 64 * 1024;
/// The most headers, or variables.
const HEADERS: usize = 30;
/// The longest text of a header or a variable, in characters.
const VALUE: usize = 4_000;
/// How long a call may take, in milliseconds.
const TIMES: std::ops::RangeInclusive<u32> = 1_000..=300_000;

/// Headers that the connection itself needs, or that would make the request another one.
const OWN: [&str; 10] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// What is wrong with a tool; nothing if it can be offered.
pub fn check_http_tool(tool: &NewHttpTool, secrets: &Secrets) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if tool.name.is_empty() || tool.name.len() > NAME || !tool.name.chars().all(plain) {
        faults.push(wrong("name", "give 1 to 64 of A-Z, a-z, 0-9, `_` and `-`"));
    } else if tool.name == RESERVED {
        faults.push(wrong("name", "give another name: a route is called `test`"));
    }
    faults.extend(check_title(tool.title.as_deref()));
    let said = tool.description.trim();
    if said.is_empty() || said.chars().count() > DESCRIPTION {
        let words = "say what it does and when to call it, in at most 2,000 characters";
        faults.push(wrong("description", words));
    }
    let is_long = serde_json::to_vec(&tool.input_schema).map_or(true, |json| json.len() > SCHEMA);
    if is_long {
        faults.push(wrong("inputSchema", "give at most 64 KiB"));
    } else if let Err(error) = InputSchema::new(tool.input_schema.clone()) {
        faults.push(wrong("inputSchema", error.to_string()));
    }
    match Template::parse(&tool.url) {
        Ok(template) => faults.extend(check_places(&template, &tool.input_schema)),
        Err(words) => faults.push(wrong("url", words)),
    }
    check_headers("headers", &tool.headers, secrets, &mut faults);
    if let Some(pointer) = &tool.result_path
        && !is_pointer(pointer)
    {
        let words =
            "give a JSON Pointer, such as /data/items/0; `~` is written as ~0 and `/` as ~1";
        faults.push(wrong("resultPath", words));
    }
    if tool.timeout_ms.is_some_and(|time| !TIMES.contains(&time)) {
        faults.push(wrong("timeoutMs", "give 1,000 to 300,000 milliseconds"));
    }
    faults
}

/// What is wrong with what to show of something.
pub(crate) fn check_title(title: Option<&str>) -> Option<FieldError> {
    let title = title?;
    let is_wrong = title.chars().count() > TITLE || title.contains(char::is_control);
    is_wrong.then(|| wrong("title", "give one line of at most 100 characters"))
}

/// What is wrong with the headers at `path`.
pub(crate) fn check_headers(
    path: &str,
    headers: &[NamedValue],
    secrets: &Secrets,
    faults: &mut Vec<FieldError>,
) {
    if headers.len() > HEADERS {
        faults.push(wrong(path, "give at most 30"));
        return;
    }
    for (at, NamedValue { name, value }) in headers.iter().enumerate() {
        let own = OWN.contains(&name.to_ascii_lowercase().as_str());
        if own {
            let words = format!("`{name}` is written by the server itself");
            faults.push(wrong(&format!("{path}.{at}.name"), words));
        } else if HeaderName::from_bytes(name.as_bytes()).is_err() {
            let words = "give the name of a header, such as `Authorization`";
            faults.push(wrong(&format!("{path}.{at}.name"), words));
        }
        let place = format!("{path}.{at}.value");
        match secrets.fill(value) {
            Err(unknown) => faults.push(wrong(&place, unknown.to_string())),
            // What is filled in is looked at without being told.
            Ok(filled) if !filled.bytes().all(is_visible) => {
                let words = "give visible ASCII characters and spaces; the secrets in it as well";
                faults.push(wrong(&place, words));
            }
            Ok(_) if value.chars().count() > VALUE => {
                faults.push(wrong(&place, "give at most 4,000 characters"));
            }
            Ok(_) => {}
        }
    }
}

/// One wrong field.
pub(crate) fn wrong(path: &str, message: impl Into<String>) -> FieldError {
    FieldError {
        path: path.into(),
        message: message.into(),
    }
}

/// What stands in the address must be an argument that every call has.
fn check_places(template: &Template, schema: &Value) -> Vec<FieldError> {
    let required = schema.get("required").and_then(Value::as_array);
    let required: HashSet<&str> = required
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut seen = HashSet::new();
    let missing = template
        .places()
        .filter(|name| seen.insert(*name) && !required.contains(name));
    missing
        .map(|name| {
            let words = format!(
                "`{{{name}}}` is in the address, so name it in `required` of `inputSchema`; \
                 arguments that may be missing go into query or body by themselves"
            );
            wrong("url", words)
        })
        .collect()
}

/// Whether a byte may be in a header's value. Others than ASCII are of no known encoding there.
///
/// Source: RFC 9110, section 5.5.
const fn is_visible(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'~')
}

/// Source: RFC 6901, section 3.
fn is_pointer(text: &str) -> bool {
    let escapes = |text: &str| {
        text.split('~')
            .skip(1)
            .all(|rest| rest.starts_with(['0', '1']))
    };
    text.is_empty() || (text.starts_with('/') && escapes(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use thalweg_wire::HttpMethod;

    use super::*;

    fn tool() -> NewHttpTool {
        NewHttpTool {
            name: "get_item".into(),
            title: None,
            description: "Gets an item".into(),
            input_schema: json!({
                "type": "object",
                "properties": { "id": { "type": "string" }, "more": { "type": "boolean" } },
                "required": ["id"],
            }),
            method: HttpMethod::Get,
            url: "https://api.example/items/{id}?again={id}".into(),
            headers: vec![NamedValue {
                name: "Authorization".into(),
                value: "Bearer {{secret:KEY}}".into(),
            }],
            body: None,
            result_path: Some("/a~1b/0".into()),
            timeout_ms: Some(1_000),
            annotations: None,
            allow_private: false,
        }
    }

    fn paths(change: impl FnOnce(&mut NewHttpTool)) -> Vec<String> {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let secrets = Secrets::new([pair("KEY", "word"), pair("ODD", "wörd")]);
        let mut tool = tool();
        change(&mut tool);
        let faults = check_http_tool(&tool, &secrets).into_iter();
        faults.map(|fault| fault.path).collect()
    }

    fn header(tool: &mut NewHttpTool, name: &str, value: &str) {
        tool.headers = vec![NamedValue {
            name: name.into(),
            value: value.into(),
        }];
    }

    #[test]
    fn every_wrong_field_is_named() {
        assert_eq!(paths(|_| {}), [] as [&str; 0]);
        for name in ["", "a b", "ä", "a.b", "test", &"a".repeat(65)] {
            assert_eq!(paths(|tool| tool.name = name.into()), ["name"], "{name}");
        }
        for title in ["a\nb", &"t".repeat(101)] {
            assert_eq!(paths(|tool| tool.title = Some(title.into())), ["title"]);
        }
        assert_eq!(paths(|tool| tool.description = " ".into()), ["description"]);
        let long = "d".repeat(2_001);
        assert_eq!(paths(|tool| tool.description = long), ["description"]);
        for pointer in ["a", "a/b", "/~", "/~2"] {
            let path = Some(pointer.to_owned());
            assert_eq!(paths(|tool| tool.result_path = path), ["resultPath"]);
        }
        for time in [0, 999, 300_001] {
            assert_eq!(paths(|tool| tool.timeout_ms = Some(time)), ["timeoutMs"]);
        }
        let many = paths(|tool| {
            *tool = NewHttpTool {
                name: String::new(),
                description: String::new(),
                input_schema: json!(1),
                url: "x".into(),
                ..tool.clone()
            };
        });
        assert_eq!(many, ["name", "description", "inputSchema", "url"]);
    }

    #[test]
    fn places_are_arguments_that_every_call_has() {
        let url = |url: &str| {
            let url = url.to_owned();
            paths(|tool| tool.url = url)
        };
        assert_eq!(url("https://api.example/{more}"), ["url"]);
        assert_eq!(url("https://api.example/{id}/{none}/{none}"), ["url"]);
        assert_eq!(url("https://{id}/"), ["url"]);
    }

    #[test]
    fn a_schema_must_be_one_and_not_too_long() {
        for schema in [
            json!({ "type": "array", "required": ["id"] }),
            json!({ "type": "object", "required": ["id"], "properties": { "a": { "type": "x" } } }),
            json!({ "type": "object", "required": ["id"], "$comment": "c".repeat(70_000) }),
        ] {
            assert_eq!(paths(|tool| tool.input_schema = schema), ["inputSchema"]);
        }
    }

    #[test]
    fn headers_are_ones_and_their_secrets_are_known() {
        for name in [
            "Host",
            "content-length",
            "Transfer-Encoding",
            "a b",
            "",
            "ä",
        ] {
            assert_eq!(
                paths(|tool| header(tool, name, "x")),
                ["headers.0.name"],
                "{name}"
            );
        }
        let long = "v".repeat(4_001);
        for value in [
            "a\r\nb: c",
            "ä",
            "{{secret:NO}}",
            "{{secret:KEY",
            "{{secret:ODD}}",
            &long,
        ] {
            let found = paths(|tool| header(tool, "X-Key", value));
            assert_eq!(found, ["headers.0.value"], "{value}");
        }
        let many = paths(|tool| tool.headers = vec![tool.headers[0].clone(); 31]);
        assert_eq!(many, ["headers"]);
    }
}
