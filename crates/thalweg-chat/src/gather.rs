use std::io::Write as _;

use bytes::{BufMut, Bytes, BytesMut};
use serde::Serialize as _;
use serde_json::ser::{Formatter, Serializer};
use thalweg_log::{ChannelName, EventClass, NewEvent};
use thalweg_wire::{Part, TokenKind, ToolCall, ToolStatus, kind};
use uuid::Uuid;

use crate::{DeltaKind, Draft};

/// The least size of a block, which holds the events of many windows.
const ROOM: usize = 4 * 1024;

/// The text of a run: what was appended, and what waits to be.
///
/// Pieces are written as JSON while they come in, so that an append copies nothing. A token event
/// ends where the kind of text changes.
pub(crate) struct Gather {
    message: Uuid,
    draft: Draft,
    /// The part that grows; none before the first text.
    part: Option<(TokenKind, String)>,
    /// The number of the newest part, from 1.
    parts: usize,
    /// The event that grows: all but its end.
    open: BytesMut,
    /// Events before it that wait.
    closed: Vec<Bytes>,
    waiting: usize,
    total: usize,
}

impl Gather {
    pub(crate) fn new(message: Uuid) -> Self {
        Self {
            message,
            draft: Draft::default(),
            part: None,
            parts: 0,
            open: BytesMut::new(),
            closed: Vec::new(),
            waiting: 0,
            total: 0,
        }
    }

    /// The text of a run that goes on after `parts`, in the last of them if it is text.
    pub(crate) fn after(message: Uuid, parts: Vec<Part>, calls: Vec<ToolCall>) -> Self {
        let text = |part: &Part| match part {
            Part::Text { text, .. } | Part::Reasoning { text, .. } => text.len(),
            Part::ToolCall { .. } | Part::Step { .. } => 0,
        };
        Self {
            part: match parts.last() {
                Some(Part::Text { id, .. }) => Some((TokenKind::Text, id.clone())),
                _ => None,
            },
            parts: parts.len(),
            total: parts.iter().map(text).sum(),
            draft: Draft::after(parts, calls),
            ..Self::new(message)
        }
    }

    /// Adds a piece; an empty one is nothing.
    pub(crate) fn push(&mut self, delta: DeltaKind, text: &str) {
        if text.is_empty() {
            return;
        }
        let kind = match delta {
            DeltaKind::Text => TokenKind::Text,
            DeltaKind::Reasoning => TokenKind::Reasoning,
        };
        if self.part.as_ref().is_none_or(|(of, _)| *of != kind) {
            self.close();
            self.part = Some((kind, self.fresh_part()));
        }
        if let Some((_, id)) = &self.part {
            if self.open.is_empty() {
                let need = text.len() + id.len() + 160;
                // Reserving room each time would take a new block for each event, which readers
                // then hold on to for a few bytes.
                if self.open.capacity() < need {
                    self.open.reserve(ROOM.max(need));
                }
                put_head(&mut self.open, self.message, id);
            }
            self.draft.add(kind, id, text);
        }
        put_escaped(&mut self.open, text);
        self.waiting += text.len();
        self.total += text.len();
    }

    /// How much text waits, in bytes.
    pub(crate) const fn waiting(&self) -> usize {
        self.waiting
    }

    /// How much text there is altogether, in bytes.
    pub(crate) const fn total(&self) -> usize {
        self.total
    }

    /// Takes what waits as events of `channel`, one for each part; none if nothing waits.
    pub(crate) fn take(&mut self, channel: &ChannelName) -> Vec<NewEvent> {
        self.close();
        self.waiting = 0;
        let event =
            |data| NewEvent::new(channel.clone(), kind::TOKEN, data).class(EventClass::Transient);
        self.closed.drain(..).map(event).collect()
    }

    /// The message so far.
    pub(crate) const fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Takes over what is told of a call; text that follows begins a part of its own.
    pub(crate) fn hear(&mut self, told: &ToolStatus) {
        self.close();
        self.part = None;
        self.draft.hear(told);
    }

    /// The parts of the whole message, and its calls.
    pub(crate) fn into_parts(self) -> (Vec<Part>, Vec<ToolCall>) {
        self.draft.into_parts()
    }

    /// A name that no part has.
    pub(crate) fn fresh_part(&mut self) -> String {
        loop {
            self.parts += 1;
            let name = format!("p{}", self.parts);
            if !self.draft.parts().iter().any(|part| part.id() == name) {
                return name;
            }
        }
    }

