use bytes::BytesMut;
use thalweg_transports::ws::{Decoder, DecoderConfig, Message, accept_deflate};

use super::file::{Case, cases};

/// Cut at each of their bytes are cases up to this length; longer ones would take minutes.
const SHORT: usize = 400;
/// Up to this length they also come a byte at a time.
const MIDDLING: usize = 20_000;

/// What is heard of bytes that come in these pieces, and the code that it ends with, if it does.
fn hear<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
    compresses: bool,
) -> (Vec<Message>, Option<u16>) {
    let mut decoder = Decoder::new(DecoderConfig {
        longest: 256 * 1024,
        compresses,
    });
    let (mut held, mut heard) = (BytesMut::new(), Vec::new());
    for piece in pieces {
        held.extend_from_slice(piece);
        loop {
            match decoder.next(&mut held) {
                Ok(Some(message)) => {
                    let is_last = matches!(message, Message::Close(_));
                    heard.push(message);
                    if is_last {
                        return (heard, None);
                    }
                }
                Ok(None) => break,
                Err(violation) => return (heard, Some(violation.code().get())),
            }
        }
    }
    (heard, None)
}

/// Plays a case in every way in which its bytes may come; how many there were.
fn play(case: &Case) -> usize {
    let compresses = case
        .offer
        .as_deref()
        .is_some_and(|offer| accept_deflate(offer).is_some());
    assert_eq!(
        compresses,
        case.offer.is_some() && !case.refused,
        "{}",
        case.id
    );
    let (bytes, wanted) = (case.bytes(), (case.heard(), case.fails));
    let mut ways = 0;
    let mut check = |pieces: &[&[u8]], how: &str| {
        let heard = hear(pieces.iter().copied(), compresses);
        assert!(
            heard == wanted,
            "{} ({}), {how}: heard {}, wanted {}",
            case.id,
            case.about,
            shown(&heard),
            shown(&wanted),
        );
        ways += 1;
    };
    check(&[&bytes], "whole");
    if let Some(size) = case.pieces {
        check(&bytes.chunks(size).collect::<Vec<_>>(), "in its pieces");
    }
    if bytes.len() <= MIDDLING {
        check(&bytes.chunks(1).collect::<Vec<_>>(), "a byte at a time");
    }
    if bytes.len() <= SHORT {
        for at in 1..bytes.len() {
            check(&[&bytes[..at], &bytes[at..]], &format!("cut at {at}"));
        }
    }
    ways
}

fn shown(heard: &(Vec<Message>, Option<u16>)) -> String {
    let mut words = format!("{heard:?}");
    words.truncate(words.floor_char_boundary(600));
    words
}

#[test]
fn the_codec_hears_each_case_wherever_it_is_cut() {
    for section in [
        "01-framing",
        "02-pings",
        "03-reserved-bits",
        "04-opcodes",
        "05-fragments",
        "06-utf8",
        "07-closing",
        "09-sizes",
        "10-fragments-of-long-texts",
        "12-compression",
        "13-offers",
    ] {
        let cases = cases(section);
        let ways: usize = cases.iter().map(play).sum();
        println!("{section}: {} cases, {ways} ways", cases.len());
    }
}
