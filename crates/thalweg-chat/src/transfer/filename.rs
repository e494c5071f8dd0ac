/// The longest name, in characters, its extension not counted.
const CHARS: usize = 80;

/// A name for a file that every system takes, from a title.
pub(super) fn of(title: &str, extension: &str) -> String {
    let mut name = String::new();
    for c in title.chars().take(4 * CHARS) {
        let c = match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
            c if c.is_control() || c.is_whitespace() => ' ',
            // They turn the direction of what follows, or cannot be seen.
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => continue,
            c => c,
        };
        if c != ' ' || !name.ends_with(' ') {
            name.push(c);
        }
    }
    // Windows drops dots and spaces at the end; a dot at the beginning hides a file.
    let name: String = name
        .trim_matches(['.', ' ', '-'])
        .chars()
        .take(CHARS)
        .collect();
    let name = name.trim_end_matches(['.', ' ']);
    match name {
        "" => format!("conversation.{extension}"),
        name if is_reserved(name) => format!("_{name}.{extension}"),
        name => format!("{name}.{extension}"),
    }
}

/// Names of devices on Windows, with any extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_ascii_uppercase();
    let numbered = |kind| {
        let number = stem.strip_prefix(kind).unwrap_or_default();
        number.len() == 1 && number.bytes().all(|digit| digit.is_ascii_digit())
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_name_is_safe_on_every_system() {
        for (title, name) in [
            ("Rivers of Europe", "Rivers of Europe.md"),
            ("../../etc/passwd", "etc-passwd.md"),
            ("a\r\nb\t\"c\"", "a b -c.md"),
            ("東京の天気 ☀", "東京の天気 ☀.md"),
            ("con", "_con.md"),
            ("Com1.txt", "_Com1.txt.md"),
            ("console", "console.md"),
            ("\u{202e}gpj.exe", "gpj.exe.md"),
            (" . ", "conversation.md"),
            ("", "conversation.md"),
        ] {
            assert_eq!(of(title, "md"), name, "{title:?}");
        }
        assert_eq!(of(&"ä".repeat(300), "json").chars().count(), 85);
    }
}
