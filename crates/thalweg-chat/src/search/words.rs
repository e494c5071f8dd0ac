use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most characters of a word that count. Longer ones are hashes, keys and encoded files.
const WORD_CHARS: usize = 64;

/// A word of a text, as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Letters, marks and digits without case and diacritics.
    pub text: String,
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Whether its script puts no spaces between words, so that each character counts as one.
    pub is_character: bool,
}

/// The words of a text in order.
///
/// A word is a row of letters, marks and digits. Scripts without spaces between words (Chinese,
/// Japanese, Thai, ...) are taken apart into characters, and so is Korean, whose words carry their
/// endings with them: whatever is looked for there is found as a row of characters, wherever a
/// word of it begins.
pub fn words(text: &str) -> impl Iterator<Item = Word> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = rest.by_ref().find(|(_, c)| c.is_alphanumeric())?;
            let is_character = stands_alone(first);
            let mut end = start + first.len_utf8();
            while let Some((at, next)) = rest.next_if(|(_, next)| {
                joins(*next) || (!is_character && next.is_alphanumeric() && !stands_alone(*next))
            }) {
                end = at + next.len_utf8();
            }
            let word = compared(&text[start..end]);
            if !word.is_empty() {
                return Some(Word {
                    text: word,
                    range: start..end,
                    is_character,
                });
            }
        }
    })
}

/// A word without case and diacritics. Letters of one kind that are written in several ways (wide,
/// joined, composed) become one.
fn compared(word: &str) -> String {
    if word.is_ascii() {
        return word
            .chars()
            .take(WORD_CHARS)
            .map(|c| c.to_ascii_lowercase())
            .collect();
    }
    word.nfkd()
        .filter(|c| !is_diacritic(*c) && (c.is_alphanumeric() || is_combining_mark(*c)))
        .take(WORD_CHARS)
        .nfc()
        .flat_map(char::to_lowercase)
        .flat_map(|c| match c {
            'ß' => ['s', 's'].into_iter().take(2),
            'ς' => ['σ', ' '].into_iter().take(1),
            c => [c, ' '].into_iter().take(1),
        })
        .collect()
}

/// Whether a character belongs to the one before it.
fn joins(c: char) -> bool {
    // The last two are the voiced marks of narrow Katakana.
    is_combining_mark(c) || matches!(c, '\u{ff9e}' | '\u{ff9f}')
}

/// Marks that readers leave out when they type: accents, and the points of Hebrew and Arabic.
/// Vowels that are marks, as in Hindi or Thai, are none of them.
fn is_diacritic(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036f}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05c7}'
        | '\u{0610}'..='\u{061a}' | '\u{064b}'..='\u{065f}' | '\u{0670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether a character is a word of its own.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}'
        | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{303b}' | '\u{3040}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).map(|word| word.text).collect()
    }

    #[test]
    fn case_and_diacritics_do_not_count() {
        assert_eq!(texts("Köln, KOLN; ko\u{308}ln"), ["koln", "koln", "koln"]);
        assert_eq!(texts("Straße STRASSE"), ["strasse", "strasse"]);
        assert_eq!(texts("ΟΔΟΣ οδός"), ["οδοσ", "οδοσ"]);
        assert_eq!(texts("ﬁnd Ｗｉｄｅ ½"), ["find", "wide", "12"]);
        assert_eq!(texts("שָׁלוֹם كِتَاب"), ["שלום", "كتاب"]);
    }

    #[test]
    fn signs_part_words_and_say_nothing() {
        assert_eq!(
            texts("a_b c-d\0e \"f\" *g* (h)"),
            ["a", "b", "c", "d", "e", "f", "g", "h"]
        );
        assert_eq!(texts("  … !!! \u{301} "), Vec::<String>::new());
        assert_eq!(texts("it's 3.14"), ["it", "s", "3", "14"]);
        assert_eq!(texts("⑴"), ["1"]);
    }

    #[test]
    fn scripts_without_spaces_are_taken_apart() {
        assert_eq!(texts("東京の天気"), ["東", "京", "の", "天", "気"]);
        assert_eq!(texts("iPhone手机2"), ["iphone", "手", "机", "2"]);
        assert_eq!(texts("서울"), ["서", "울"]);
        assert_eq!(texts("ｶﾞ が"), ["ガ", "が"]);
        assert_eq!(texts("น้ำ"), ["น้", "ำ"].map(compared));
        assert_eq!(texts("हिन्दी भाषा").len(), 2);
    }

    #[test]
    fn ranges_are_of_the_text_and_long_words_are_cut() {
        let text = "«Ünïcode» 東x";
        let ranges: Vec<_> = words(text).map(|word| &text[word.range]).collect();
        assert_eq!(ranges, ["Ünïcode", "東", "x"]);
        let long = "a".repeat(10_000);
        let word = words(&long).next().expect("a word");
        assert_eq!((word.text.len(), word.range), (WORD_CHARS, 0..10_000));
        let long = "ä".repeat(10_000);
        let word = words(&long).next().expect("a word");
        assert_eq!((word.text.len(), word.range), (WORD_CHARS, 0..20_000));
    }
}
