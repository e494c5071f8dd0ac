use std::fmt;

use thalweg_wire::DoneStatus;

use crate::Dice;

/// What a model says that is to write on.
pub const CONTINUATION: &str = " – and so it goes on, to its end.";

/// What the model's server does with a request. Written into the prompt, where it reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ask {
    /// An answer, piece by piece.
    Answer,
    /// Thinking, then an answer.
    Think,
    /// An answer at once, as from a server that does not stream.
    Whole,
    /// An answer that reaches the model's limit.
    Length,
    /// A filter cuts the answer.
    Refuse,
    /// An end without a word.
    Empty,
    /// 429, to be tried again in half a minute.
    Limited,
    /// 503, to be tried again in half a minute.
    Overloaded,
    /// 401.
    Unauthorized,
    /// 500.
    Failed,
    /// A page for people.
    Page,
    /// The body ends in mid-answer.
    Cut,
    /// The connection breaks in mid-answer.
    Reset,
    /// What is no JSON, in mid-answer.
    Garbled,
    /// An error, told in mid-answer.
    Told,
    /// Silence in mid-answer, until the run is stopped.
    Hang,
    /// Silence from the start, until the run is stopped.
    Silent,
}

impl Ask {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Answer,
        Self::Think,
        Self::Whole,
        Self::Length,
        Self::Refuse,
        Self::Empty,
        Self::Limited,
        Self::Overloaded,
        Self::Unauthorized,
        Self::Failed,
        Self::Page,
        Self::Cut,
        Self::Reset,
        Self::Garbled,
        Self::Told,
        Self::Hang,
        Self::Silent,
    ];

    /// How a run ends that nobody stops; none if it does not end by itself.
    pub const fn end(self) -> Option<DoneStatus> {
        match self {
            Self::Answer | Self::Think | Self::Whole => Some(DoneStatus::Complete),
            Self::Length => Some(DoneStatus::Length),
            Self::Refuse => Some(DoneStatus::Refused),
            Self::Cut | Self::Reset => Some(DoneStatus::Interrupted),
            Self::Hang | Self::Silent => None,
            _ => Some(DoneStatus::Error),
        }
    }

    /// Whether any words are said before the end.
    const fn speaks(self) -> bool {
        !matches!(
            self,
            Self::Empty
                | Self::Limited
                | Self::Overloaded
                | Self::Unauthorized
                | Self::Failed
                | Self::Page
                | Self::Silent
        )
    }
}

/// A question of somebody's: what shall happen, how much is said, and a word that no other has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// What shall happen.
    pub ask: Ask,
    /// How many words are said.
    pub words: u64,
    /// Names the question; the words follow from it.
    pub name: u64,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?} {} words", self.word(), self.ask, self.words)
    }
}

impl Asked {
    /// The question in a prompt, if it is one.
    pub fn parse(prompt: &str) -> Option<Self> {
        let mut words = prompt.split_whitespace();
        let name = words.next()?.strip_prefix('w')?;
        let (ask, count) = (words.next()?, words.next()?);
        Some(Self {
            name: u64::from_str_radix(name, 16).ok()?,
            ask: Ask::ALL
                .into_iter()
                .find(|known| format!("{known:?}") == ask)?,
            words: count.parse().ok()?,
        })
    }

    /// The word that no other question has.
    pub fn word(&self) -> String {
        format!("w{:016x}", self.name)
    }

    /// What is said of the answer, if nobody stops it.
    pub fn text(&self) -> String {
        if self.ask.speaks() {
            prose(self.name, self.words)
        } else {
            String::new()
        }
    }

    /// What is said of the thinking, if nobody stops it.
    pub fn thinking(&self) -> String {
        if self.ask == Ask::Think {
            prose(!self.name, self.words / 2 + 1)
        } else {
            String::new()
        }
    }
}

/// Words that follow from a name: of several alphabets, with marks that JSON and Markdown escape.
fn prose(name: u64, words: u64) -> String {
    const WORDS: [&str; 12] = [
        "river",
        "deep",
        "Überfluss",
        "naïve",
        "valley",
        "\"quoted\"",
        "\\path",
        "水流",
        "line\n",
        "привет",
        "🙂",
        "<b>",
    ];
    let mut dice = Dice::new(name);
    let mut text = String::new();
    for _ in 0..words {
        let at = usize::try_from(dice.between(0, WORDS.len() as u64)).unwrap_or(0);
        text.push_str(WORDS[at]);
        text.push(' ');
    }
    text.push('.');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_read_as_it_was_written() {
        for ask in Ask::ALL {
            let asked = Asked {
                ask,
                words: 12,
                name: 0xABC,
            };
            assert_eq!(Asked::parse(&asked.to_string()), Some(asked));
            assert_eq!(asked.text().is_empty(), !ask.speaks());
        }
        assert_eq!(Asked::parse("Your last message broke off."), None);
    }
}
