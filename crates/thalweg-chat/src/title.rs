/// The longest title that is made from a prompt, in characters.
const LONGEST: usize = 60;

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
}
