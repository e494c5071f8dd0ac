//! Which verbs of which channels: role × pattern × verb.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thalweg_log::{ChannelKind, ChannelName, PrincipalId};
use thalweg_wire::AccessRole;

/// What can be done with a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    /// Follow what comes.
    Subscribe,
    /// Put something in.
    Publish,
    /// Be seen there, and see who is.
    Presence,
    /// Read what was.
    History,
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Subscribe,
        Self::Publish,
        Self::Presence,
        Self::History,
    ];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subscribe => "subscribe",
            Self::Publish => "publish",
            Self::Presence => "presence",
            Self::History => "history",
        }
    }
}

/// Names of channels: a kind and a name in which `*` stands for any characters and `{self}` for who
/// asks. `*` alone in place of the kind is not there: who may do something everywhere is told by kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelPattern {
    kind: ChannelKind,
    name: String,
}

/// A text that is no pattern of channels.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a pattern is `room:…`, `user:…`, `state:…`, `stream:…` or `system:…`; `*` stands for any characters, `{{self}}` for who asks"
)]
pub struct InvalidPattern;

impl FromStr for ChannelPattern {
    type Err = InvalidPattern;

    fn from_str(text: &str) -> Result<Self, InvalidPattern> {
        let (kind, name) = text.split_once(':').ok_or(InvalidPattern)?;
        let kind = match kind {
            "room" => ChannelKind::Room,
            "user" => ChannelKind::User,
            "state" => ChannelKind::State,
            "stream" => ChannelKind::Stream,
            "system" => ChannelKind::System,
            // What belongs to a conversation, a job or a session belongs to whose it is.
            _ => return Err(InvalidPattern),
        };
        let plain = name.replace("{self}", "x").replace('*', "x");
        ChannelName::new(kind, &plain).map_err(|_| InvalidPattern)?;
        Ok(Self {
            kind,
            name: name.into(),
        })
    }
}

impl fmt::Display for ChannelPattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.kind.as_str(), self.name)
    }
}

impl ChannelPattern {
    /// Whether it stands for this channel when `asking` asks.
    pub fn matches(&self, channel: &ChannelName, asking: &PrincipalId) -> bool {
        let pattern = self.name.replace("{self}", asking.as_str());
        self.kind == channel.kind() && fits(pattern.as_bytes(), channel.name().as_bytes())
    }
}

/// What a credential itself allows.
pub type Grants = Vec<(ChannelPattern, Vec<Verb>)>;

/// Something that is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Of which role; of every role if absent.
    pub role: Option<AccessRole>,
    /// On which channels.
    pub channels: ChannelPattern,
    /// What.
    pub verbs: Vec<Verb>,
}

/// What is decided on a verb, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether it may be done.
    pub allowed: bool,
    /// Whether who asks may do anything with the channel: if not, it must look as if there was none.
    pub known: bool,
    /// What decided, in words.
    pub by: String,
}

/// Who asks for a verb.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Their id.
    pub principal: &'a PrincipalId,
    /// Their role.
    pub role: AccessRole,
    /// What their own credential allows besides: the claim `channels` of a token, the scopes of a key.
    pub own: &'a [(ChannelPattern, Vec<Verb>)],
}

/// All rules of a server. What no rule allows is refused.
#[derive(Debug, Clone, Default)]
pub struct Rules(Vec<Rule>);

impl Rules {
    /// The rules of a configuration, in their order.
    pub const fn new(rules: Vec<Rule>) -> Self {
        Self(rules)
    }

    /// Whether `asking` may do `verb` with `channel`, by the first that allows it: their role itself, the
    /// rules in their order, their own credential. The owner and admins may everything, and everybody
    /// may follow and read their own feed.
    ///
    /// Conversations, jobs and sessions are whose they are, and not decided here.
    pub fn decide(&self, asking: Asking<'_>, channel: &ChannelName, verb: Verb) -> Decision {
        let mut known = false;
        let mut grant = |verbs: &[Verb]| {
            known |= !verbs.is_empty();
            verbs.contains(&verb)
        };
        let allow = |by| Decision {
            allowed: true,
            known: true,
            by,
        };
        let own_feed =
            channel.kind() == ChannelKind::User && channel.name() == asking.principal.as_str();
        if own_feed && grant(&[Verb::Subscribe, Verb::History]) {
            return allow("their own feed".into());
        }
        if channel.kind() == ChannelKind::System && channel.name() == "audit" {
            return Decision {
                allowed: false,
                known: false,
                by: "nobody follows the audit trail: it is read by its own route".into(),
            };
        }
        if matches!(asking.role, AccessRole::Owner | AccessRole::Admin)
            && channel.kind() != ChannelKind::User
            && grant(&Verb::ALL)
        {
            return allow("the owner and admins may everything".into());
        }
        for (at, rule) in self.0.iter().enumerate() {
            let theirs = rule.role.is_none_or(|role| role == asking.role);
            if theirs && rule.channels.matches(channel, asking.principal) && grant(&rule.verbs) {
                return allow(format!(
                    "rule {} of the configuration, for `{}`",
                    at + 1,
                    rule.channels
                ));
            }
        }
        for (pattern, verbs) in asking.own {
            if pattern.matches(channel, asking.principal) && grant(verbs) {
                return allow(format!("their own credential, for `{pattern}`"));
            }
        }
        Decision {
            allowed: false,
            known,
            by: if known {
                "no rule allows this verb there".into()
            } else {
                "no rule allows anything there".into()
            },
        }
    }
}

