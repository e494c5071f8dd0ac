use thalweg_transports::ws::{CloseCode, Message, accept_key, close_frame};

use crate::support::{CLOSE, heard, refused, sent};

fn close(code: u16, reason: &[u8]) -> Vec<u8> {
    sent(CLOSE, &[&code.to_be_bytes(), reason].concat())
}

#[test]
fn a_close_has_no_body_or_a_code_and_a_reason() {
    assert_eq!(heard(&[sent(CLOSE, b"")]).0, [Message::Close(None)]);
    for code in [
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
        4408, 4999,
    ] {
        let known = CloseCode::new(code).expect("a code");
        let expected = Message::Close(Some((known, "bye é".into())));
        assert_eq!(heard(&[close(code, "bye é".as_bytes())]).0, [expected]);
    }
    let longest = close(1000, &[b'x'; 123]);
    assert_eq!(heard(&[longest]).1, Ok(()));
}

#[test]
fn a_close_that_is_none_is_refused() {
    assert_eq!(refused(&[sent(CLOSE, b"\x03")]).1, 1002);
    for code in [
        0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535,
    ] {
        assert_eq!(refused(&[close(code, b"")]).1, 1002, "{code}");
    }
    assert_eq!(refused(&[close(1000, b"\xce\xba\xff")]).1, 1007);
    assert_eq!(refused(&[close(1000, &[b'x'; 124])]).1, 1002);
}

#[test]
fn our_close_is_never_longer_than_it_may_be() {
    assert_eq!(&close_frame(None, "not said")[..], b"\x88\x00");
    let code = CloseCode::new(4408);
    assert_eq!(&close_frame(code, "late")[..], b"\x88\x06\x11\x38late");
    let frame = close_frame(code, &"é".repeat(100));
    assert_eq!(frame.len(), 2 + 2 + 122);
    assert!(std::str::from_utf8(&frame[4..]).is_ok());
}

#[test]
fn the_key_is_answered_as_the_standard_shows() {
    let answer = accept_key("dGhlIHNhbXBsZSBub25jZQ==");
    assert_eq!(answer.as_deref(), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    for wrong in [
        "",
        "dGhl",
        "dGhlIHNhbXBsZSBub25jZQ",
        "*",
        "dGhlIHNhbXBsZSBub25jZWFiYw==",
    ] {
        assert_eq!(accept_key(wrong), None, "{wrong}");
    }
}