    fn close(&mut self) {
        if self.open.is_empty() {
            return;
        }
        let end: &[u8] = match &self.part {
            Some((TokenKind::Reasoning, _)) => b"\",\"kind\":\"reasoning\"}",
            _ => b"\"}",
        };
        self.open.put_slice(end);
        self.closed.push(self.open.split().freeze());
    }
}

fn put_head(out: &mut BytesMut, message: Uuid, part: &str) {
    // Memory takes every write, and an id holds nothing that JSON would escape.
    let _ = write!(out.writer(), "{{\"id\":\"{message}\",\"partId\":\"");
    put_escaped(out, part);
    out.put_slice(b"\",\"text\":\"");
}

fn put_escaped(out: &mut BytesMut, text: &str) {
    // Memory takes every write, and a text can always be written as JSON.
    let _ = text.serialize(&mut Serializer::with_formatter(out.writer(), Unquoted));
}

/// Writes a text as JSON does, without its quotes.
struct Unquoted;

impl Formatter for Unquoted {
    fn begin_string<W: ?Sized + std::io::Write>(&mut self, _: &mut W) -> std::io::Result<()> {
        Ok(())
    }

    fn end_string<W: ?Sized + std::io::Write>(&mut self, _: &mut W) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use thalweg_wire::Token;

    use super::*;

    #[test]
    fn events_are_what_serde_would_write() {
        let message = Uuid::from_u128(7);
        let channel = ChannelName::conversation(Uuid::nil());
        let mut gather = Gather::new(message);
        gather.push(DeltaKind::Reasoning, "hm\n");
        gather.push(DeltaKind::Text, "say \"hi\" \\ \u{1} ");
        gather.push(DeltaKind::Text, "");
        gather.push(DeltaKind::Text, "🙂\u{2028}שלום");
        assert_eq!(gather.waiting(), gather.total());
        let events = gather.take(&channel);
        let token = |part: &str, kind, text: &str| Token {
            id: message,
            part_id: part.into(),
            text: text.into(),
            kind,
        };
        let want = [
            token("p1", TokenKind::Reasoning, "hm\n"),
            token("p2", TokenKind::Text, "say \"hi\" \\ \u{1} 🙂\u{2028}שלום"),
        ];
        assert_eq!(events.len(), want.len());
        for (event, want) in events.iter().zip(&want) {
            assert_eq!(event.data, serde_json::to_vec(want).expect("JSON"));
            assert_eq!(event.class, EventClass::Transient);
        }
        assert_eq!((gather.waiting(), gather.take(&channel).len()), (0, 0));
        gather.push(DeltaKind::Text, "more");
        let again = gather.take(&channel);
        let read: Token = serde_json::from_slice(&again[0].data).expect("a token");
        assert_eq!(read, token("p2", TokenKind::Text, "more"));
        assert_eq!(gather.into_parts().0.len(), 2);
    }

    #[test]
    fn what_goes_on_extends_the_last_text_or_begins_a_part_of_its_own() {
        let channel = ChannelName::conversation(Uuid::nil());
        let part = |id: &str| Part::Text {
            id: id.into(),
            text: "old".into(),
        };
        let mut gather = Gather::after(Uuid::nil(), vec![part("p3"), part("a\"b")], vec![]);
        assert_eq!((gather.total(), gather.waiting()), (6, 0));
        gather.push(DeltaKind::Text, " new");
        gather.push(DeltaKind::Reasoning, "hm");
        let ids: Vec<String> = gather
            .take(&channel)
            .iter()
            .map(|event| serde_json::from_slice::<Token>(&event.data).expect("a token"))
            .map(|token| token.part_id)
            .collect();
        assert_eq!(ids, ["a\"b", "p4"], "`p3` is taken");
        let (parts, _) = gather.into_parts();
        assert!(matches!(&parts[1], Part::Text { text, .. } if text == "old new"));
        assert_eq!(parts.len(), 3);
    }

    #[test]
    fn events_of_many_windows_share_a_block() {
        let channel = ChannelName::conversation(Uuid::nil());
        let mut gather = Gather::new(Uuid::nil());
        let place = |event: &NewEvent| event.data.as_ptr().addr();
        let mut blocks = 1;
        let mut last: Option<NewEvent> = None;
        for _ in 0..100 {
            gather.push(DeltaKind::Text, " some words");
            let event = gather.take(&channel).remove(0);
            if let Some(last) = &last {
                blocks += usize::from(place(&event) != place(last) + last.data.len());
            }
            last = Some(event);
        }
        assert!(blocks <= 6, "{blocks} blocks");
    }
}
