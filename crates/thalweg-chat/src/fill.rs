//! The language of templates: `{{name}}` is a place to fill in, and `\{{` are two braces.

use std::collections::BTreeMap;

/// The place of the prompt, which is no variable.
pub(crate) const PROMPT: &str = "prompt";
/// The longest name of a place, in bytes.
const NAME_BYTES: usize = 64;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    /// A place, by its name.
    Place(&'a str),
}

/// A text that was read as a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form<'a>(Vec<Piece<'a>>);

/// Two braces that open no place; holds what follows them, at most a few characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unclosed<'a>(pub(crate) &'a str);

/// The filled text would be too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong;

impl<'a> Form<'a> {
    /// Reads a template.
    ///
    /// Backslashes right before `{{` stand for half as many, and an odd one makes the braces plain.
    /// Of more than two braces in a row the last two open the place.
    pub(crate) fn read(text: &'a str) -> Result<Self, Unclosed<'a>> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find("{{") {
            let plain = &rest[..at];
            let slashes = plain.len() - plain.trim_end_matches('\\').len();
            pieces.push(Piece::Text(&plain[..at - slashes.div_ceil(2)]));
            if slashes % 2 == 1 {
                pieces.push(Piece::Text("{{"));
                rest = &rest[at + 2..];
                continue;
            }
            let braces = rest[at..].len() - rest[at..].trim_start_matches('{').len();
            let open = at + braces - 2;
            pieces.push(Piece::Text(&rest[at..open]));
            let inner = &rest[open + 2..];
            let (name, after) = name_in(inner).ok_or_else(|| Unclosed(glimpse(inner)))?;
            pieces.push(Piece::Place(name));
            rest = after;
        }
        pieces.push(Piece::Text(rest));
        pieces.retain(|piece| *piece != Piece::Text(""));
        Ok(Self(pieces))
    }

    /// The names of the places in the order of the text, each once, without the prompt's.
    pub(crate) fn variables(&self) -> Vec<&'a str> {
        let mut names = Vec::new();
        for piece in &self.0 {
            if let Piece::Place(name) = piece
                && *name != PROMPT
                && !names.contains(name)
            {
                names.push(*name);
            }
        }
        names
    }

    /// Whether the prompt has a place.
    pub(crate) fn takes_prompt(&self) -> bool {
        self.0.contains(&Piece::Place(PROMPT))
    }

    /// The text with its places filled in, at most `most` bytes; a prompt without a place comes
    /// after a blank line. Values are not read as templates, and one that is missing is empty.
    pub(crate) fn fill(
        &self,
        values: &BTreeMap<String, String>,
        prompt: Option<&str>,
        most: usize,
    ) -> Result<String, TooLong> {
        let mut filled = String::new();
        let mut add = |text: &str| {
            if filled.len() + text.len() > most {
                return Err(TooLong);
            }
            filled.push_str(text);
            Ok(())
        };
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => add(text)?,
                Piece::Place(PROMPT) => add(prompt.unwrap_or_default())?,
                Piece::Place(name) => add(values.get(*name).map_or("", String::as_str))?,
            }
        }
        if let Some(prompt) = prompt.filter(|_| !self.takes_prompt()) {
            add("\n\n")?;
            add(prompt)?;
        }
        Ok(filled)
    }
}

/// The name that a place begins with, blanks around it allowed, and what follows the place.
fn name_in(inner: &str) -> Option<(&str, &str)> {
    let (name, after) = inner.split_once("}}")?;
    let name = name.trim_matches(' ');
    let is_letter = |b: u8| b.is_ascii_alphabetic() || b == b'_';
    let first = *name.as_bytes().first()?;
    let fits = is_letter(first)
        && name.len() <= NAME_BYTES
        && name.bytes().all(|b| is_letter(b) || b.is_ascii_digit());
    fits.then_some((name, after))
}

fn glimpse(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(20) {
        Some((end, _)) => &line[..end],
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, prompt: Option<&str>) -> String {
        let values = [("a", "1"), ("b_2", "{{a}}")];
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let form = Form::read(text).expect("a template");
        form.fill(&values.into(), prompt, 1_000).expect("short")
    }

    #[test]
    fn places_are_filled_and_values_are_not_read() {
        for (text, want) in [
            ("", ""),
            ("plain { } }} text", "plain { } }} text"),
            ("{{a}}", "1"),
            ("x{{ a }}y{{b_2}}z", "x1y{{a}}z"),
            ("{{a}}{{a}}", "11"),
            (r"\{{a}}", "{{a}}"),
            (r"\\{{a}}", r"\1"),
            (r"\\\{{a}}", r"\{{a}}"),
            (r"C:\dir \n {{a}}", r"C:\dir \n 1"),
            ("{{{a}}}", "{1}"),
            (r#"{"a":{{a}}}"#, r#"{"a":1}"#),
            (r"\{{{{a}}", "{{1"),
            ("é{{a}}🙂", "é1🙂"),
        ] {
            assert_eq!(filled(text, None), want, "{text}");
        }
    }

    #[test]
    fn the_prompt_has_its_place_or_follows() {
        assert_eq!(filled("Say {{prompt}}!", Some("hi")), "Say hi!");
        assert_eq!(filled("Say {{a}}.", Some("hi")), "Say 1.\n\nhi");
        assert_eq!(filled("Say {{a}}.", None), "Say 1.");
    }

    #[test]
    fn names_are_listed_once_without_the_prompt() {
        let form = Form::read("{{b}} {{a}} {{prompt}} {{b}} \\{{c}}").expect("a template");
        assert_eq!(form.variables(), ["b", "a"]);
        assert!(form.takes_prompt());
    }

    #[test]
    fn braces_that_open_no_place_are_told() {
        let long = format!("{{{{{}}}}}", "x".repeat(65));
        for text in [
            "{{", "a {{b", "{{}}", "{{1a}}", "{{a-b}}", "{{a\n}}", "{{é}}", &long,
        ] {
            assert!(Form::read(text).is_err(), "{text}");
        }
        assert_eq!(Form::read("{{a b}} rest"), Err(Unclosed("a b}} rest")));
    }

    #[test]
    fn a_text_that_grows_beyond_its_limit_is_not_made() {
        let values = BTreeMap::from([("a".to_owned(), "x".repeat(1_000))]);
        let text = "{{a}}".repeat(1_000);
        let form = Form::read(&text).expect("a template");
        assert_eq!(form.fill(&values, None, 999_999), Err(TooLong));
        assert!(form.fill(&values, None, 1_000_000).is_ok());
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_odd(text in r"(\PC|[{}\\ab])*") {
            if let Ok(form) = Form::read(&text) {
                let filled = form.fill(&BTreeMap::new(), Some("p"), 1_000_000);
                proptest::prop_assert!(filled.is_ok());
            }
        }

        #[test]
        fn escaped_braces_give_the_text_back(text in "[a-z {}🙂]*") {
            let escaped = text.replace("{{", r"\{{");
            let form = Form::read(&escaped).expect("nothing is open");
            let filled = form.fill(&BTreeMap::new(), None, 1_000_000);
            proptest::prop_assert_eq!(filled, Ok(text));
        }
    }
}
