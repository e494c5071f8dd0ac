use std::ops::Range;

use super::SearchQuery;

/// How long a snippet is, about, in characters.
const CHARS: usize = 160;
/// How many characters of it lie before the first hit at most.
const BEFORE: usize = 48;

/// A piece of a text around the first place that has what is looked for, on one line, with marks:
/// where the hits begin and end in it, in UTF-16 code units.
pub(crate) fn snippet(text: &str, query: &SearchQuery) -> (String, Vec<[u32; 2]>) {
    // A character has at most four bytes.
    let hits = query.hits(text, 4 * CHARS);
    let first = hits.first().map_or(0, |hit| hit.start);
    let start = before(text, first);
    let end = after(text, start);
    let mut line = Line::default();
    if start > 0 {
        line.push('…');
    }
    let mut hits = hits.into_iter().peekable();
    let mut open = None;
    for (at, c) in text[start..end].char_indices() {
        let at = start + at;
        line.close(&mut open, at);
        // A hit begins with a letter, which is always added.
        if let Some(hit) = hits.next_if(|hit| hit.start <= at) {
            open = Some((line.units, hit));
        }
        line.push(c);
    }
    line.close(&mut open, usize::MAX);
    if end < text.len() {
        line.push('…');
    }
    (line.text, line.marks)
}

/// The beginning of a word, at most [`BEFORE`] characters before `hit`.
fn before(text: &str, hit: usize) -> usize {
    let mut earlier = text[..hit].char_indices().rev();
    let Some((from, _)) = earlier.by_ref().nth(BEFORE - 1) else {
        return 0;
    };
    if earlier.next().is_none_or(|(_, c)| c.is_whitespace()) {
        return from;
    }
    let space = text[from..hit].find(char::is_whitespace);
    space.map_or(from, |space| from + space)
}

/// The end of a word, about [`CHARS`] characters after `start`.
fn after(text: &str, start: usize) -> usize {
    let Some((length, _)) = text[start..].char_indices().nth(CHARS) else {
        return text.len();
    };
    let end = start + length;
    let last = text[start..end].rfind(char::is_whitespace);
    last.map(|space| start + space)
        .filter(|space| end - space < BEFORE)
        .unwrap_or(end)
}

/// A line that is being put together.
#[derive(Default)]
struct Line {
    text: String,
    units: u32,
    marks: Vec<[u32; 2]>,
}

impl Line {
    /// Adds a character; any number of spaces and ends of lines is one space.
    fn push(&mut self, c: char) {
        let c = if c.is_whitespace() || c.is_control() {
            ' '
        } else {
            c
        };
        if c == ' ' && self.is_spaced() {
            return;
        }
        self.text.push(c);
        self.units += u32::from(c.len_utf16() == 2) + 1;
    }

    fn is_spaced(&self) -> bool {
        self.text.is_empty() || self.text.ends_with(' ')
    }

    /// Marks a hit that ended before `at`.
    fn close(&mut self, open: &mut Option<(u32, Range<usize>)>, at: usize) {
        if let Some((from, _)) = open.take_if(|(_, hit)| hit.end <= at) {
            self.marks.push([from, self.units]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, query: &str) -> String {
        let query = SearchQuery::parse(query).expect("a query");
        let (snippet, marks) = snippet(text, &query);
        let units: Vec<u16> = snippet.encode_utf16().collect();
        let (mut shown, mut at) = (String::new(), 0);
        for [from, to] in marks {
            let (from, to) = (from as usize, to as usize);
            shown += &String::from_utf16_lossy(&units[at..from]);
            shown += &format!("[{}]", String::from_utf16_lossy(&units[from..to]));
            at = to;
        }
        shown + &String::from_utf16_lossy(&units[at..])
    }

    #[test]
    fn a_short_text_is_shown_whole_with_its_hits() {
        assert_eq!(
            shown("The 🏞️ Rhine\n\n does.", "rhine do"),
            "The 🏞️ [Rhine] [does]."
        );
        assert_eq!(shown("東京の天気", "天気"), "東京の[天気]");
        assert_eq!(shown("Köln", "ko"), "[Köln]");
        assert_eq!(shown("  a\0b", "b"), "a [b]");
        assert_eq!(shown("nothing", "else"), "nothing");
    }

    #[test]
    fn a_long_text_is_cut_at_words_around_the_first_hit() {
        let text = format!("{}needle {}", "before ".repeat(100), "after ".repeat(100));
        let found = shown(&text, "needle");
        assert!(found.starts_with("… before"), "{found}");
        assert!(found.contains("before [needle] after"), "{found}");
        assert!(found.ends_with("after…"), "{found}");
        assert!((140..=170).contains(&found.chars().count()), "{found}");
    }

    #[test]
    fn a_text_without_spaces_is_cut_too() {
        let text = format!("{}東京{}", "山".repeat(500), "川".repeat(500));
        let found = shown(&text, "東京");
        assert!(found.contains("山[東京]川"), "{found}");
        assert_eq!(found.chars().count(), CHARS + 4);
        let long = format!("x{}", "y".repeat(5_000));
        assert_eq!(shown(&long, "x"), format!("[x{}]…", "y".repeat(CHARS - 1)));
    }
}
