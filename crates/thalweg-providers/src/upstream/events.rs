use std::num::NonZeroUsize;

use bytes::Bytes;
use sse_core::{SseDecoder, SseEvent};

/// The largest event that is taken, in bytes.
const LARGEST: NonZeroUsize = NonZeroUsize::new(4 * 1024 * 1024).expect("it is not zero");
/// The names that a line of an event stream may begin with.
const FIELDS: [&[u8]; 4] = [b"data", b"event", b"id", b"retry"];
/// One more than the longest of them, for its colon.
const HEAD: usize = 6;

/// One event of an upstream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its name, `message` if it has none.
    pub(crate) kind: String,
    /// Its data.
    pub(crate) data: String,
}

/// The bytes are no event stream, or an event is too large.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoEvents;

/// Turns the bytes of an upstream into events, however they are cut. Bytes are framed first and
/// decoded as text afterwards, so that no character can be torn.
pub(crate) struct Events {
    decoder: SseDecoder,
    /// The first bytes, until they show whether this is an event stream at all.
    head: Option<Vec<u8>>,
}

impl Events {
    pub(crate) fn new() -> Self {
        Self {
            decoder: SseDecoder::with_limit(LARGEST),
            head: Some(Vec::new()),
        }
    }

    /// Gives each event that `bytes` make whole to `take`, until it says that it wants no more.
    ///
    /// # Errors
    /// [`NoEvents`], for good.
    pub(crate) fn push(
        &mut self,
        mut bytes: Bytes,
        mut take: impl FnMut(Event) -> bool,
    ) -> Result<(), NoEvents> {
        self.look(&bytes)?;
        while let Some(event) = self.decoder.next(&mut bytes) {
            let SseEvent::Message(event) = event.map_err(|_| NoEvents)? else {
                continue;
            };
            // Some servers send empty data as a sign of life.
            if event.data.trim().is_empty() {
                continue;
            }
            let event = Event {
                kind: event.event.into_owned(),
                data: event.data,
            };
            if !take(event) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The end of the bytes. Local servers leave out the last blank line, so that what is there
    /// counts as an event; it may well be a part of one.
    pub(crate) fn end(&mut self) -> Option<Event> {
        let mut last = None;
        let end = Bytes::from_static(b"\n\n");
        // Whether it was an event stream is not asked any more.
        let _ = self.push(end, |event| {
            last = Some(event);
            false
        });
        last
    }

    /// Looks at the first bytes: a page of HTML or a lone JSON would be passed over in silence by
    /// the rules of event streams.
    fn look(&mut self, bytes: &[u8]) -> Result<(), NoEvents> {
        let Some(head) = &mut self.head else {
            return Ok(());
        };
        for &byte in bytes {
            let start = head.is_empty();
            match byte {
                b' ' | b'\n' | b'\r' | b'\t' | 0xEF | 0xBB | 0xBF if start => {}
                b':' | b'\n' | b'\r' => {
                    let known = head.is_empty() || FIELDS.contains(&head.as_slice());
                    self.head = None;
                    return if known { Ok(()) } else { Err(NoEvents) };
                }
                other => head.push(other),
            }
            if head.len() == HEAD {
                return Err(NoEvents);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All events of `pieces`, and what is left at the end.
    fn read(pieces: &[&[u8]]) -> Result<Vec<Event>, NoEvents> {
        let (mut events, mut read) = (Events::new(), Vec::new());
        for piece in pieces {
            events.push(Bytes::copy_from_slice(piece), |event| {
                read.push(event);
                true
            })?;
        }
        read.extend(events.end());
        Ok(read)
    }

    fn data(text: &str) -> Vec<String> {
        let events = read(&[text.as_bytes()]).expect("events");
        events.into_iter().map(|event| event.data).collect()
    }

    #[test]
    fn every_form_of_line_is_read() {
        assert_eq!(
            data("data: a\n\ndata:b\r\n\r\ndata: c\r\r"),
            ["a", "b", "c"]
        );
        assert_eq!(data("\u{feff}data: a\n\n"), ["a"]);
        assert_eq!(data(": hello\n\n\ndata: a\ndata: b\n\n"), ["a\nb"]);
        assert_eq!(data("data:\n\ndata: a"), ["a"], "without a last line");
        assert_eq!(data(": only\n\n: signs of life"), [""; 0]);
        assert_eq!(data(""), [""; 0]);
    }

    #[test]
    fn what_is_no_event_stream_is_told() {
        for text in [
            "<!DOCTYPE html>",
            "{\"a\":1}\n",
            "hello\n",
            "upstream: dead",
            "\0\0\0\0\0\0",
        ] {
            assert_eq!(read(&[text.as_bytes()]), Err(NoEvents), "{text}");
        }
    }

    #[test]
    fn an_event_beyond_the_limit_is_refused() {
        let line = [b"data: ".as_slice(), &vec![b'x'; LARGEST.get()]].concat();
        let fits = read(&[&line]).expect("the largest");
        assert_eq!(fits.len(), 1);
        assert_eq!(read(&[&line, b"x"]), Err(NoEvents));
        let lines = b"data: x\n".repeat(LARGEST.get());
        assert_eq!(read(&[&lines]), Err(NoEvents), "in many lines");
    }

    proptest! {
        #[test]
        fn any_cut_gives_the_same_events(
            lines in prop::collection::vec(
                ("(data: ?|event: ?|: |id:|retry:)", "[a-zé€𝄞{}\":]{0,6}", "(\n|\r|\r\n)"), 1..12),
            cut in any::<prop::sample::Index>(),
        ) {
            let text: String = lines.into_iter().map(|(a, b, c)| a + &b + &c).collect();
            let bytes = text.as_bytes();
            let (one, two) = bytes.split_at(cut.index(bytes.len()));
            prop_assert_eq!(read(&[bytes]), read(&[one, two]));
            let single: Vec<_> = bytes.chunks(1).collect();
            prop_assert_eq!(read(&[bytes]), read(&single));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>) {
            let _ = read(&[&bytes]);
        }
    }
}
