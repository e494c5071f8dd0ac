use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value};
use thalweg_wire::FieldError;

/// The most faults that are told of one call.
const FAULTS: usize = 20;
/// The longest words on one fault, in characters: they may repeat what was sent.
const WORDS: usize = 300;

/// A schema that cannot be used; its tool must not be offered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the schema of the arguments cannot be used: {0}")]
pub struct BadSchema(String);

/// JSON Schema of a tool's arguments, made ready once. It is read as draft 2020-12 unless it says
/// otherwise, and never fetches anything.
#[derive(Debug)]
pub struct InputSchema {
    json: Value,
    validator: Validator,
}

impl InputSchema {
    /// Reads a schema, which must be of an object.
    ///
    /// # Errors
    /// [`BadSchema`] if it is no schema, is of something else, or refers to something outside.
    pub fn new(json: Value) -> Result<Self, BadSchema> {
        if json.get("type").is_none_or(|kind| kind != "object") {
            return Err(BadSchema("its `type` must be `object`".into()));
        }
        let validator = jsonschema::validator_for(&json);
        let validator = validator.map_err(|error| BadSchema(short(&error.to_string())))?;
        Ok(Self { json, validator })
    }

    /// The schema itself.
    pub const fn json(&self) -> &Value {
        &self.json
    }

    /// What is wrong with arguments, each with its place under `args`; nothing if they fit.
    pub fn check(&self, args: &Map<String, Value>) -> Vec<FieldError> {
        faults(&self.validator, "args", &Value::Object(args.clone()))
    }
}

/// What is wrong with a value, each with its place under `root`.
pub(super) fn faults(validator: &Validator, root: &str, value: &Value) -> Vec<FieldError> {
    let faults = validator.iter_errors(value);
    let faults = faults.take(FAULTS).map(|fault| told(root, &fault));
    faults.collect()
}

fn told(root: &str, fault: &ValidationError<'_>) -> FieldError {
    let place = fault.instance_path().to_string();
    let mut path = format!("{root}{}", place.replace('/', "."));
    // What is not there has no place of its own.
    if let ValidationErrorKind::Required { property } = fault.kind()
        && let Some(name) = property.as_str()
    {
        path = format!("{path}.{name}");
    }
    FieldError {
        path,
        message: short(&fault.to_string()),
    }
}

pub(super) fn short(words: &str) -> String {
    if words.chars().count() <= WORDS {
        return words.into();
    }
    words.chars().take(WORDS).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn faults(schema: &InputSchema, args: Value) -> Vec<String> {
        let Value::Object(args) = args else {
            panic!("arguments are an object")
        };
        let faults = schema.check(&args).into_iter();
        faults.map(|fault| fault.path).collect()
    }

    #[test]
    fn every_fault_has_its_place() {
        let schema = InputSchema::new(json!({
            "type": "object",
            "properties": {
                "seconds": { "type": "integer", "minimum": 1 },
                "list": { "type": "array", "items": { "type": "string" } },
            },
            "required": ["seconds"],
            "additionalProperties": false,
        }))
        .expect("a schema");
        assert_eq!(faults(&schema, json!({ "seconds": 3 })), [] as [&str; 0]);
        assert_eq!(faults(&schema, json!({})), ["args.seconds"]);
        assert_eq!(faults(&schema, json!({ "seconds": 0 })), ["args.seconds"]);
        let args = json!({ "seconds": 1, "list": ["a", 2] });
        assert_eq!(faults(&schema, args), ["args.list.1"]);
        assert_eq!(faults(&schema, json!({ "seconds": 1, "x": 1 })), ["args"]);
        let words = schema.check(
            json!({ "seconds": "x".repeat(9_999) })
                .as_object()
                .expect("it"),
        );
        assert!(words[0].message.chars().count() <= WORDS + 1);
    }

    #[test]
    fn what_cannot_be_used_is_refused_and_nothing_is_fetched() {
        for bad in [
            json!({ "type": "string" }),
            json!({}),
            json!({ "type": "object", "properties": { "a": { "type": "strin" } } }),
            json!({ "type": "object", "properties": { "a": { "$ref": "http://127.0.0.1:9/a" } } }),
            json!({ "type": "object", "properties": { "a": { "$ref": "file:///etc/hosts" } } }),
        ] {
            assert!(InputSchema::new(bad.clone()).is_err(), "{bad}");
        }
    }
}