/// Whether `text` is `pattern`, in which `*` stands for any bytes. Takes at most the product of both
/// lengths, which are bounded by that of a name.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            (p, t) = (p + 1, t + 1);
        } else if let Some((at, from)) = star {
            star = Some((at, from + 1));
            (p, t) = (at + 1, from + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pattern(text: &str) -> ChannelPattern {
        text.parse().expect("a pattern")
    }

    fn channel(text: &str) -> ChannelName {
        text.parse().expect("a channel")
    }

    fn id(text: &str) -> PrincipalId {
        text.parse().expect("an id")
    }

    #[test]
    fn patterns_stand_for_channels() {
        let ada = id("ada");
        for (text, name, stands) in [
            ("room:*", "room:a", true),
            ("room:*", "state:a", false),
            ("room:team-*", "room:team-7", true),
            ("room:team-*", "room:team", false),
            ("room:*-a-*", "room:x-a-a-y", true),
            ("room:a*b*c", "room:abbbc", true),
            ("room:a*b*c", "room:acb", false),
            ("room:a", "room:ab", false),
            ("user:{self}", "user:ada", true),
            ("user:{self}", "user:bob", false),
            ("room:{self}.*", "room:ada.x", true),
        ] {
            let found = pattern(text).matches(&channel(name), &ada);
            assert_eq!(found, stands, "{text} {name}");
        }
    }

    #[test]
    fn other_texts_are_no_patterns() {
        for text in [
            "",
            "room",
            "room:",
            "*",
            "*:*",
            "conversation:*",
            "job:*",
            "session:*",
            "room:a b",
            "room:..",
        ] {
            assert!(text.parse::<ChannelPattern>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_no_rule_allows_is_refused_and_the_first_that_does_is_named() {
        let ada = id("ada");
        let rules = Rules::new(vec![
            Rule {
                role: Some(AccessRole::Member),
                channels: pattern("room:*"),
                verbs: vec![Verb::Subscribe],
            },
            Rule {
                role: None,
                channels: pattern("room:lobby"),
                verbs: Verb::ALL.to_vec(),
            },
        ]);
        let own = [(pattern("room:mine"), vec![Verb::Publish])];
        let decide = |role, name: &str, verb| {
            let asking = Asking {
                principal: &ada,
                role,
                own: &own,
            };
            rules.decide(asking, &channel(name), verb)
        };
        use AccessRole::{Admin, Guest, Member, Viewer};
        for (role, name, verb, allowed, known, by) in [
            (Member, "room:a", Verb::Subscribe, true, true, "rule 1 "),
            (Member, "room:a", Verb::Publish, false, true, "this verb"),
            (Viewer, "room:a", Verb::Subscribe, false, false, "anything"),
            (Guest, "room:lobby", Verb::Publish, true, true, "rule 2 "),
            (Member, "room:lobby", Verb::Subscribe, true, true, "rule 1 "),
            (Viewer, "room:mine", Verb::Publish, true, true, "credential"),
            (Viewer, "room:mine", Verb::History, false, true, "this verb"),
            (Viewer, "user:ada", Verb::Subscribe, true, true, "feed"),
            (Viewer, "user:ada", Verb::Publish, false, true, "this verb"),
            (Admin, "user:bob", Verb::Subscribe, false, false, "anything"),
            (Admin, "room:any", Verb::Presence, true, true, "admins"),
            (Admin, "system:any", Verb::Subscribe, true, true, "admins"),
            (
                Admin,
                "system:audit",
                Verb::Subscribe,
                false,
                false,
                "its own route",
            ),
        ] {
            let decision = decide(role, name, verb);
            assert_eq!(
                (decision.allowed, decision.known),
                (allowed, known),
                "{role:?} {name} {verb:?}"
            );
            assert!(decision.by.contains(by), "{decision:?}");
        }
    }

    /// The plain way, for comparison.
    fn plainly(pattern: &[u8], text: &[u8]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((b'*', rest)) => (0..=text.len()).any(|at| plainly(rest, &text[at..])),
            Some((first, rest)) => text.first() == Some(first) && plainly(rest, &text[1..]),
        }
    }

    proptest! {
        #[test]
        fn a_pattern_stands_for_what_it_plainly_does(pattern in "[ab*]{0,8}", text in "[ab]{0,10}") {
            let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
            prop_assert_eq!(fits(pattern, text), plainly(pattern, text));
        }
    }
}
