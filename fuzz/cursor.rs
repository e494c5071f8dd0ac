//! What must hold of cursors whatever a client sends as one. The tests of `thalweg-log` put the corpus to
//! it, the fuzzer everything else.

use thalweg_log::{Cursor, Position};

/// Reads `data` as two cursors, and as what a cursor is made of.
///
/// # Panics
/// If something does not hold.
pub(crate) fn judge(data: &[u8]) {
    let (one, two) = data.split_at(data.len().min(Cursor::LEN));
    let (one, two) = (read(one), read(two));
    if let (Some(one), Some(two)) = (one, two) {
        let (a, b) = (one.to_string(), two.to_string());
        assert_eq!(a.cmp(&b), one.cmp(&two), "texts sort like the log");
    }
    // Nothing but a text of that length is one.
    assert!(data.len() <= Cursor::LEN || read(data).is_none());
    if let Some((raw, _)) = data.split_first_chunk::<20>() {
        let [
            e0,
            e1,
            e2,
            e3,
            p0,
            p1,
            p2,
            p3,
            p4,
            p5,
            p6,
            p7,
            t0,
            t1,
            t2,
            t3,
            t4,
            t5,
            t6,
            t7,
        ] = *raw;
        let cursor = Cursor::new(
            u32::from_be_bytes([e0, e1, e2, e3]),
            Position::new(u64::from_be_bytes([p0, p1, p2, p3, p4, p5, p6, p7])),
            u64::from_be_bytes([t0, t1, t2, t3, t4, t5, t6, t7]),
        );
        assert_eq!(read(cursor.to_string().as_bytes()), Some(cursor));
    }
}

/// The cursor that bytes are the text of.
fn read(bytes: &[u8]) -> Option<Cursor> {
    let text = std::str::from_utf8(bytes).ok()?;
    let cursor: Cursor = text.parse().ok()?;
    assert_eq!(cursor.to_string(), text, "it is its only form");
    assert_eq!(cursor.encode(), bytes);
    let again = Cursor::new(cursor.epoch(), cursor.position(), cursor.tag());
    assert_eq!(again, cursor);
    Some(cursor)
}
