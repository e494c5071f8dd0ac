use bytes::Bytes;
use thalweg_log::{Event, EventClass, Seq};
use uuid::Uuid;

use crate::{Token, ToolStatus};

/// Joins neighbouring tokens of one message, part and kind into one event, which carries the last
/// one's cursor, seq and time. All other events stay as they are and in their place.
///
/// The second value is the first seq of a joined event, absent where nothing was joined. A token
/// that cannot be read is left alone.
///
/// Source: the wire contract, section 3, "Coalescing".
pub fn join_tokens(events: Vec<Event>) -> Vec<(Event, Option<Seq>)> {
    let mut out: Vec<(Event, Option<Seq>)> = Vec::with_capacity(events.len());
    // The token that the last event of `out` holds, while it may still grow, and whether it grew.
    let mut open: Option<(Token, bool)> = None;
    for event in events {
        let token = read_token(&event);
        if let (Some(next), Some((last, grew)), Some((into, first))) =
            (&token, &mut open, out.last_mut())
            && into.channel == event.channel
            && (last.id, &last.part_id, last.kind) == (next.id, &next.part_id, next.kind)
        {
            last.text.push_str(&next.text);
            *grew = true;
            first.get_or_insert(into.seq);
            into.seq = event.seq;
            into.cursor = event.cursor;
            into.at = event.at;
            continue;
        }
        close(&mut open, &mut out);
        open = token.map(|token| (token, false));
        out.push((event, None));
    }
    close(&mut open, &mut out);
    out
}

/// The text of a token event, if it is one.
pub fn token_text(event: &Event) -> Option<Token> {
    read_token(event)
}

/// Something that a message grows by while it is written.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Text.
    Token(Token),
    /// News of a call of a tool.
    Status(ToolStatus),
}

impl Piece {
    /// The message that it is of.
    pub const fn message(&self) -> Uuid {
        match self {
            Self::Token(token) => token.id,
            Self::Status(status) => status.message_id,
        }
    }
}

/// What a message grows by with an event, if it does.
pub fn piece_of(event: &Event) -> Option<Piece> {
    if event.kind == crate::kind::TOOL_STATUS {
        return serde_json::from_slice(&event.data).ok().map(Piece::Status);
    }
    read_token(event).map(Piece::Token)
}

fn read_token(event: &Event) -> Option<Token> {
    if event.class != EventClass::Transient || event.kind != crate::kind::TOKEN {
        return None;
    }
    serde_json::from_slice(&event.data).ok()
}

fn close(open: &mut Option<(Token, bool)>, out: &mut [(Event, Option<Seq>)]) {
    if let (Some((token, true)), Some((event, _))) = (open.take(), out.last_mut())
        && let Ok(data) = serde_json::to_vec(&token)
    {
        event.data = Bytes::from(data);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use thalweg_log::{Cursor, Position, Timestamp};
    use uuid::Uuid;

    use super::*;
    use crate::{TokenKind, kind};

    fn token(seq: u64, message: u128, part: &str, text: &str) -> Event {
        let token = Token {
            id: Uuid::from_u128(message),
            part_id: part.into(),
            text: text.into(),
            kind: TokenKind::Text,
        };
        Event {
            channel: "conversation:a".parse().expect("a name"),
            seq: Seq::new(seq),
            cursor: Cursor::new(1, Position::new(seq), 3),
            at: Timestamp::from_millis(seq),
            kind: kind::TOKEN,
            class: EventClass::Transient,
            data: serde_json::to_vec(&token).expect("json").into(),
            private: None,
        }
    }

    #[test]
    fn only_neighbours_of_one_part_are_joined() {
        let mut done = token(4, 1, "a", "");
        done.kind = kind::DONE;
        done.class = EventClass::Terminal;
        let events = vec![
            token(1, 1, "a", "x"),
            token(2, 1, "a", "y"),
            token(3, 1, "b", "z"),
            done,
            token(5, 1, "b", "!"),
        ];
        let out = join_tokens(events);
        let seen: Vec<_> = out
            .iter()
            .map(|(e, f)| (e.seq.get(), f.map(Seq::get)))
            .collect();
        assert_eq!(seen, [(2, Some(1)), (3, None), (4, None), (5, None)]);
        assert_eq!(token_text(&out[0].0).expect("a token").text, "xy");
    }

    proptest! {
        #[test]
        fn joining_never_changes_the_text(parts in prop::collection::vec((0..3_u128, "[a-z\"\\\\é]{0,4}"), 0..40)) {
            let events: Vec<_> = parts.iter().enumerate()
                .map(|(i, (m, t))| token(i as u64 + 1, *m, "p", t)).collect();
            let text = |events: &[Event], m| events.iter().filter_map(token_text)
                .filter(|t| t.id == Uuid::from_u128(m)).map(|t| t.text).collect::<String>();
            let joined: Vec<_> = join_tokens(events.clone()).into_iter().map(|(e, _)| e).collect();
            for m in 0..3 {
                prop_assert_eq!(text(&joined, m), text(&events, m));
            }
            prop_assert_eq!(joined.last().map(|e| e.cursor), events.last().map(|e| e.cursor));
        }
    }
}
