/// The longest path to which somebody returns, in bytes.
const LONGEST: usize = 1_024;

/// Whether a text is a path of this server, with a query or without, to which a browser may be sent: it
/// can be read as no other host's, whoever reads it.
pub fn is_own_path(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~%?=&+:@,".contains(&b);
    let rest = text.strip_prefix('/');
    // Two slashes begin a host; a backslash is one for browsers, and they pass over tabs and line ends.
    rest.is_some_and(|rest| !rest.starts_with('/') && rest.bytes().all(plain))
        && text.len() <= LONGEST
        && text != "/api"
        && !text.starts_with("/api/")
}

#[cfg(test)]
mod tests {
    use super::is_own_path;

    #[test]
    fn only_a_path_of_ones_own_is_one() {
        for path in [
            "/",
            "/chat",
            "/chat?c=0199-a&x=%2F",
            "/account",
            "/tools/a.b",
        ] {
            assert!(is_own_path(path), "{path}");
        }
        let long = format!("/{}", "a".repeat(1_024));
        for other in [
            "",
            "chat",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "https://evil.example/chat",
            "javascript:alert(1)",
            " /chat",
            "/chat#owner=x",
            "/a b",
            "/ä",
            "/api/auth/logout",
            "/api",
            &*long,
        ] {
            assert!(!is_own_path(other), "{other}");
        }
    }
}
