use std::fmt;
use std::str::FromStr;

use crate::Position;

/// Digits in the order of ASCII, so that texts sort like the numbers they hold.
const DIGITS: &[u8; 64] = b"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
/// The first character of every cursor: the version of the layout.
const VERSION: u8 = b'1';
/// Bytes behind the version: epoch 4, position 6, tag 5.
const RAW: usize = 15;

/// A place in the log, on the wire an opaque text of [`Cursor::LEN`] characters that sorts like
/// the log.
///
/// It holds the epoch of the log, a [`Position`] and the tag of the commit there, so that a place
/// in a log that was lost or restored from a backup is recognised. It is not secret and grants
/// nothing.
///
/// Source: the wire contract, section 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    epoch: u32,
    position: Position,
    tag: u64,
}

/// A text that is no cursor of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a cursor is the text that an earlier event carried as its id")]
pub struct MalformedCursor;

impl Cursor {
    /// The length of every cursor's text.
    pub const LEN: usize = 1 + RAW / 3 * 4;

    /// Tags have 40 bits; higher bits are cut.
    pub const fn new(epoch: u32, position: Position, tag: u64) -> Self {
        Self {
            epoch,
            position,
            tag: tag & ((1 << 40) - 1),
        }
    }

    /// Which log this is a place of.
    pub const fn epoch(self) -> u32 {
        self.epoch
    }

    /// The place.
    pub const fn position(self) -> Position {
        self.position
    }

    /// The tag of the commit that holds the place, 40 bits.
    pub const fn tag(self) -> u64 {
        self.tag
    }

    /// The text, without an allocation.
    pub fn encode(self) -> [u8; Self::LEN] {
        let mut raw = [0; RAW];
        raw[..4].copy_from_slice(&self.epoch.to_be_bytes());
        raw[4..10].copy_from_slice(&self.position.get().to_be_bytes()[2..]);
        raw[10..].copy_from_slice(&self.tag.to_be_bytes()[3..]);
        let mut text = [VERSION; Self::LEN];
        for (three, four) in raw.chunks_exact(3).zip(text[1..].chunks_exact_mut(4)) {
            let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
            for (i, digit) in four.iter_mut().enumerate() {
                *digit = DIGITS[(bits >> (18 - 6 * i)) as usize & 63];
            }
        }
        text
    }
}

impl FromStr for Cursor {
    type Err = MalformedCursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.as_bytes();
        if text.len() != Self::LEN || text[0] != VERSION {
            return Err(MalformedCursor);
        }
        let mut raw = [0; RAW];
        for (four, three) in text[1..].chunks_exact(4).zip(raw.chunks_exact_mut(3)) {
            let mut bits = 0_u32;
            for digit in four {
                let value = DIGITS.binary_search(digit).map_err(|_| MalformedCursor)?;
                bits = bits << 6 | u32::try_from(value).map_err(|_| MalformedCursor)?;
            }
            three.copy_from_slice(&bits.to_be_bytes()[1..]);
        }
        let [e0, e1, e2, e3, p0, p1, p2, p3, p4, p5, t0, t1, t2, t3, t4] = raw;
        let position = u64::from_be_bytes([0, 0, p0, p1, p2, p3, p4, p5]);
        Ok(Self {
            epoch: u32::from_be_bytes([e0, e1, e2, e3]),
            position: Position::new(position),
            tag: u64::from_be_bytes([0, 0, 0, t0, t1, t2, t3, t4]),
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.encode();
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_cursor() -> impl Strategy<Value = Cursor> {
        (any::<u32>(), 0..=Position::MAX.get(), any::<u64>())
            .prop_map(|(epoch, position, tag)| Cursor::new(epoch, Position::new(position), tag))
    }

    proptest! {
        #[test]
        fn cursor_roundtrips(cursor in any_cursor()) {
            let text = cursor.to_string();
            prop_assert_eq!(text.len(), Cursor::LEN);
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            prop_assert_eq!(text.parse(), Ok(cursor));
        }

        #[test]
        fn texts_sort_like_the_log(a in any_cursor(), b in any_cursor()) {
            prop_assert_eq!(a.to_string().cmp(&b.to_string()), a.cmp(&b));
        }

        #[test]
        fn hostile_text_is_refused_or_is_its_own_canonical_form(text in ".{0,64}") {
            if let Ok(cursor) = text.parse::<Cursor>() {
                prop_assert_eq!(cursor.to_string(), text);
            }
        }

        #[test]
        fn every_text_of_the_alphabet_is_canonical(tail in "[A-Za-z0-9_-]{20}") {
            let text = format!("1{tail}");
            prop_assert_eq!(text.parse::<Cursor>().map(|c| c.to_string()), Ok(text));
        }
    }

    #[test]
    fn other_lengths_versions_and_characters_are_malformed() {
        let good = Cursor::new(7, Position::new(9), 11).to_string();
        let cases = [
            String::new(),
            "0".into(),
            "-1".into(),
            format!("2{}", &good[1..]),
            format!("{good}A"),
            good[..20].into(),
            format!("{}\r", &good[..20]),
            format!("{}.", &good[..20]),
            "A".repeat(65_536),
        ];
        for text in cases {
            assert_eq!(
                text.parse::<Cursor>(),
                Err(MalformedCursor),
                "{}",
                text.len()
            );
        }
    }
}
