use std::fmt::Write as _;

/// A text as it stands in one segment of a path, or in a query: everything but letters, digits and
/// `-._~` as `%XX` of its UTF-8.
///
/// Source: RFC 3986, section 2.3, "Unreserved Characters".
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::percent_encoded;

    #[test]
    fn only_what_stands_for_itself_is_left() {
        assert_eq!(percent_encoded("aZ0-._~"), "aZ0-._~");
        assert_eq!(
            percent_encoded("a/b?c#d%é +&"),
            "a%2Fb%3Fc%23d%25%C3%A9%20%2B%26"
        );
    }
}
