use thalweg_wire::{Token, TokenKind};
use uuid::Uuid;

use super::Seen;

/// A part of a message: what tokens are joined by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) message: Uuid,
    pub(crate) part: String,
    pub(crate) reasoning: bool,
}

/// A log with its tokens joined, so that two logs which were joined differently can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Tokens one after the other.
    Text {
        key: Key,
        text: String,
        /// The last one's cursor.
        id: String,
    },
    /// Any other event.
    Event {
        id: String,
        kind: String,
        data: String,
    },
}

/// The pieces of events of one channel. A token that cannot be read stays an event.
pub(crate) fn pieces<'a>(events: impl Iterator<Item = &'a Seen>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for event in events {
        let token = (event.kind == "token")
            .then(|| serde_json::from_str::<Token>(&event.data).ok())
            .flatten();
        let Some(token) = token else {
            out.push(Piece::Event {
                id: event.id.clone(),
                kind: event.kind.clone(),
                data: event.data.clone(),
            });
            continue;
        };
        let new = Key {
            message: token.id,
            part: token.part_id,
            reasoning: token.kind == TokenKind::Reasoning,
        };
        match out.last_mut() {
            Some(Piece::Text { key, text, id }) if *key == new => {
                text.push_str(&token.text);
                id.clone_from(&event.id);
            }
            _ => out.push(Piece::Text {
                key: new,
                text: token.text,
                id: event.id.clone(),
            }),
        }
    }
    out
}

/// Where `log` is no prefix of `whole`, in words. The last text of `log` may be cut anywhere.
pub(crate) fn difference(log: &[Piece], whole: &[Piece]) -> Option<String> {
    for (at, piece) in log.iter().enumerate() {
        let Some(kept) = whole.get(at) else {
            return Some(format!("{} is gone", name(piece)));
        };
        if piece == kept {
            continue;
        }
        let is_last = at + 1 == log.len();
        if let (
            Piece::Text { key, text, .. },
            Piece::Text {
                key: of, text: all, ..
            },
        ) = (piece, kept)
            && key == of
            && is_last
            && all.starts_with(text.as_str())
        {
            continue;
        }
        return Some(format!("{} is {} in the channel", name(piece), name(kept)));
    }
    None
}

fn name(piece: &Piece) -> String {
    match piece {
        Piece::Text { text, id, .. } => {
            let end: String = text.chars().rev().take(20).collect();
            let end: String = end.chars().rev().collect();
            format!("text up to {id}, {} bytes, ending in {end:?}", text.len())
        }
        Piece::Event { id, kind, .. } => format!("`{kind}` at {id}"),
    }
}
