use std::str::FromStr;

use crate::Verb;
use crate::rules::{ChannelPattern, Grants};

/// What a service key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Read and follow what is its own.
    Read,
    /// Start runs, and keep conversations, messages and templates.
    Chat,
    /// Call tools, stop calls, and decide on those that wait.
    Tools,
}

impl Scope {
    const ALL: [Self; 3] = [Self::Read, Self::Chat, Self::Tools];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Chat => "chat",
            Self::Tools => "tools",
        }
    }
}

/// A text that is no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a scope is `read`, `chat`, `tools`, or channels and verbs such as `room:team-*=publish+subscribe`"
)]
pub struct InvalidScope;

/// The scopes of a key, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Scopes {
    verbs: Vec<Scope>,
    pub(crate) grants: Grants,
}

impl Scopes {
    /// Reads the texts of scopes.
    pub(crate) fn read(texts: &[String]) -> Result<Self, InvalidScope> {
        let mut scopes = Self::default();
        for text in texts {
            match Scope::ALL.iter().find(|scope| scope.as_str() == text) {
                Some(scope) => scopes.verbs.push(*scope),
                None => scopes.grants.push(grant(text)?),
            }
        }
        Ok(scopes)
    }

    pub(crate) fn has(&self, scope: Scope) -> bool {
        self.verbs.contains(&scope)
    }
}

fn grant(text: &str) -> Result<(ChannelPattern, Vec<Verb>), InvalidScope> {
    let (pattern, verbs) = text.split_once('=').ok_or(InvalidScope)?;
    let pattern = ChannelPattern::from_str(pattern).map_err(|_| InvalidScope)?;
    let verb = |word: &str| Verb::ALL.into_iter().find(|verb| verb.as_str() == word);
    let verbs: Option<Vec<_>> = verbs.split('+').map(verb).collect();
    Ok((pattern, verbs.ok_or(InvalidScope)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_words_or_grants_of_channels() {
        let texts = ["read".to_owned(), "room:a-*=publish+history".to_owned()];
        let scopes = Scopes::read(&texts).expect("scopes");
        assert!(scopes.has(Scope::Read) && !scopes.has(Scope::Chat));
        let (pattern, verbs) = &scopes.grants[0];
        assert_eq!(pattern.to_string(), "room:a-*");
        assert_eq!(verbs, &[Verb::Publish, Verb::History]);
        for text in [
            "",
            "write",
            "room:a",
            "room:a=",
            "room:a=own",
            "job:a=publish",
            "=publish",
        ] {
            assert_eq!(
                Scopes::read(&[text.to_owned()]),
                Err(InvalidScope),
                "{text}"
            );
        }
    }
}
