use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::Deserialize;

/// Bytes as a case writes them.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Data {
    Text(String),
    Hex {
        hex: String,
        #[serde(default = "once")]
        times: usize,
    },
    Repeat {
        repeat: (String, usize),
    },
    /// A frame of JSON that is answered, of that many bytes.
    Ask {
        ask: usize,
        of: Option<String>,
    },
    /// So many zeros, compressed.
    Tower {
        tower: usize,
    },
}

pub(super) const fn once() -> usize {
    1
}

impl Data {
    pub(super) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.as_bytes().to_vec(),
            Self::Hex { hex, times } => unhex(hex).repeat(*times),
            Self::Repeat { repeat } => repeat.0.repeat(repeat.1).into_bytes(),
            Self::Ask { ask, of } => asked(*ask, of.as_deref()).into_bytes(),
            Self::Tower { tower } => deflate(&vec![b'0'; *tower]),
        }
    }
}

pub(super) fn unhex(hex: &str) -> Vec<u8> {
    let pairs = (0..hex.len()).step_by(2);
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    pairs.map(byte).collect()
}

/// A message as a client compresses it: without a window of its own, and without the end.
pub(super) fn deflate(message: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(message).expect("into memory");
    encoder.flush().expect("into memory");
    let mut bytes = encoder.get_ref().clone();
    assert!(bytes.ends_with(&[0, 0, 0xff, 0xff]), "flushed");
    bytes.truncate(bytes.len() - 4);
    bytes
}

/// A frame of JSON of `size` bytes that is answered: a call of a tool that there is not, with an
/// argument of that kind; or, with less than 60 bytes, a ping.
fn asked(size: usize, kind: Option<&str>) -> String {
    let (head, tail) = (
        r#"{"type":"invoke_tool","id":"a","name":"none","args":{"x":""#,
        r#""}}"#,
    );
    let Some(room) = size.checked_sub(head.len() + tail.len()) else {
        let bare = r#"{"type":"ping""#;
        return format!("{bare:width$}}}", width = size - 1);
    };
    let mut filler = String::with_capacity(room);
    let (mut number, mut n) = (0x2545_f491_u32, 0_u32);
    while filler.len() < room {
        number ^= number << 13;
        number ^= number >> 17;
        number ^= number << 5;
        n += 1;
        let letter = char::from(b'a' + u8::try_from(number % 26).expect("small"));
        match kind {
            Some("json") => filler.push_str(&format!("{{'n':{n},'name':'item {letter}'}},")),
            Some("prose") => {
                filler.push_str(["The river ", "bends ", "here. "][number as usize % 3]);
            }
            Some("random") => filler.push(letter),
            Some("greek") if room - filler.len() >= 2 => {
                filler.push(['κ', 'σ', 'μ', 'ε'][number as usize % 4]);
            }
            _ => filler.push('0'),
        }
    }
    filler.truncate(room);
    format!("{head}{filler}{tail}")
}
