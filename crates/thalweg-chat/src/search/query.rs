use std::ops::Range;

use super::words::{Word, words};

/// The longest text to look for, in characters.
pub(crate) const QUERY_CHARS: usize = 500;
/// The most words and phrases of it.
const MOST_PHRASES: usize = 32;
/// The most words of a text that can be found: those after them are not looked at.
pub const SEARCHED_WORDS: usize = 50_000;

/// What is looked for: a text that has all of the phrases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    /// At least one.
    pub phrases: Vec<Phrase>,
}

/// Words that stand one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// At least one, as [`Word::text`].
    pub words: Vec<String>,
    /// Whether the last word may go on.
    pub is_prefix: bool,
}

impl SearchQuery {
    /// Reads what a person typed: words that must all be there, `"..."` for words in a row. The last
    /// word may be the beginning of one. Nothing else has a meaning. Fails with what to do instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.chars().count() > QUERY_CHARS {
            return Err(format!("use at most {QUERY_CHARS} characters"));
        }
        let mut phrases = Vec::new();
        // Every second piece lies between two quotes; a quote that is never closed ends with the text.
        for (number, piece) in text.split(['"', '“', '”', '„', '‟']).enumerate() {
            let is_quoted = number % 2 == 1;
            let mut add = |text: &str| {
                let found: Vec<Word> = words(text).collect();
                let is_prefix = !is_quoted && found.last().is_some_and(|word| !word.is_character);
                let words: Vec<_> = found.into_iter().map(|word| word.text).collect();
                if !words.is_empty() {
                    phrases.push(Phrase { words, is_prefix });
                }
            };
            if is_quoted {
                add(piece);
            } else {
                piece.split_whitespace().for_each(add);
            }
        }
        let Some(last) = phrases.len().checked_sub(1) else {
            return Err("give at least one letter or digit".into());
        };
        if phrases.len() > MOST_PHRASES {
            return Err(format!("use at most {MOST_PHRASES} words"));
        }
        for phrase in &mut phrases[..last] {
            phrase.is_prefix = false;
        }
        Ok(Self { phrases })
    }

    /// Whether a text has all that is looked for.
    pub fn is_in(&self, text: &str) -> bool {
        let words: Vec<_> = words(text).take(SEARCHED_WORDS).collect();
        let has = |phrase: &Phrase| (0..words.len()).any(|at| phrase.is_at(&words[at..]));
        self.phrases.iter().all(has)
    }

    /// Where a text has what is looked for, as ranges of bytes in order that do not touch each
    /// other: at most those whose first lies less than `reach` bytes before them.
    pub(crate) fn hits(&self, text: &str, reach: usize) -> Vec<Range<usize>> {
        let longest = self.phrases.iter().map(|phrase| phrase.words.len()).max();
        let longest = longest.unwrap_or(1);
        let mut words = words(text).take(SEARCHED_WORDS);
        // As many words ahead as the longest phrase has.
        let mut ahead: std::collections::VecDeque<Word> = words.by_ref().take(longest).collect();
        let mut hits: Vec<Range<usize>> = Vec::new();
        while let Some(first) = ahead.front() {
            if hits
                .first()
                .is_some_and(|hit| first.range.start > hit.start + reach)
            {
                break;
            }
            let row = ahead.make_contiguous();
            let found = self.phrases.iter().filter(|phrase| phrase.is_at(row));
            if let Some(most) = found.map(|phrase| phrase.words.len()).max() {
                let hit = row[0].range.start..row[most - 1].range.end;
                match hits.last_mut() {
                    Some(before) if hit.start <= before.end => before.end = before.end.max(hit.end),
                    _ => hits.push(hit),
                }
            }
            ahead.pop_front();
            ahead.extend(words.next());
        }
        hits
    }
}

impl Phrase {
    /// Whether the phrase begins with the first of `words`.
    fn is_at(&self, words: &[Word]) -> bool {
        let Some((last, before)) = self.words.split_last() else {
            return false;
        };
        words.len() > before.len()
            && before
                .iter()
                .zip(words)
                .all(|(own, word)| *own == word.text)
            && if self.is_prefix {
                words[before.len()].text.starts_with(last.as_str())
            } else {
                words[before.len()].text == *last
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> SearchQuery {
        SearchQuery::parse(text).expect("a query")
    }

    fn shown(text: &str) -> String {
        let show = |phrase: &Phrase| {
            let star = if phrase.is_prefix { "*" } else { "" };
            format!("[{}{star}]", phrase.words.join(" "))
        };
        query(text).phrases.iter().map(show).collect()
    }

    #[test]
    fn words_are_all_wanted_and_the_last_may_go_on() {
        assert_eq!(shown("the Rhine"), "[the][rhine*]");
        assert_eq!(shown("\"the Rhine\" riv"), "[the rhine][riv*]");
        assert_eq!(shown("riv \"the Rhine\""), "[riv][the rhine]");
        assert_eq!(shown("don't foo_bar"), "[don t][foo bar*]");
        assert_eq!(shown("天気"), "[天 気]");
        assert_eq!(shown("\"never closed"), "[never closed]");
    }

    #[test]
    fn operators_are_words_and_signs_are_nothing() {
        assert_eq!(
            shown("a AND (b OR NOT c) NEAR/3 -d col:e ^f*"),
            "[a][and][b][or][not][c][near 3][d][col e][f*]"
        );
        assert_eq!(shown("x' OR 1=1; -- \0 \\"), "[x][or][1 1*]");
        for nothing in ["", " ", "\"\"", "!!!", "\0", "* ^ ( )", "“”"] {
            assert!(SearchQuery::parse(nothing).is_err(), "{nothing:?}");
        }
        assert!(SearchQuery::parse(&"a".repeat(501)).is_err());
        assert!(SearchQuery::parse(&"a ".repeat(33)).is_err());
        assert!(SearchQuery::parse(&"ab".repeat(250)).is_ok());
    }

    #[test]
    fn a_text_has_it_or_not() {
        let text = "The Rhine flows through Köln. 東京の天気は晴れ。";
        for yes in [
            "rhine",
            "koln the",
            "\"through Köln\"",
            "thr",
            "天気",
            "の天 rhi",
        ] {
            assert!(query(yes).is_in(text), "{yes}");
        }
        for no in [
            "rhin the",
            "\"thr\"",
            "\"rhine through\"",
            "気天",
            "danube rhine",
        ] {
            assert!(!query(no).is_in(text), "{no}");
        }
    }

    #[test]
    fn hits_are_in_order_and_do_not_touch() {
        let text = "ab cd ab cd ab x ab";
        let found = query("ab \"cd ab\"").hits(text, 1_000);
        let found: Vec<_> = found.into_iter().map(|hit| &text[hit]).collect();
        assert_eq!(found, ["ab", "cd ab", "cd ab", "ab"]);
        assert_eq!(query("ab").hits(text, 6).len(), 2);
    }
}
