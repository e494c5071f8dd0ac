mod failures;

use serde_json::Value;
use thalweg_wire::{ClientFrame, ConversationSnapshot, JobSnapshot, Problem, ServerFrame};
use utoipa::OpenApi;

use self::failures::For;
use crate::router::{for_machines, for_people};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Thalweg",
        description = "Streams that survive. Every failure is `application/problem+json`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    components(schemas(Problem, ConversationSnapshot, JobSnapshot, ClientFrame, ServerFrame))
)]
struct Document;

/// The document of all routes, from the routes themselves.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    let routes = [(for_people(), For::People), (for_machines(), For::Machines)];
    for (routes, who) in routes {
        let mut part = routes.into_openapi();
        failures::add(&mut part, who);
        document.merge(part);
    }
    document.info.version = env!("CARGO_PKG_VERSION").into();
    without_nulls(&document).unwrap_or(document)
}

/// An absent option is left out on the wire, never null, so no schema allows null.
fn without_nulls(document: &utoipa::openapi::OpenApi) -> Option<utoipa::openapi::OpenApi> {
    let mut value = serde_json::to_value(document).ok()?;
    strip(&mut value);
    serde_json::from_value(value).ok()
}

fn strip(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(fields) => {
            fields.values_mut().for_each(strip);
            if let Some(Value::Array(kinds)) = fields.get_mut("type") {
                kinds.retain(|kind| kind != "null");
                if let [only] = kinds.as_slice() {
                    let only = only.clone();
                    fields.insert("type".into(), only);
                }
            }
            let Some(Value::Array(choices)) = fields.get_mut("oneOf") else {
                return;
            };
            choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
            if let [Value::Object(only)] = choices.as_slice() {
                let only = only.clone();
                fields.remove("oneOf");
                for (name, value) in only {
                    fields.entry(name).or_insert(value);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_schema_allows_null() {
        let text = super::openapi().to_json().expect("a document");
        assert!(
            !text.contains("\"null\""),
            "an option is documented as nullable"
        );
        assert!(text.contains("ConversationSnapshot"));
    }
}
