use jsonschema::Validator;
use serde_json::{Map, Value, json};
use thalweg_wire::{ApprovalForm, FieldError};

use super::schema::{faults, short};
use crate::jobs::size_of;

/// The longest words of a question, in characters.
const MESSAGE_CHARS: usize = 4_000;
/// The longest schema of an answer, in bytes of JSON.
const SCHEMA_BYTES: usize = 16 * 1024;
/// The most fields of a form.
const FIELDS: usize = 50;
/// The longest answer, in bytes of JSON.
const CONTENT_BYTES: usize = 64 * 1024;
/// The formats of texts that are known; others say nothing.
const FORMATS: [&str; 4] = ["email", "uri", "date", "date-time"];

/// What a tool wants to know of a person in the midst of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The server that asks.
    pub server: String,
    /// Its words, 1 to 4,000 characters.
    pub message: String,
    /// JSON Schema of the answer, at most 16 KiB: an object of at most 50 fields, each a text, a
    /// number, yes or no, or a choice of texts. Nothing in it refers to anything.
    pub schema: Value,
    /// The names of the fields, one below the other.
    pub order: Vec<String>,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answered {
    /// This, which fits the schema.
    Given(Map<String, Value>),
    /// Somebody said no.
    Declined,
    /// Nobody answered: it was put away, or its time was over.
    Dismissed,
}

/// The form of a question, with nothing in its schema that is not understood; or in words why there is
/// none.
pub(crate) fn form_of(question: Question) -> Result<ApprovalForm, String> {
    let message = question.message.trim();
    if message.is_empty() {
        return Err("the question has no words".into());
    }
    if message.chars().count() > MESSAGE_CHARS {
        return Err(format!(
            "its words have more than {MESSAGE_CHARS} characters"
        ));
    }
    if size_of(&question.schema, SCHEMA_BYTES).is_none() {
        return Err(format!("its form has more than {SCHEMA_BYTES} bytes"));
    }
    let schema = &question.schema;
    let properties = schema.get("properties").and_then(Value::as_object);
    let properties = properties.filter(|_| schema.get("type").is_some_and(|kind| kind == "object"));
    let properties = properties.ok_or("its form is no object of fields")?;
    if properties.len() > FIELDS {
        return Err(format!("its form has more than {FIELDS} fields"));
    }
    let fields = properties.iter().map(|(name, field)| {
        let plain = plain(field).ok_or_else(|| {
            let name = short(name);
            format!("its field `{name}` is no text, number, yes or no, or choice")
        });
        plain.map(|plain| (name.clone(), plain))
    });
    let fields = fields.collect::<Result<Map<_, _>, _>>()?;
    let required = match schema.get("required") {
        None => Vec::new(),
        Some(names) => texts(names).ok_or("what its form requires is no list of names")?,
    };
    if required.iter().any(|name| !fields.contains_key(*name)) {
        return Err("its form requires a field that it does not have".into());
    }
    let mut order: Vec<String> = Vec::new();
    for name in question.order.iter().chain(fields.keys()) {
        if fields.contains_key(name) && !order.contains(name) {
            order.push(name.clone());
        }
    }
    let schema = json!({
        "type": "object",
        "properties": fields,
        "required": required,
        "additionalProperties": false,
    });
    validator(&schema).ok_or("its form is no JSON Schema")?;
    Ok(ApprovalForm {
        server: question.server,
        message: message.into(),
        schema,
        order,
    })
}

/// What is wrong with an answer, each with its place under `content`; nothing if it fits.
pub(crate) fn faults_of(form: &ApprovalForm, content: &Map<String, Value>) -> Vec<FieldError> {
    let own = |message: &str| {
        vec![FieldError {
            path: "content".into(),
            message: message.into(),
        }]
    };
    if size_of(content, CONTENT_BYTES).is_none() {
        return own(&format!("give at most {CONTENT_BYTES} bytes of JSON"));
    }
    match validator(&form.schema) {
        Some(validator) => faults(&validator, "content", &Value::Object(content.clone())),
        // It was looked at when it was asked.
        None => own("the form cannot be read; deny it"),
    }
}

fn validator(schema: &Value) -> Option<Validator> {
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    options.build(schema).ok()
}

/// A field with what is understood of it. Patterns and references are not: they cost more than they say.
fn plain(field: &Value) -> Option<Value> {
    let field = field.as_object()?;
    let kind = field.get("type")?.as_str()?;
    let own: &[&str] = match kind {
        "string" => &["minLength", "maxLength"],
        "number" | "integer" => &["minimum", "maximum"],
        "boolean" => &[],
        "array" => &["minItems", "maxItems"],
        _ => return None,
    };
    let mut plain = Map::new();
    for name in ["type", "title", "description", "default"]
        .iter()
        .chain(own)
    {
        if let Some(value) = field.get(*name) {
            plain.insert((*name).into(), value.clone());
        }
    }
    if kind == "string" {
        let format = field.get("format").and_then(Value::as_str);
        if let Some(format) = format.filter(|format| FORMATS.contains(format)) {
            plain.insert("format".into(), format.into());
        }
        if let Some(choices) = choices(field)? {
            plain.extend(choices);
        }
    }
    if kind == "array" {
        let choices = choices(field.get("items")?.as_object()?)??;
        let mut items = Map::from_iter([("type".to_owned(), Value::from("string"))]);
        items.extend(choices);
        plain.insert("items".into(), items.into());
        // Who picks from a list picks each once.
        plain.insert("uniqueItems".into(), true.into());
    }
    Some(plain.into())
}

/// The texts that may be chosen, with their titles; `None` if they are none as they should be, and in it
/// `None` if there is no choice.
fn choices(of: &Map<String, Value>) -> Option<Option<Map<String, Value>>> {
    if let Some(values) = of.get("enum") {
        let values = texts(values).filter(|values| !values.is_empty())?;
        let names = of.get("enumNames").and_then(texts);
        let names = names.filter(|names| names.len() == values.len());
        let mut choices = Map::from_iter([("enum".to_owned(), json!(values))]);
        choices.extend(names.map(|names| ("enumNames".to_owned(), json!(names))));
        return Some(Some(choices));
    }
    let Some(titled) = of.get("oneOf").or_else(|| of.get("anyOf")) else {
        return Some(None);
    };
    let titled = titled.as_array().filter(|titled| !titled.is_empty())?;
    let titled = titled.iter().map(|choice| {
        let value = choice.get("const")?.as_str()?;
        let title = choice.get("title").and_then(Value::as_str).unwrap_or(value);
        Some(json!({ "const": value, "title": title }))
    });
    // A value that is there twice would fit no `oneOf`.
    let titled = titled.collect::<Option<Vec<_>>>()?;
    Some(Some(Map::from_iter([("anyOf".to_owned(), titled.into())])))
}

fn texts(list: &Value) -> Option<Vec<&str>> {
    list.as_array()?.iter().map(Value::as_str).collect()
}

#[cfg(test)]
mod tests;
