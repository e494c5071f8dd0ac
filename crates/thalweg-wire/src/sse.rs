use bytes::{BufMut, Bytes, BytesMut};
use thalweg_log::{Cursor, Event, Seq};

use crate::Time;

/// The event as a frame of a stream of one channel: `id`, `event`, `data`, blank line.
///
/// The bytes are the same for every reader. `event.data` is one line, which the log demands of its
/// writers; a line break in it would end the field early.
pub fn encode_sse(event: &Event) -> Bytes {
    let mut out = BytesMut::with_capacity(64 + event.kind.as_str().len() + event.data.len());
    put_head(&mut out, event.cursor, event.kind.as_str());
    out.put_slice(b"data: ");
    out.put_slice(&event.data);
    out.put_slice(b"\n\n");
    out.freeze()
}

/// The event as a frame of a stream of several channels; its data is
/// `{ channel, seq, first?, at, data }`. `first` is the first seq of an event joined of several.
pub fn encode_sse_wrapped(event: &Event, first: Option<Seq>) -> Bytes {
    let mut out = BytesMut::with_capacity(160 + event.data.len());
    put_head(&mut out, event.cursor, event.kind.as_str());
    // A channel's name and a time hold no character that JSON would escape.
    out.put_slice(b"data: {\"channel\":\"");
    out.put_slice(event.channel.as_str().as_bytes());
    out.put_slice(format!("\",\"seq\":{}", event.seq).as_bytes());
    if let Some(first) = first {
        out.put_slice(format!(",\"first\":{first}").as_bytes());
    }
    out.put_slice(b",\"at\":\"");
    out.put_slice(Time(event.at).to_rfc3339().as_bytes());
    out.put_slice(b"\",\"data\":");
    out.put_slice(&event.data);
    out.put_slice(b"}\n\n");
    out.freeze()
}

/// A frame that the server says of the stream itself: with an id if it names a place, else without.
pub fn encode_sse_control(kind: &str, cursor: Option<Cursor>, data: &str) -> Bytes {
    let mut out = BytesMut::with_capacity(64 + data.len());
    if let Some(cursor) = cursor {
        put_head(&mut out, cursor, kind);
    } else {
        out.put_slice(b"event: ");
        out.put_slice(kind.as_bytes());
        out.put_u8(b'\n');
    }
    out.put_slice(b"data: ");
    out.put_slice(data.as_bytes());
    out.put_slice(b"\n\n");
    out.freeze()
}

/// The sign of life after a silence.
pub const fn encode_sse_comment() -> Bytes {
    Bytes::from_static(b": ping\n\n")
}

fn put_head(out: &mut BytesMut, cursor: Cursor, kind: &str) {
    out.put_slice(b"id: ");
    out.put_slice(&cursor.encode());
    out.put_slice(b"\nevent: ");
    out.put_slice(kind.as_bytes());
    out.put_u8(b'\n');
}

#[cfg(test)]
mod tests {
    use thalweg_log::{EventClass, EventKind, Position, Timestamp};

    use super::*;

    fn event() -> Event {
        Event {
            channel: "room:a".parse().expect("a name"),
            seq: Seq::new(7),
            cursor: Cursor::new(1, Position::new(2), 3),
            at: Timestamp::from_millis(0),
            kind: EventKind::of("token"),
            class: EventClass::Transient,
            data: Bytes::from_static(b"{\"x\":1}"),
            private: None,
        }
    }

    #[test]
    fn a_frame_is_id_type_data_and_a_blank_line() {
        let id = event().cursor;
        let text = encode_sse(&event());
        assert_eq!(
            text,
            format!("id: {id}\nevent: token\ndata: {{\"x\":1}}\n\n")
        );
    }

    #[test]
    fn a_frame_of_several_channels_names_its_own() {
        let id = event().cursor;
        let text = encode_sse_wrapped(&event(), Some(Seq::new(5)));
        let data = r#"{"channel":"room:a","seq":7,"first":5,"at":"1970-01-01T00:00:00.000Z","data":{"x":1}}"#;
        assert_eq!(text, format!("id: {id}\nevent: token\ndata: {data}\n\n"));
    }

    #[test]
    fn a_control_frame_has_an_id_only_if_it_names_a_place() {
        assert_eq!(
            encode_sse_control("reconnect", None, "{}"),
            "event: reconnect\ndata: {}\n\n"
        );
        let id = event().cursor;
        let text = encode_sse_control("welcome", Some(id), "{}");
        assert_eq!(text, format!("id: {id}\nevent: welcome\ndata: {{}}\n\n"));
    }
}
