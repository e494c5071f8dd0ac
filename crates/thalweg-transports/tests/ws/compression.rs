use thalweg_transports::ws::{
    DecoderConfig, Message, Violation, accept_deflate, compress, text_frame_of_compressed,
};

use crate::support::{COMPRESSED, GOES_ON, LAST, MORE, PING, PLAIN, TEXT, heard_in, sent, text};

const SMALLER: DecoderConfig = DecoderConfig {
    compresses: true,
    ..PLAIN
};

fn heard(frames: &[Vec<u8>]) -> (Vec<Message>, Result<(), Violation>) {
    let bytes = frames.concat();
    let whole = heard_in(&bytes, usize::MAX, SMALLER);
    assert_eq!(heard_in(&bytes, 1, SMALLER), whole);
    whole
}

#[test]
fn the_examples_of_the_standard() {
    let hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
    let stored = b"\x00\x05\x00\xfa\xffHello\x00";
    let last_block = [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00];
    let two_blocks = [
        0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00,
    ];
    for payload in [&hello[..], stored, &last_block, &two_blocks] {
        let frame = sent(TEXT | COMPRESSED, payload);
        assert_eq!(
            heard(&[frame]),
            (vec![text("Hello")], Ok(())),
            "{payload:x?}"
        );
    }
    let fragments = [
        sent((TEXT | COMPRESSED) & MORE, &hello[..3]),
        sent(PING, b""),
        sent(LAST, &hello[3..]),
        sent(TEXT, b"plain"),
        sent(TEXT | COMPRESSED, &[0x02, 0x00]),
    ];
    let said = [
        Message::Ping("".into()),
        text("Hello"),
        text("plain"),
        text(""),
    ];
    assert_eq!(heard(&fragments), (said.into(), Ok(())));
}

#[test]
fn what_is_compressed_is_what_was_said() {
    for length in [40, 1_000, 65_536, 200_000] {
        let said: String = ('a'..='w').cycle().take(length).collect();
        let smaller = compress(said.as_bytes()).expect("it becomes smaller");
        let frame = sent(TEXT | COMPRESSED, &smaller);
        assert_eq!(
            heard_in(&frame, 4_096, SMALLER),
            (vec![text(&said)], Ok(()))
        );
        assert!(text_frame_of_compressed(&smaller).ends_with(&smaller));
        assert_eq!(text_frame_of_compressed(&smaller)[0], TEXT | COMPRESSED);
    }
    assert_eq!(compress(b"x"), None);
    assert_eq!(compress(b""), None);
}

#[test]
fn a_small_frame_of_a_large_message_is_too_big() {
    let bomb = compress(&vec![b'a'; 10_000_000]).expect("it becomes smaller");
    assert!(bomb.len() < 64 * 1024);
    let (heard, end) = heard_in(&sent(TEXT | COMPRESSED, &bomb), 997, SMALLER);
    assert_eq!((heard, end), (vec![], Err(Violation::TooBig)));
}

#[test]
fn rubbish_and_bits_in_the_wrong_place_are_refused() {
    let code = |frames: &[Vec<u8>]| heard(frames).1.expect_err("refused").code().get();
    assert_eq!(code(&[sent(TEXT | COMPRESSED, &[0xff; 9])]), 1002);
    assert_eq!(code(&[sent(PING | COMPRESSED, b"")]), 1002);
    let late = [sent(TEXT & MORE, b"a"), sent(GOES_ON | COMPRESSED, b"b")];
    assert_eq!(code(&late), 1002);
    let wrong = compress(&[b"aaaaaaaaaaaaaaaaaaaaaaaaaaa", &b"\xff"[..]].concat());
    let wrong = wrong.expect("it becomes smaller");
    assert_eq!(code(&[sent(TEXT | COMPRESSED, &wrong)]), 1007);
}

#[test]
fn offers_are_taken_if_we_can_keep_to_them() {
    for (offers, taken) in [
        ("permessage-deflate", true),
        ("permessage-deflate; client_max_window_bits", true),
        (
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            true,
        ),
        ("permessage-deflate; client_max_window_bits=10", true),
        ("permessage-deflate; server_max_window_bits=15", true),
        (
            "permessage-deflate; server_max_window_bits=10, permessage-deflate",
            true,
        ),
        ("x-webkit-deflate-frame, permessage-deflate", true),
        ("permessage-deflate; server_max_window_bits=10", false),
        ("permessage-deflate; client_max_window_bits=16", false),
        ("permessage-deflate; client_max_window_bits=\"7\"", false),
        ("permessage-deflate; server_no_context_takeover=1", false),
        (
            "permessage-deflate; client_max_window_bits; client_max_window_bits",
            false,
        ),
        ("permessage-deflate; unknown", false),
        ("x-webkit-deflate-frame", false),
        ("", false),
    ] {
        assert_eq!(accept_deflate(offers).is_some(), taken, "{offers}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_comes_back(said in "\\PC{0,2000}") {
        if let Some(smaller) = compress(said.as_bytes()) {
            let frame = sent(TEXT | COMPRESSED, &smaller);
            proptest::prop_assert_eq!(heard_in(&frame, 64, SMALLER), (vec![text(&said)], Ok(())));
        }
    }

    #[test]
    fn rubbish_is_judged_the_same_however_it_is_cut(bytes: Vec<u8>, size in 1_usize..20) {
        let frame = sent(TEXT | COMPRESSED, &bytes);
        let whole = heard_in(&frame, usize::MAX, SMALLER);
        proptest::prop_assert_eq!(heard_in(&frame, size, SMALLER), whole);
    }
}
