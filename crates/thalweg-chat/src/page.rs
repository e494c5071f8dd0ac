use thalweg_log::Position;

use crate::ListKey;

/// The most entries of a page.
pub(crate) const MOST: usize = 200;

/// The text that pages a list on from `key`. `list` is a letter that tells lists apart.
pub(crate) fn encode(list: char, key: ListKey) -> String {
    format!("{list}{:012x}", key.0.get())
}

/// Reads what [`encode`] wrote for the same list, and nothing else.
pub(crate) fn decode(list: char, text: &str) -> Option<ListKey> {
    let digits = text.strip_prefix(list)?;
    let plain = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    if digits.len() != 12 || !digits.bytes().all(plain) {
        return None;
    }
    let raw = u64::from_str_radix(digits, 16).ok()?;
    Some(ListKey(Position::new(raw)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_of_a_list_roundtrips_and_other_texts_are_refused() {
        for raw in [0, 1, 0xabc, (1 << 48) - 1] {
            let key = ListKey(Position::new(raw));
            assert_eq!(decode('c', &encode('c', key)), Some(key));
            assert_eq!(decode('m', &encode('c', key)), None);
        }
        for text in [
            "",
            "c",
            "c12",
            "c+00000000001",
            "cABCDEF000000",
            "c0000000000001",
        ] {
            assert_eq!(decode('c', text), None, "{text}");
        }
    }
}
