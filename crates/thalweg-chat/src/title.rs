/// The longest title that is made from a prompt, in characters.
const LONGEST: usize = 60;
/// Longer words of a model are no title that was meant to be one.
const ABSURD: usize = 2 * LONGEST;

/// The title of a conversation that begins with `prompt`: its first line that is not blank, white
/// space joined, cut at a word to at most 60 characters. Never empty.
pub(crate) fn title_of(prompt: &str) -> String {
    let line = prompt
        .lines()
        .find(|line| line.chars().any(|c| !c.is_whitespace() && !c.is_control()));
    let mut title = String::new();
    let mut length = 0;
    for word in line.unwrap_or_default().split_whitespace() {
        let word: String = word.chars().filter(|c| !c.is_control()).collect();
        let more = word.chars().count() + usize::from(length > 0);
        if word.is_empty() {
            continue;
        }
        if length + more > LONGEST {
            // A first word that is too long by itself is cut; an ellipsis shows that more followed.
            if length == 0 {
                title.extend(word.chars().take(LONGEST - 1));
            }
            title.push('…');
            return title;
        }
        if length > 0 {
            title.push(' ');
        }
        title.push_str(&word);
        length += more;
        if length == LONGEST {
            return title;
        }
    }
    if title.is_empty() {
        title.push_str(UNTITLED);
    }
    title
}

/// The title of a conversation that nobody named.
pub(crate) const UNTITLED: &str = "New conversation";

/// The title in what a model said: one line without marks around it, at most 60 characters; none
/// if the words are no title.
pub(crate) fn title_in(words: &str) -> Option<String> {
    // Some local models think aloud.
    let words = words.rsplit("</think>").next().unwrap_or(words);
    let line = words.lines().map(str::trim).find(|line| !line.is_empty())?;
    let plain: String = line.chars().filter(|c| !is_mark(*c)).collect();
    let mut title = bare(&plain);
    for word in ["title:", "titel:", "titre:", "título:"] {
        if let Some(head) = title.get(..word.len())
            && head.to_lowercase() == word
        {
            title = bare(&title[word.len()..]);
        }
    }
    let absurd = title.chars().count() > ABSURD;
    if absurd || !title.chars().any(char::is_alphanumeric) || is_useless(title) {
        return None;
    }
    Some(title_of(title))
}

/// The text within marks of lists and headings, quotation marks and full stops.
fn bare(mut text: &str) -> &str {
    loop {
        let before = text;
        text = text
            .trim()
            .trim_start_matches(['#', '>', '-', '–', '—', '~', '_']);
        text = text
            .trim_end_matches(['.', '。', ',', ':', ';', '~', '_'])
            .trim();
        if let Some(inner) = text.strip_prefix(is_quote)
            && let Some(inner) = inner.strip_suffix(is_quote)
        {
            text = inner;
        }
        if text == before {
            return text;
        }
    }
}

/// Marks of formatting and of direction, and what is not shown at all.
fn is_mark(c: char) -> bool {
    let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    hidden || matches!(c, '*' | '`') || (c.is_control() && c != '\t')
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '”'
            | '„'
            | '‘'
            | '’'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '『'
            | '』'
            | '《'
            | '》'
    )
}

fn is_useless(title: &str) -> bool {
    let title = title.to_lowercase();
    let whole = [
        "title",
        "untitled",
        "conversation",
        "new conversation",
        "new chat",
        "none",
        "n/a",
    ];
    let begins = [
        "i'm sorry",
        "i’m sorry",
        "sorry",
        "i cannot",
        "i can't",
        "i can’t",
        "as an ai",
    ];
    whole.contains(&title.as_str()) || begins.iter().any(|words| title.starts_with(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_cut_at_a_word() {
        assert_eq!(title_of("  Hello\tthere \nsecond line"), "Hello there");
        assert_eq!(title_of("\n \n— first\n"), "— first");
        let long = "word ".repeat(30);
        let title = title_of(&long);
        assert!(title.chars().count() <= LONGEST, "{title}");
        assert!(title.ends_with("word…"), "{title}");
    }

    #[test]
    fn one_endless_word_is_cut_by_characters() {
        let title = title_of(&"é".repeat(500));
        assert_eq!(title.chars().count(), LONGEST);
        assert!(title.ends_with("é…"));
    }

    #[test]
    fn nothing_to_show_gives_a_title_nevertheless() {
        assert_eq!(title_of("\u{0}\n \u{7}"), UNTITLED);
    }

    #[test]
    fn exactly_sixty_characters_stay_whole() {
        let prompt = format!("{} {}", "a".repeat(29), "b".repeat(30));
        assert_eq!(title_of(&prompt), prompt);
    }

    #[test]
    fn the_words_of_a_model_are_cleaned() {
        for (words, title) in [
            ("Rivers of Europe", "Rivers of Europe"),
            (
                "\n  \"Rivers of Europe.\"\nI hope this helps!",
                "Rivers of Europe",
            ),
            ("# Title: **Rivers** of `Europe`", "Rivers of Europe"),
            ("„Flüsse Europas“", "Flüsse Europas"),
            ("「ヨーロッパの川」。", "ヨーロッパの川"),
            ("<think>hm\nhm</think>\n\nRivers", "Rivers"),
            ("- Why is the sea salty?", "Why is the sea salty?"),
            ("Wi\u{202e}de\u{7} \t rivers", "Wide rivers"),
            ("C++ and C#", "C++ and C#"),
            ("The word “thalweg”", "The word “thalweg”"),
        ] {
            assert_eq!(title_in(words).as_deref(), Some(title), "{words:?}");
        }
        let long = title_in(&"river ".repeat(18)).expect("a title");
        assert!(
            long.chars().count() <= LONGEST && long.ends_with('…'),
            "{long}"
        );
    }

    #[test]
    fn useless_words_are_no_title() {
        let absurd = "river ".repeat(40);
        for words in [
            "",
            " \n ",
            "\"\"",
            "\"",
            "...",
            "***",
            "🙂",
            "Untitled",
            "New chat.",
        ] {
            assert_eq!(title_in(words), None, "{words:?}");
        }
        for words in ["Sorry, I can't do that.", &absurd, "<think>hm</think>"] {
            assert_eq!(title_in(words), None, "{words:?}");
        }
    }
}
