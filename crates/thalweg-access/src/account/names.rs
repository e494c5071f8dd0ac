use thalweg_wire::FieldError;

/// How long a name may be, in characters.
const NAME: std::ops::RangeInclusive<usize> = 2..=64;
/// How long a password may be, in characters.
const PASSWORD: std::ops::RangeInclusive<usize> = 10..=256;
/// The longest name to be called by, in characters.
const DISPLAY_NAME: usize = 80;

/// The form of a name by which it is unique.
///
/// A name is of ASCII alone, so nothing but the case can make two of them look the same.
pub fn folded(name: &str) -> String {
    name.to_ascii_lowercase()
}

pub(crate) fn check_name(name: &str) -> Option<FieldError> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"._@+-".contains(&b);
    let ok = NAME.contains(&name.len()) && name.bytes().all(fits);
    let message = "2 to 64 of the letters A to Z, digits and . _ @ + -";
    (!ok).then(|| fault("name", message))
}

pub(crate) fn check_password(password: &str) -> Option<FieldError> {
    let ok = fits_password(password);
    (!ok).then(|| fault("password", "10 to 256 characters"))
}

/// Whether a text is as long as a password may be; no other is anybody's.
pub(crate) fn fits_password(password: &str) -> bool {
    // Not counted to its end, which may be far.
    let most = PASSWORD.end() + 1;
    PASSWORD.contains(&password.chars().take(most).count())
}

/// The name to be called by, without spaces around it; `None` if it is empty.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn display_name(text: &str) -> Result<Option<String>, FieldError> {
    let text = text.trim();
    if text.chars().count() > DISPLAY_NAME || text.chars().any(char::is_control) {
        let message = "1 to 80 characters, none of them a control character";
        return Err(fault("displayName", message));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

pub(crate) fn fault(path: &str, message: &str) -> FieldError {
    FieldError {
        path: path.into(),
        message: message.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_of_ascii() {
        let long = "a".repeat(64);
        for name in ["ab", "Ann.B_c+d-e@example.org", &*long] {
            assert_eq!(check_name(name), None, "{name}");
        }
        let longer = "a".repeat(65);
        for name in ["", "a", "a b", "änn", "a/b", "ann\u{200b}", &*longer] {
            assert!(check_name(name).is_some(), "{name}");
        }
        assert_eq!(folded("Ann@Example.org"), "ann@example.org");
    }

    #[test]
    fn a_password_is_counted_in_characters() {
        let (least, most) = ("ä".repeat(10), "漢".repeat(256));
        assert!(check_password(&least).is_none() && check_password(&most).is_none());
        let (less, more) = ("ä".repeat(9), "漢".repeat(257));
        assert!(check_password(&less).is_some() && check_password(&more).is_some());
    }

    #[test]
    fn a_display_name_may_be_taken_away_and_holds_no_control() {
        assert_eq!(display_name("  Ann B. "), Ok(Some("Ann B.".into())));
        assert_eq!(display_name(" "), Ok(None));
        assert!(display_name(&"x".repeat(81)).is_err());
        assert!(display_name("a\u{7}b").is_err());
    }
}
