use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Who is asking: an opaque id, the same text that follows `user:` in the name of a feed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrincipalId(Arc<str>);

/// A text that is no principal's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a principal's id is 1 to 128 of `A-Z a-z 0-9 . _ ~ -`, not `.` or `..`")]
pub struct InvalidPrincipal;

impl PrincipalId {
    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The one owner of a local server.
    pub fn owner() -> Self {
        Self("owner".into())
    }
}

impl FromStr for PrincipalId {
    type Err = InvalidPrincipal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The id becomes a channel's name, so the channel's rule is the id's rule.
        crate::ChannelName::new(crate::ChannelKind::User, text).map_err(|_| InvalidPrincipal)?;
        Ok(Self(text.into()))
    }
}

impl fmt::Display for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrincipalId({})", self.0)
    }
}
