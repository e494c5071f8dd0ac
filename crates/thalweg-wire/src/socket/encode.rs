use bytes::{BufMut as _, Bytes, BytesMut};
use thalweg_log::{Event, Seq};

use crate::Time;

/// The text of an `event` frame. The bytes are the same for every subscriber; `first` is the first
/// seq of an event joined of several.
pub fn encode_ws(event: &Event, first: Option<Seq>) -> Bytes {
    let mut out = BytesMut::with_capacity(192 + event.data.len());
    // A channel's name, a type, a cursor and a time hold no character that JSON would escape.
    out.put_slice(b"{\"type\":\"event\",\"channel\":\"");
    out.put_slice(event.channel.as_str().as_bytes());
    out.put_slice(format!("\",\"seq\":{}", event.seq).as_bytes());
    if let Some(first) = first {
        out.put_slice(format!(",\"first\":{first}").as_bytes());
    }
    out.put_slice(b",\"cursor\":\"");
    out.put_slice(&event.cursor.encode());
    out.put_slice(b"\",\"event\":\"");
    out.put_slice(event.kind.as_str().as_bytes());
    out.put_slice(b"\",\"data\":");
    out.put_slice(&event.data);
    out.put_slice(b",\"at\":\"");
    out.put_slice(Time(event.at).to_rfc3339().as_bytes());
    out.put_slice(b"\"}");
    out.freeze()
}

/// The text of a session frame, from the event of the session's channel that it is stored as: its
/// type, its seq, and the fields of its data, which is an object that is not empty.
pub fn encode_ws_session(event: &Event) -> Bytes {
    let mut out = BytesMut::with_capacity(48 + event.data.len());
    out.put_slice(b"{\"type\":\"");
    out.put_slice(event.kind.as_str().as_bytes());
    out.put_slice(format!("\",\"seq\":{},", event.seq).as_bytes());
    out.put_slice(event.data.get(1..).unwrap_or(b"}"));
    out.freeze()
}

#[cfg(test)]
mod tests {
    use thalweg_log::{Cursor, EventClass, EventKind, Position, Timestamp};

    use super::*;
    use crate::{ServerFrame, kind};

    fn event(channel: &str, kind: EventKind, data: &'static str) -> Event {
        Event {
            channel: channel.parse().expect("a name"),
            seq: Seq::new(7),
            cursor: Cursor::new(1, Position::new(9), 3),
            at: Timestamp::from_millis(1_795_167_000_000),
            kind,
            class: EventClass::Kept,
            data: Bytes::from_static(data.as_bytes()),
            private: Some(Bytes::from_static(b"{\"secret\":1}")),
        }
    }

    #[test]
    fn an_event_has_the_fields_of_its_frame_and_nothing_private() {
        let note = event("room:a", EventKind::of("note"), "{\"x\":1}");
        let text = encode_ws(&note, Some(Seq::new(5)));
        let frame: ServerFrame = serde_json::from_slice(&text).expect("a frame");
        let ServerFrame::Event(said) = frame else {
            panic!("{frame:?}");
        };
        assert_eq!(
            (said.channel.as_str(), said.seq, said.first),
            ("room:a", 7, Some(5))
        );
        assert_eq!(
            (said.event.as_str(), said.data["x"].as_u64()),
            ("note", Some(1))
        );
        assert_eq!(said.cursor, note.cursor.to_string());
        assert!(!String::from_utf8_lossy(&text).contains("secret"));
    }

    #[test]
    fn a_session_frame_is_its_data_with_type_and_seq() {
        let data = "{\"id\":\"c\",\"jobId\":\"01a1f91b-f207-7d28-b9b9-9d0d3c14d3e1\",\"data\":4}";
        let stored = event("session:a", kind::PARTIAL_RESULT, data);
        let frame: ServerFrame =
            serde_json::from_slice(&encode_ws_session(&stored)).expect("a frame");
        let ServerFrame::PartialResult(said) = frame else {
            panic!("{frame:?}");
        };
        assert_eq!(
            (said.seq, said.id.as_str(), said.data.as_u64()),
            (7, "c", Some(4))
        );
    }
}
