use std::collections::VecDeque;

/// One event of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SseEvent {
    /// Its `id:`, if it has one.
    pub id: Option<String>,
    /// Its `event:`, `message` if it has none.
    pub kind: String,
    /// Its `data:` lines, joined by line feeds.
    pub data: String,
}

/// Turns bytes into events, however they are cut. An event counts only with its blank line.
///
/// Source: the HTML standard, section 9.2.6.
#[derive(Debug, Default)]
pub struct SseDecoder {
    line: Vec<u8>,
    /// The last byte was a carriage return: a line feed right after it belongs to it.
    after_cr: bool,
    /// The first line has ended, before which a byte order mark may stand.
    begun: bool,
    current: SseEvent,
    has_data: bool,
    events: VecDeque<SseEvent>,
    /// The last `retry:`, in milliseconds.
    pub retry_ms: Option<u64>,
    /// Comments seen, which are signs of life.
    pub comments: usize,
}

impl SseDecoder {
    /// Takes bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let after_cr = std::mem::replace(&mut self.after_cr, byte == b'\r');
            match byte {
                b'\n' if after_cr => {}
                b'\n' | b'\r' => self.end_line(),
                other => self.line.push(other),
            }
        }
    }

    /// The next whole event.
    pub fn next_event(&mut self) -> Option<SseEvent> {
        self.events.pop_front()
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let line = if std::mem::replace(&mut self.begun, true) {
            &*line
        } else {
            line.strip_prefix('\u{feff}').unwrap_or(&line)
        };
        if line.is_empty() {
            let mut event = std::mem::take(&mut self.current);
            if std::mem::take(&mut self.has_data) {
                if event.kind.is_empty() {
                    event.kind = "message".into();
                }
                self.events.push_back(event);
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "" => self.comments += 1,
            "id" if !value.contains('\0') => self.current.id = Some(value.into()),
            "event" => self.current.kind = value.into(),
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.current.data.push('\n');
                }
                self.current.data.push_str(value);
            }
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry_ms = value.parse().ok().or(self.retry_ms);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "retry: 5\n\n: ping\n\nid: a\nevent: token\ndata: {\"é\":1}\n\n\
                        data: x\r\ndata:y\r\n\r\nid: b\rdata: z\r\rdata: cut";

    fn events(pieces: &[&[u8]]) -> Vec<(Option<String>, String, String)> {
        let mut decoder = SseDecoder::default();
        for piece in pieces {
            decoder.push(piece);
        }
        assert_eq!((decoder.retry_ms, decoder.comments), (Some(5), 1));
        std::iter::from_fn(|| decoder.next_event())
            .map(|e| (e.id, e.kind, e.data))
            .collect()
    }

    #[test]
    fn what_the_standard_passes_over_is_passed_over() {
        let mut decoder = SseDecoder::default();
        decoder.push(
            "\u{feff}data: a\nid: x\0y\nretry: +5\nretry: \n\n\u{feff}data: b\n\n".as_bytes(),
        );
        let event = decoder.next_event().expect("one");
        assert_eq!((event.id, &*event.data), (None, "a"));
        assert_eq!(
            decoder.next_event(),
            None,
            "a mark in the middle is part of a name"
        );
        assert_eq!(decoder.retry_ms, None);
    }

    #[test]
    fn every_cut_gives_the_same_events() {
        let whole = events(&[TEXT.as_bytes()]);
        let texts: Vec<_> = whole
            .iter()
            .map(|(_, kind, data)| (&**kind, &**data))
            .collect();
        assert_eq!(
            texts,
            [
                ("token", "{\"é\":1}"),
                ("message", "x\ny"),
                ("message", "z")
            ]
        );
        for cut in 0..TEXT.len() {
            let (a, b) = TEXT.as_bytes().split_at(cut);
            assert_eq!(events(&[a, b]), whole, "cut at {cut}");
        }
    }
}
