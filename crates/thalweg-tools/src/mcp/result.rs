use rmcp::model::{CallToolResult, ContentBlock, ResourceContents};
use serde_json::{Value, json};
use thalweg_chat::ToolError;

use crate::Secrets;

/// What a call gave, without secrets.
///
/// What has a structure is given as it is; else the texts are one. If there is something besides, such as
/// an image, it is an object of the `result` or the `text` and `parts`, which says of each what it is.
///
/// # Errors
/// [`ToolError`] with the server's own words if it says that the call failed.
pub(crate) fn output(result: CallToolResult, secrets: &Secrets) -> Result<Value, ToolError> {
    let (mut texts, mut parts) = (Vec::new(), Vec::new());
    for block in result.content {
        match block {
            ContentBlock::Text(text) => texts.push(text.text),
            other => parts.push(part(other)),
        }
    }
    let text = texts.join("\n");
    if result.is_error == Some(true) {
        let words = match result.structured_content {
            _ if !text.trim().is_empty() => text,
            Some(said) => said.to_string(),
            None => "the tool failed and does not say why".into(),
        };
        return Err(ToolError(secrets.redact(&words)));
    }
    let given = match result.structured_content {
        Some(structured) if parts.is_empty() => structured,
        Some(structured) => json!({ "result": structured, "parts": parts }),
        None if parts.is_empty() => text.into(),
        None if text.is_empty() => json!({ "parts": parts }),
        None => json!({ "text": text, "parts": parts }),
    };
    Ok(secrets.redact_json(given))
}

/// What a part is that is no text. Its bytes are left out.
fn part(block: ContentBlock) -> Value {
    match block {
        ContentBlock::Text(text) => json!({ "type": "text", "text": text.text }),
        ContentBlock::Image(image) => media("image", &image.mime_type, &image.data),
        ContentBlock::Audio(audio) => media("audio", &audio.mime_type, &audio.data),
        ContentBlock::Resource(embedded) => match embedded.resource {
            ResourceContents::TextResourceContents {
                uri,
                mime_type,
                text,
                ..
            } => with_kind(
                json!({ "type": "resource", "uri": uri, "text": text }),
                mime_type,
            ),
            ResourceContents::BlobResourceContents {
                uri,
                mime_type,
                blob,
                ..
            } => {
                let part = json!({ "type": "resource", "uri": uri, "bytes": bytes(&blob) });
                with_kind(part, mime_type)
            }
            _ => json!({ "type": "resource" }),
        },
        ContentBlock::ResourceLink(link) => {
            let mut part = json!({ "type": "resource_link", "uri": link.uri, "name": link.name });
            if let Some(size) = link.size {
                part["bytes"] = size.into();
            }
            if let Some(description) = link.description {
                part["description"] = description.into();
            }
            with_kind(part, link.mime_type)
        }
        _ => json!({ "type": "unknown" }),
    }
}

fn media(what: &str, kind: &str, data: &str) -> Value {
    json!({ "type": what, "mimeType": kind, "bytes": bytes(data) })
}

fn with_kind(mut part: Value, kind: Option<String>) -> Value {
    if let Some(kind) = kind {
        part["mimeType"] = kind.into();
    }
    part
}

/// How many bytes are written as `base64`.
fn bytes(base64: &str) -> usize {
    let digits = base64.trim_end_matches('=').len();
    digits * 3 / 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output_of(result: Value) -> Result<Value, String> {
        let result = serde_json::from_value(result).expect("a result");
        output(result, &Secrets::default()).map_err(|error| error.0)
    }

    #[test]
    fn texts_are_one_and_what_has_a_structure_is_given_as_it_is() {
        let texts = json!({ "content": [
            { "type": "text", "text": "a" }, { "type": "text", "text": "b" },
        ] });
        assert_eq!(output_of(texts), Ok("a\nb".into()));
        let structured = json!({
            "content": [{ "type": "text", "text": "{\"a\":1}" }],
            "structuredContent": { "a": 1 },
        });
        assert_eq!(output_of(structured), Ok(json!({ "a": 1 })));
        let null = json!({ "content": [], "structuredContent": null });
        assert_eq!(output_of(null), Ok(Value::Null));
        assert_eq!(output_of(json!({ "content": [] })), Ok("".into()));
    }

    #[test]
    fn what_is_no_text_is_told_by_kind_and_size() {
        let content = json!([
            { "type": "text", "text": "see" },
            { "type": "image", "mimeType": "image/png", "data": "AAECAw==" },
            { "type": "audio", "mimeType": "audio/wav", "data": "AAEC" },
            { "type": "resource", "resource": { "uri": "a:1", "mimeType": "text/plain", "text": "t" } },
            { "type": "resource", "resource": { "uri": "a:2", "blob": "AAE=" } },
            { "type": "resource_link", "uri": "a:3", "name": "n", "size": 9 },
        ]);
        let parts = json!([
            { "type": "image", "mimeType": "image/png", "bytes": 4 },
            { "type": "audio", "mimeType": "audio/wav", "bytes": 3 },
            { "type": "resource", "uri": "a:1", "mimeType": "text/plain", "text": "t" },
            { "type": "resource", "uri": "a:2", "bytes": 2 },
            { "type": "resource_link", "uri": "a:3", "name": "n", "bytes": 9 },
        ]);
        let told = output_of(json!({ "content": content }));
        assert_eq!(told, Ok(json!({ "text": "see", "parts": parts })));
        let both = json!({ "content": content, "structuredContent": 7 });
        assert_eq!(output_of(both), Ok(json!({ "result": 7, "parts": parts })));
    }

    #[test]
    fn a_failure_has_the_servers_words() {
        let failed = |content: Value| json!({ "content": content, "isError": true });
        let told = output_of(failed(json!([{ "type": "text", "text": "no such file" }])));
        assert_eq!(told, Err("no such file".into()));
        let silent = output_of(failed(json!([])));
        assert_eq!(silent, Err("the tool failed and does not say why".into()));
    }
}
