/// A size in bytes: a whole number, or one of KiB or MiB. `None` if it is none, or more than there can be.
pub(crate) fn bytes(text: &str) -> Option<usize> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match text[digits.len()..].trim_start() {
        "" | "B" => 1,
        "KiB" => 1024,
        "MiB" => 1024 * 1024,
        _ => return None,
    };
    // A sign is no digit, but would be read.
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_plain.then(|| digits.parse::<usize>().ok()).flatten();
    number?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_are_whole_numbers_with_a_unit() {
        for (text, size) in [
            ("0", 0),
            ("2048", 2048),
            (" 3 B", 3),
            ("64KiB", 65_536),
            ("1 MiB", 1_048_576),
        ] {
            assert_eq!(bytes(text), Some(size), "{text}");
        }
        for text in [
            "",
            "KiB",
            "1.5MiB",
            "+1",
            "-1",
            "1 kb",
            "1KB",
            "1GiB",
            "1 KiB 2",
            "é",
            "99999999999999999999",
            "99999999999999999MiB",
        ] {
            assert_eq!(bytes(text), None, "{text}");
        }
    }
}
