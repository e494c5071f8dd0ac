use thalweg_wire::{Part, Token, TokenKind};

/// A message while it is written: the parts that its tokens make.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    parts: Vec<Part>,
}

impl Draft {
    /// A message that is written on.
    pub(crate) const fn after(parts: Vec<Part>) -> Self {
        Self { parts }
    }

    /// Adds a token to the part that it names, which comes into being with its first token.
    pub fn push(&mut self, token: &Token) {
        self.add(token.kind, &token.part_id, &token.text);
    }

    /// Adds text to a part, as [`Draft::push`] does.
    pub(crate) fn add(&mut self, kind: TokenKind, part: &str, more: &str) {
        let same = |held: &&mut Part| match held {
            Part::Text { id, .. } => kind == TokenKind::Text && id == part,
            Part::Reasoning { id, .. } => kind == TokenKind::Reasoning && id == part,
            _ => false,
        };
        // The part that grows is the last one, or near it.
        if let Some(Part::Text { text, .. } | Part::Reasoning { text, .. }) =
            self.parts.iter_mut().rev().find(same)
        {
            text.push_str(more);
            return;
        }
        let (id, text) = (part.to_owned(), more.to_owned());
        self.parts.push(match kind {
            TokenKind::Text => Part::Text { id, text },
            TokenKind::Reasoning => Part::Reasoning { id, text },
        });
    }

    /// The parts so far.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The parts.
    pub fn into_parts(self) -> Vec<Part> {
        self.parts
    }

    /// The joined text of parts, thinking left out: a message's `content`.
    pub fn content_of(parts: &[Part]) -> String {
        let text = |part: &Part| match part {
            Part::Text { text, .. } => Some(text.clone()),
            _ => None,
        };
        parts.iter().filter_map(text).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn tokens_grow_the_part_that_they_name() {
        let mut draft = Draft::default();
        for (part, kind, text) in [
            ("r", TokenKind::Reasoning, "hm"),
            ("t", TokenKind::Text, "Hel"),
            ("t", TokenKind::Text, "lo"),
            ("u", TokenKind::Text, "!"),
        ] {
            draft.push(&Token {
                id: Uuid::nil(),
                part_id: part.into(),
                text: text.into(),
                kind,
            });
        }
        assert_eq!(draft.parts().len(), 3);
        assert_eq!(Draft::content_of(draft.parts()), "Hello!");
    }
}
