use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

/// The longest name after the kind, in bytes.
const MAX_NAME: usize = 128;

/// What a channel is for; the part of its name before the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChannelKind {
    /// One chat with its runs.
    Conversation,
    /// A person's own feed.
    User,
    /// A room that an application publishes to.
    Room,
    /// One execution of a tool.
    Job,
    /// One logical WebSocket client.
    Session,
    /// A live document.
    State,
    /// A stream of the Durable Streams dialect.
    Stream,
    /// Figures and audit of the server itself.
    System,
}

impl ChannelKind {
    /// The word before the colon.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::User => "user",
            Self::Room => "room",
            Self::Job => "job",
            Self::Session => "session",
            Self::State => "state",
            Self::Stream => "stream",
            Self::System => "system",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "conversation" => Self::Conversation,
            "user" => Self::User,
            "room" => Self::Room,
            "job" => Self::Job,
            "session" => Self::Session,
            "state" => Self::State,
            "stream" => Self::Stream,
            "system" => Self::System,
            _ => return None,
        })
    }
}

/// The name of a channel, `kind:name`; cheap to clone.
///
/// The name matches `[A-Za-z0-9._~-]{1,128}` and is neither `.` nor `..`.
///
/// Source: the wire contract, section 1.
#[derive(Clone)]
pub struct ChannelName {
    kind: ChannelKind,
    full: Arc<str>,
}

/// Why a text is no channel name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidChannel {
    /// The word before the colon is none of the known kinds, or there is no colon.
    #[error("no known kind of channel before the colon")]
    UnknownKind,
    /// The name is empty, too long, `.`, `..` or holds other characters.
    #[error("a channel's name is 1 to 128 of `A-Z a-z 0-9 . _ ~ -`, not `.` or `..`")]
    BadName,
}

impl ChannelName {
    /// Joins a kind and a name.
    ///
    /// # Errors
    /// [`InvalidChannel::BadName`] if `name` breaks the rule above.
    pub fn new(kind: ChannelKind, name: &str) -> Result<Self, InvalidChannel> {
        if !is_name(name) {
            return Err(InvalidChannel::BadName);
        }
        Ok(Self {
            kind,
            full: format!("{}:{name}", kind.as_str()).into(),
        })
    }

    /// The channel of a conversation.
    pub fn conversation(id: uuid::Uuid) -> Self {
        let full = format!("{}:{id}", ChannelKind::Conversation.as_str());
        Self {
            kind: ChannelKind::Conversation,
            full: full.into(),
        }
    }

    /// The channel of a job.
    pub fn job(id: uuid::Uuid) -> Self {
        let full = format!("{}:{id}", ChannelKind::Job.as_str());
        Self {
            kind: ChannelKind::Job,
            full: full.into(),
        }
    }

    /// The feed of a principal.
    pub fn user(principal: &crate::PrincipalId) -> Self {
        let full = format!("{}:{principal}", ChannelKind::User.as_str());
        Self {
            kind: ChannelKind::User,
            full: full.into(),
        }
    }

    /// What the channel is for.
    pub const fn kind(&self) -> ChannelKind {
        self.kind
    }

    /// The part after the colon.
    pub fn name(&self) -> &str {
        &self.full[self.kind.as_str().len() + 1..]
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.full
    }
}

fn is_name(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len())
        && name != "."
        && name != ".."
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._~-".contains(&b))
}

impl FromStr for ChannelName {
    type Err = InvalidChannel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, name) = text.split_once(':').ok_or(InvalidChannel::UnknownKind)?;
        let kind = ChannelKind::parse(kind).ok_or(InvalidChannel::UnknownKind)?;
        Self::new(kind, name)
    }
}

impl PartialEq for ChannelName {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.full, &other.full) || self.full == other.full
    }
}

impl Eq for ChannelName {}

impl PartialOrd for ChannelName {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ChannelName {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.full.cmp(&other.full)
    }
}

impl Hash for ChannelName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.full.hash(state);
    }
}

impl fmt::Display for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.full)
    }
}

impl fmt::Debug for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChannelName({})", self.full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kind_and_part() {
        let name: ChannelName = "room:lobby.1~a-B_".parse().expect("a good name");
        assert_eq!(
            (name.kind(), name.name()),
            (ChannelKind::Room, "lobby.1~a-B_")
        );
        assert_eq!(name.as_str(), "room:lobby.1~a-B_");
    }

    #[test]
    fn bad_names_are_refused() {
        for text in ["lobby", "lobby:x", "Room:x", "", ":x"] {
            assert_eq!(
                text.parse::<ChannelName>(),
                Err(InvalidChannel::UnknownKind),
                "{text}"
            );
        }
        let long = format!("room:{}", "x".repeat(129));
        for text in [
            "room:", "room:.", "room:..", "room:a b", "room:a:b", "room:ü", &long,
        ] {
            assert_eq!(
                text.parse::<ChannelName>(),
                Err(InvalidChannel::BadName),
                "{text}"
            );
        }
    }
}
