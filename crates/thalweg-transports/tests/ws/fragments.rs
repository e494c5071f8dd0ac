use thalweg_transports::ws::{DecoderConfig, Message};

use crate::support::{
    BINARY, GOES_ON, LAST, MORE, PING, PLAIN, TEXT, heard, heard_in, refused, sent, text,
};

#[test]
fn a_message_in_fragments_with_pings_between_them() {
    let frames = [
        sent(TEXT & MORE, b"frag"),
        sent(PING, b"1"),
        sent(GOES_ON, b""),
        sent(GOES_ON, b"ment"),
        sent(PING, b"2"),
        sent(LAST, b"s"),
        sent(BINARY & MORE, b""),
        sent(LAST, b""),
    ];
    let ping = |payload: &'static str| Message::Ping(payload.into());
    let expected = vec![
        ping("1"),
        ping("2"),
        text("fragments"),
        Message::Binary("".into()),
    ];
    assert_eq!(heard(&frames), (expected, Ok(())));
}

#[test]
fn a_fragment_that_belongs_to_nothing_or_comes_too_late_is_refused() {
    for first in [LAST, GOES_ON] {
        assert_eq!(refused(&[sent(first, b"x")]).1, 1002);
        let after = [sent(TEXT, b"all"), sent(first, b"x")];
        assert_eq!(refused(&after), (vec![text("all")], 1002));
    }
    for second in [TEXT, BINARY, TEXT & MORE] {
        let frames = [sent(TEXT & MORE, b"one"), sent(second, b"two")];
        assert_eq!(refused(&frames).1, 1002);
    }
    for control in [PING, 0x8a, 0x88] {
        assert_eq!(refused(&[sent(control & MORE, b"")]).1, 1002);
    }
}

#[test]
fn fragments_together_are_no_longer_than_a_message() {
    let config = DecoderConfig {
        longest: 1_000,
        ..PLAIN
    };
    let mut frames = vec![sent(TEXT & MORE, &[b'a'; 400])];
    frames.push(sent(GOES_ON, &[b'a'; 400]));
    let bytes = [frames.concat(), sent(LAST, &[b'a'; 200])].concat();
    assert_eq!(heard_in(&bytes, 64, config).0.len(), 1);
    let bytes = [
        frames.concat(),
        sent(PING, &[0; 125]),
        sent(LAST, &[b'a'; 201]),
    ]
    .concat();
    let (heard, end) = heard_in(&bytes, 64, config);
    assert_eq!(heard.len(), 1, "the ping");
    assert_eq!(end.expect_err("too long").code().get(), 1009);
}

#[test]
fn a_long_message_in_many_fragments_is_whole() {
    let said = "ab".repeat(50_000);
    for size in [64, 4_096, 99_999] {
        let pieces: Vec<_> = said.as_bytes().chunks(size).collect();
        let last = pieces.len() - 1;
        let frame = |(n, piece): (usize, &&[u8])| match n {
            0 => sent(TEXT & MORE, piece),
            n if n == last => sent(LAST, piece),
            _ => sent(GOES_ON, piece),
        };
        let frames: Vec<_> = pieces.iter().enumerate().map(frame).collect();
        assert_eq!(heard(&frames), (vec![text(&said)], Ok(())));
    }
}
