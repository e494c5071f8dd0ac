use thalweg_transports::ws::{DecoderConfig, Message, ping_frame, pong_frame, text_frame};

use crate::support::{
    BINARY, COMPRESSED, LAST, MORE, PING, PLAIN, PONG, TEXT, heard, heard_in, refused, sent, text,
};

#[test]
fn messages_of_all_lengths_of_length() {
    for length in [0, 1, 125, 126, 127, 128, 65_535, 65_536, 256 * 1024] {
        let said = "*".repeat(length);
        let frames = [sent(TEXT, said.as_bytes()), sent(BINARY, said.as_bytes())];
        let expected = vec![text(&said), Message::Binary(said.into())];
        assert_eq!(heard(&frames), (expected, Ok(())));
    }
}

#[test]
fn a_message_that_is_too_long_is_refused_by_its_header() {
    for length in [256 * 1024 + 1, 1 << 40, i64::MAX.cast_unsigned()] {
        let mut header = vec![TEXT, 0x80 | 127];
        header.extend(u64::to_be_bytes(length));
        header.extend([0; 4]);
        assert_eq!(
            refused(&[sent(TEXT, b"a"), header]),
            (vec![text("a")], 1009)
        );
    }
    let mut header = vec![TEXT, 0x80 | 127];
    header.extend([0xff; 12]);
    assert_eq!(refused(&[header]).1, 1002);
}

#[test]
fn a_length_is_said_in_as_few_bytes_as_it_takes() {
    for (said, length) in [
        (&[126, 0, 125][..], 125),
        (&[126, 0, 0], 0),
        (&[127, 0, 0, 0, 0, 0, 0, 0xff, 0xff], 0xffff),
        (&[127, 0, 0, 0, 0, 0, 0, 0, 5], 5),
    ] {
        let mut frame = vec![TEXT, said[0] | 0x80];
        frame.extend(&said[1..]);
        frame.extend([0; 4]);
        frame.extend(vec![b'x'; length]);
        assert_eq!(refused(&[frame]), (Vec::new(), 1002), "{said:?}");
    }
}

#[test]
fn a_ping_takes_no_room_from_the_message_that_it_comes_in() {
    let half = vec![b'x'; 128 * 1024];
    let frames = [
        sent(TEXT & MORE, &half),
        sent(PING, &[0; 125]),
        sent(LAST, &half),
    ];
    let (heard, end) = heard(&frames);
    assert_eq!((heard.len(), end), (2, Ok(())));
}

#[test]
fn what_is_compressed_well_is_refused_all_the_same_where_nothing_was_agreed() {
    // "Hello", as RFC 7692 writes it in 7.2.3.1.
    let hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
    let frames = [sent(TEXT | COMPRESSED, &hello)];
    assert_eq!(refused(&frames), (Vec::new(), 1002));
}

#[test]
fn pings_and_pongs_have_their_bytes_and_at_most_125() {
    for length in [0, 1, 125] {
        let bytes = vec![0xfe; length];
        let frames = [sent(PING, &bytes), sent(PONG, &bytes), sent(PING, b"")];
        let expected = vec![
            Message::Ping(bytes.clone().into()),
            Message::Pong(bytes.into()),
            Message::Ping("".into()),
        ];
        assert_eq!(heard(&frames), (expected, Ok(())));
    }
    assert_eq!(refused(&[sent(PING, &[0; 126])]).1, 1002);
    assert_eq!(refused(&[sent(PONG, &[0; 70_000])]).1, 1002);
    let many: Vec<_> = (0..10).map(|_| sent(PING, b"payload")).collect();
    assert_eq!(heard(&many).0.len(), 10);
}

#[test]
fn reserved_bits_and_opcodes_are_refused() {
    for bits in [0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70] {
        for first in [TEXT, BINARY, PING, PONG, 0x88] {
            let frames = [sent(TEXT, b"ok"), sent(first | bits, b"*")];
            assert_eq!(refused(&frames), (vec![text("ok")], 1002), "{bits:x}");
        }
    }
    for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
        for payload in [&b""[..], b"*"] {
            let frames = [sent(TEXT, b"ok"), sent(0x80 | opcode, payload)];
            assert_eq!(refused(&frames), (vec![text("ok")], 1002), "{opcode}");
        }
    }
}

#[test]
fn a_client_masks() {
    assert_eq!(refused(&[vec![TEXT, 1, b'a']]).1, 1002);
    assert_eq!(refused(&[vec![PING, 0]]).1, 1002);
}

#[test]
fn what_we_send_is_what_a_peer_expects() {
    assert_eq!(&text_frame(b"Hello")[..], b"\x81\x05Hello");
    assert_eq!(&ping_frame(b"Hello")[..], b"\x89\x05Hello");
    assert_eq!(&pong_frame(&[7; 126])[..2], b"\x8a\x7d");
    for (length, head) in [
        (125, &b"\x81\x7d"[..]),
        (126, b"\x81\x7e\x00\x7e"),
        (65_535, b"\x81\x7e\xff\xff"),
        (65_536, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ] {
        let frame = text_frame(&vec![b'x'; length]);
        assert!(frame.starts_with(head), "{length}");
        assert_eq!(frame.len(), head.len() + length);
    }
}

proptest::proptest! {
    #[test]
    fn rubbish_is_refused_or_waited_for(bytes: Vec<u8>, size in 1_usize..50, compresses: bool) {
        let config = DecoderConfig { compresses, ..PLAIN };
        let whole = heard_in(&bytes, usize::MAX, config);
        proptest::prop_assert_eq!(heard_in(&bytes, size, config), whole);
    }
}
