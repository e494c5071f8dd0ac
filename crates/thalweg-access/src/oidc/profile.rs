use serde_json::{Map, Value};

use crate::account::{check_name, display_name};

/// The longest text of a claim that is looked at, in bytes.
const LONGEST: usize = 1_024;

/// What a provider says of somebody that decides nothing: what a new account is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// What they are called at the provider, if it does as a name here.
    pub name: Option<String>,
    /// What they want to be called.
    pub display_name: Option<String>,
}

impl Profile {
    /// Of the claims of an ID token, or of what the provider tells when it is asked. What does not do
    /// is passed over.
    pub(super) fn of(claims: &Map<String, Value>) -> Self {
        let text = |name: &str| {
            let text = claims.get(name)?.as_str()?.trim();
            (text.len() <= LONGEST).then_some(text)
        };
        // Some say it as a text.
        let is_verified = match claims.get("email_verified") {
            Some(Value::Bool(verified)) => *verified,
            Some(Value::String(word)) => word == "true",
            _ => false,
        };
        let email = text("email").filter(|_| is_verified);
        let names = [text("preferred_username"), email, text("nickname")];
        let name = names
            .into_iter()
            .flatten()
            .find(|name| check_name(name).is_none());
        let shown = text("name").and_then(|name| display_name(name).ok().flatten());
        Self {
            name: name.map(ToOwned::to_owned),
            display_name: shown,
        }
    }

    /// Whether nothing is known.
    pub const fn is_empty(&self) -> bool {
        self.name.is_none() && self.display_name.is_none()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(claims: Value) -> (Option<String>, Option<String>) {
        let Value::Object(claims) = claims else {
            panic!("an object")
        };
        let profile = Profile::of(&claims);
        (profile.name, profile.display_name)
    }

    #[test]
    fn an_account_is_called_as_the_provider_calls_somebody_if_that_does() {
        let name = |name: &str| Some(name.to_owned());
        let cases = [
            (json!({}), (None, None)),
            (
                json!({ "preferred_username": "ada", "name": " Ada L. ", "email": "a@b.example" }),
                (name("ada"), name("Ada L.")),
            ),
            (
                json!({ "preferred_username": "ä", "email": "a@b.example", "email_verified": "true" }),
                (name("a@b.example"), None),
            ),
            (json!({ "email": "a@b.example" }), (None, None)),
            (
                json!({ "preferred_username": 5, "name": "a\u{7}b", "email": [] }),
                (None, None),
            ),
            (
                json!({ "name": "x".repeat(81), "nickname": "no name" }),
                (None, None),
            ),
        ];
        for (claims, expected) in cases {
            assert_eq!(of(claims.clone()), expected, "{claims}");
        }
    }
}
