use super::Violation;

/// Checks a text that comes in pieces. A character may be cut between two of them.
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    /// The beginning of a character, and how many bytes of it are there.
    cut: [u8; 4],
    length: usize,
}

impl Utf8 {
    /// Looks at the next piece.
    pub(super) fn push(&mut self, mut piece: &[u8]) -> Result<(), Violation> {
        while self.length > 0 {
            let Some((&byte, rest)) = piece.split_first() else {
                return Ok(());
            };
            piece = rest;
            self.cut[self.length] = byte;
            self.length += 1;
            match std::str::from_utf8(&self.cut[..self.length]) {
                Ok(_) => self.length = 0,
                // At four bytes a character is whole or wrong, so there is always room for one more.
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return Err(Violation::NotUtf8),
            }
        }
        match std::str::from_utf8(piece) {
            Ok(_) => Ok(()),
            Err(error) if error.error_len().is_none() => {
                let rest = &piece[error.valid_up_to()..];
                self.cut[..rest.len()].copy_from_slice(rest);
                self.length = rest.len();
                Ok(())
            }
            Err(_) => Err(Violation::NotUtf8),
        }
    }

    /// The text is at its end.
    pub(super) const fn finish(&self) -> Result<(), Violation> {
        match self.length {
            0 => Ok(()),
            _ => Err(Violation::NotUtf8),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pieces: &[&[u8]]) -> Result<(), Violation> {
        let mut utf8 = Utf8::default();
        for piece in pieces {
            utf8.push(piece)?;
        }
        utf8.finish()
    }

    #[test]
    fn wherever_a_text_is_cut_it_is_judged_the_same() {
        for (text, good) in [
            (&b""[..], true),
            ("aé€🙂z".as_bytes(), true),
            (
                b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80",
                false,
            ),
            (b"\xf4\x90\x80\x80", false),
            (b"\xc0\xaf", false),
            (b"a\x80", false),
            (b"\xf0\x9f\x99", false),
        ] {
            for first in 0..=text.len() {
                for second in first..=text.len() {
                    let pieces = [&text[..first], &text[first..second], &text[second..]];
                    assert_eq!(check(&pieces).is_ok(), good, "{pieces:?}");
                }
            }
        }
    }

    #[test]
    fn a_wrong_character_is_told_before_the_text_is_whole() {
        let mut utf8 = Utf8::default();
        assert_eq!(utf8.push(b"a\xf4"), Ok(()));
        assert_eq!(utf8.push(b"\x90"), Err(Violation::NotUtf8));
    }
}
