use thalweg_wire::{ChatMessage, Part, Piece, Token, TokenKind, ToolCall, ToolStatus};

/// A message while it is written: what its tokens and the news of its calls make.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft {
    parts: Vec<Part>,
    calls: Vec<ToolCall>,
}

impl Draft {
    /// A message that is written on.
    pub(crate) const fn after(parts: Vec<Part>, calls: Vec<ToolCall>) -> Self {
        Self { parts, calls }
    }

    /// A message with what was written of it since, `content` included.
    pub fn overlay(message: &mut ChatMessage, pieces: impl IntoIterator<Item = Piece>) {
        let mut draft = Self::after(
            std::mem::take(&mut message.parts),
            std::mem::take(&mut message.tool_calls),
        );
        for piece in pieces {
            if piece.message() == message.id {
                draft.push(&piece);
            }
        }
        message.content = Self::content_of(&draft.parts);
        message.parts = draft.parts;
        message.tool_calls = draft.calls;
    }

    /// Adds a token to the part that it names, which comes into being with its first token, or what
    /// is told of a call, which comes into being with its first news.
    pub fn push(&mut self, piece: &Piece) {
        match piece {
            Piece::Token(Token {
                part_id,
                text,
                kind,
                ..
            }) => self.add(*kind, part_id, text),
            Piece::Status(told) => self.hear(told),
        }
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
        self.step();
        let (id, text) = (part.to_owned(), more.to_owned());
        self.parts.push(match kind {
            TokenKind::Text => Part::Text { id, text },
            TokenKind::Reasoning => Part::Reasoning { id, text },
        });
    }

    /// Takes over what is told of a call.
    pub(crate) fn hear(&mut self, told: &ToolStatus) {
        if let Some(call) = self.calls.iter_mut().find(|call| call.id == told.id) {
            call.hear(told);
            return;
        }
        self.step();
        self.parts.push(Part::ToolCall {
            id: told.part_id.clone(),
            tool_call_id: told.id.clone(),
        });
        self.calls.push(told.into());
    }

    /// What follows calls that have all ended is of another round with the model.
    fn step(&mut self) {
        let after_call = matches!(self.parts.last(), Some(Part::ToolCall { .. }));
        if !after_call || self.calls.iter().any(|call| !call.status.is_end()) {
            return;
        }
        let steps = |part: &&Part| matches!(part, Part::Step { .. });
        let mut number = self.parts.iter().filter(steps).count() + 1;
        let taken = |id: &str| self.parts.iter().any(|part| part.id() == id);
        while taken(&format!("s{number}")) {
            number += 1;
        }
        let id = format!("s{number}");
        self.parts.push(Part::Step { id });
    }

    /// The parts so far.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The calls so far, in the order of their parts.
    pub fn calls(&self) -> &[ToolCall] {
        &self.calls
    }

    /// The parts and the calls.
    pub fn into_parts(self) -> (Vec<Part>, Vec<ToolCall>) {
        (self.parts, self.calls)
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
    use thalweg_wire::ToolCallStatus;
    use uuid::Uuid;

    use super::*;

    fn text(part: &str, kind: TokenKind, text: &str) -> Piece {
        Piece::Token(Token {
            id: Uuid::nil(),
            part_id: part.into(),
            text: text.into(),
            kind,
        })
    }

    fn call(id: &str, status: ToolCallStatus) -> Piece {
        let part = format!("part of {id}");
        Piece::Status(ToolStatus::new(
            id.into(),
            Uuid::nil(),
            part,
            "clock".into(),
            status,
        ))
    }

    #[test]
    fn tokens_grow_the_part_that_they_name() {
        let mut draft = Draft::default();
        for (part, kind, words) in [
            ("r", TokenKind::Reasoning, "hm"),
            ("t", TokenKind::Text, "Hel"),
            ("t", TokenKind::Text, "lo"),
            ("u", TokenKind::Text, "!"),
        ] {
            draft.push(&text(part, kind, words));
        }
        assert_eq!(draft.parts().len(), 3);
        assert_eq!(Draft::content_of(draft.parts()), "Hello!");
    }

    #[test]
    fn what_follows_ended_calls_is_another_step() {
        let mut draft = Draft::default();
        draft.push(&text("p1", TokenKind::Text, "let me see"));
        for (id, status) in [
            ("a", ToolCallStatus::Queued),
            ("b", ToolCallStatus::Running),
            ("b", ToolCallStatus::Done),
            ("a", ToolCallStatus::Error),
            ("c", ToolCallStatus::Running),
            ("c", ToolCallStatus::Denied),
        ] {
            draft.push(&call(id, status));
        }
        draft.push(&text("p5", TokenKind::Text, "so"));
        let ids: Vec<_> = draft.parts().iter().map(Part::id).collect();
        let wanted = [
            "p1",
            "part of a",
            "part of b",
            "s1",
            "part of c",
            "s2",
            "p5",
        ];
        assert_eq!(ids, wanted);
        let statuses: Vec<_> = draft.calls().iter().map(|call| call.status).collect();
        let wanted = [
            ToolCallStatus::Error,
            ToolCallStatus::Done,
            ToolCallStatus::Denied,
        ];
        assert_eq!(statuses, wanted);
    }
}
