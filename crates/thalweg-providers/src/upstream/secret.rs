use std::fmt;

use serde::{Deserialize, Deserializer};

/// A key of an upstream. It is shown nowhere: neither by `Debug` nor in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a key.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key without the spaces and the line end that files and variables have around it; none
    /// if nothing is left.
    pub fn trimmed(self) -> Option<Self> {
        let key = self.0.trim();
        (!key.is_empty()).then(|| Self(key.into()))
    }

    /// The key, for the header of a request and for nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(key: String) -> Self {
        Self(key)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        // The usual words of a failure would hold what was read.
        let failed = |_| serde::de::Error::custom("the key is no text");
        String::deserialize(input).map(Self).map_err(failed)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_key_is_not_shown() {
        let shown = format!("{:?}", Some(Secret::new("sk-123")));
        assert_eq!(shown, "Some(Secret(…))");
    }
}
