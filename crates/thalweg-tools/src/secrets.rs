use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::percent::percent_encoded;

/// What stands where a secret stood.
const HIDDEN: &str = "•••";
/// What opens the place of a secret, and what closes it.
const OPEN: &str = "{{secret:";
const CLOSE: &str = "}}";

/// The place of a secret names one that the server does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the secret `{0}` is not known: name it under `[secrets.{0}]` in the configuration, or set \
     THALWEG_SECRET_{0}"
)]
pub struct UnknownSecret(pub String);

/// What the server knows and nobody is shown, by name. Cheap to clone.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Known>);

#[derive(Default)]
struct Known {
    values: BTreeMap<String, String>,
    /// Everything that gives a secret away, the longest first.
    telling: Vec<String>,
}

impl Secrets {
    /// The shortest secret, in bytes: hiding what is shorter would hide half of every answer.
    pub const SHORTEST: usize = 4;

    /// These secrets: names and values.
    ///
    /// Values that are shorter than [`Self::SHORTEST`] must have been refused before.
    pub fn new(values: impl IntoIterator<Item = (String, String)>) -> Self {
        let values: BTreeMap<_, _> = values.into_iter().collect();
        let mut telling: Vec<String> = values.values().flat_map(|value| dresses(value)).collect();
        telling.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        telling.dedup();
        Self(Arc::new(Known { values, telling }))
    }

    /// Their names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.values.keys().map(String::as_str)
    }

    /// `text` with each `{{secret:NAME}}` filled in.
    ///
    /// # Errors
    /// [`UnknownSecret`], also for a place that nothing closes.
    pub fn fill(&self, text: &str) -> Result<String, UnknownSecret> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            let Some((name, behind)) = after.split_once(CLOSE) else {
                return Err(UnknownSecret(after.into()));
            };
            let value = self.0.values.get(name);
            filled.push_str(before);
            filled.push_str(value.ok_or_else(|| UnknownSecret(name.into()))?);
            rest = behind;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// Whether `text` has the place of a secret, known or not.
    pub fn has_place(text: &str) -> bool {
        text.contains(OPEN)
    }

    /// `text` with every secret hidden, also where it is written as in an address or in JSON.
    pub fn redact(&self, text: &str) -> String {
        let hide = |text: String, telling: &String| {
            if text.contains(telling.as_str()) {
                text.replace(telling.as_str(), HIDDEN)
            } else {
                text
            }
        };
        self.0.telling.iter().fold(text.to_owned(), hide)
    }

    /// The same for every text in `value`, the names of fields included.
    pub fn redact_json(&self, value: Value) -> Value {
        if self.0.telling.is_empty() {
            return value;
        }
        match value {
            Value::String(text) => Value::String(self.redact(&text)),
            Value::Array(items) => items
                .into_iter()
                .map(|item| self.redact_json(item))
                .collect(),
            Value::Object(fields) => fields
                .into_iter()
                .map(|(name, value)| (self.redact(&name), self.redact_json(value)))
                .collect(),
            // A secret may be a number, which an answer may hold as one.
            Value::Number(number) => {
                let text = number.to_string();
                let hidden = self.redact(&text);
                if hidden == text {
                    Value::Number(number)
                } else {
                    Value::String(hidden)
                }
            }
            other => other,
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")?;
        f.debug_set().entries(self.0.values.keys()).finish()
    }
}

/// A secret as it may be met: as it is, in JSON, and in an address.
fn dresses(value: &str) -> [String; 3] {
    let json = Value::from(value).to_string();
    [
        value.to_owned(),
        json[1..json.len() - 1].to_owned(),
        percent_encoded(value),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn secrets() -> Secrets {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Secrets::new([
            pair("KEY", "s3cret"),
            pair("LONG", "s3cret-and-more"),
            pair("ODD", "a\"b c/ü"),
            pair("PIN", "73219"),
        ])
    }

    #[test]
    fn places_are_filled_and_unknown_ones_are_named() {
        let secrets = secrets();
        let filled = secrets.fill("Bearer {{secret:KEY}}; {{secret:PIN}}{x}");
        assert_eq!(filled.as_deref(), Ok("Bearer s3cret; 73219{x}"));
        assert_eq!(secrets.fill("{{ none }}").as_deref(), Ok("{{ none }}"));
        for (text, name) in [
            ("{{secret:NO}}", "NO"),
            ("{{secret:KEY", "KEY"),
            ("{{secret:}}", ""),
        ] {
            assert_eq!(secrets.fill(text), Err(UnknownSecret(name.into())));
        }
        assert_eq!(
            secrets.names().collect::<Vec<_>>(),
            ["KEY", "LONG", "ODD", "PIN"]
        );
    }

    #[test]
    fn secrets_are_hidden_in_every_dress() {
        let secrets = secrets();
        let text = "s3cret-and-more, s3cret, a%22b%20c%2F%C3%BC, a\\\"b c/ü, a\"b c/ü";
        assert_eq!(secrets.redact(text), "•••, •••, •••, •••, •••");
        assert_eq!(secrets.redact("nothing"), "nothing");
        let value = json!({ "s3cret": ["x s3cret y", 73219, 7, null, { "a": "73219" }] });
        let hidden = json!({ "•••": ["x ••• y", "•••", 7, null, { "a": "•••" }] });
        assert_eq!(secrets.redact_json(value), hidden);
    }

    #[test]
    fn values_are_not_shown() {
        let shown = format!("{:?}", secrets());
        assert_eq!(shown, r#"Secrets{"KEY", "LONG", "ODD", "PIN"}"#);
    }
}
