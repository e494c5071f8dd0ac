use crate::support::{BINARY, GOES_ON, LAST, MORE, TEXT, heard, refused, sent, text};

#[test]
fn a_text_may_be_cut_within_a_character() {
    let said = "Hello-µ@ßöäüàá-UTF-8!! κόσμε 🙂";
    assert_eq!(heard(&[sent(TEXT, said.as_bytes())]).0, [text(said)]);
    for at in 0..said.len() {
        let (one, two) = said.as_bytes().split_at(at);
        let frames = [sent(TEXT & MORE, one), sent(LAST, two)];
        assert_eq!(heard(&frames), (vec![text(said)], Ok(())), "{at}");
    }
    let bytes = said.bytes().map(|byte| sent(GOES_ON, &[byte]));
    let frames: Vec<_> = [sent(TEXT & MORE, b"")]
        .into_iter()
        .chain(bytes)
        .chain([sent(LAST, b"")])
        .collect();
    assert_eq!(heard(&frames).0, [text(said)]);
}

#[test]
fn what_is_not_utf8_is_refused_as_soon_as_it_is_there() {
    for wrong in [
        &b"\x80"[..],
        b"\xbf",
        b"\xc0\xaf",
        b"\xe0\x80\xaf",
        b"\xf0\x80\x80\xaf",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xfe",
        b"\xff",
        b"a\xc3",
        b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xf4\x90\x80\x80edited",
    ] {
        assert_eq!(refused(&[sent(TEXT, wrong)]), (vec![], 1007), "{wrong:?}");
        let frames = [sent(TEXT & MORE, b"ok"), sent(LAST, wrong)];
        assert_eq!(refused(&frames), (vec![], 1007), "{wrong:?}");
    }
    // Though the message has not ended.
    let begun = [sent(TEXT & MORE, b"a"), sent(GOES_ON, b"\xf4\x90")];
    assert_eq!(refused(&begun).1, 1007);
}

#[test]
fn bytes_need_not_be_text() {
    let (heard, end) = heard(&[sent(BINARY, b"\xff\xfe\x80")]);
    assert_eq!((heard.len(), end), (1, Ok(())));
}

#[test]
fn the_least_and_the_greatest_of_each_length_are_text() {
    for character in [
        '\0',
        '\u{7f}',
        '\u{80}',
        '\u{7ff}',
        '\u{800}',
        '\u{d7ff}',
        '\u{e000}',
        '\u{fffd}',
        '\u{ffff}',
        '\u{10000}',
        '\u{10ffff}',
    ] {
        let said = character.to_string();
        assert_eq!(heard(&[sent(TEXT, said.as_bytes())]).0, [text(&said)]);
    }
}
