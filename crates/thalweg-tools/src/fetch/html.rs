use html5gum::{DefaultEmitter, Token, Tokenizer};

/// The title and the readable text of a page: what a reader would see, block by block.
pub(super) fn text(html: &str) -> (Option<String>, String) {
    let mut emitter = DefaultEmitter::<()>::default();
    // What lies in scripts and styles is no text, whatever it looks like.
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Token::StartTag(tag) => page.open(&tag.name, tag.self_closing),
            Token::EndTag(tag) => page.close(&tag.name),
            Token::String(text) => page.say(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    let title = page.title.split_whitespace().collect::<Vec<_>>().join(" ");
    (
        Some(title).filter(|title| !title.is_empty()),
        page.text.trim().to_owned(),
    )
}

#[derive(Default)]
struct Page {
    text: String,
    title: String,
    in_title: bool,
    /// The element whose content nobody sees, and how often it lies in itself.
    hidden: Option<(Vec<u8>, usize)>,
    /// In how many `pre` elements.
    plain: usize,
    /// Whether a blank is due before the next word.
    blank: bool,
}

impl Page {
    fn open(&mut self, name: &[u8], is_closed: bool) {
        if let Some((hidden, depth)) = &mut self.hidden {
            *depth += usize::from(hidden == name && !is_closed);
            return;
        }
        match name {
            b"title" => self.in_title = true,
            b"script" | b"style" | b"noscript" | b"template" | b"svg" | b"iframe" | b"object"
            | b"select" | b"textarea"
                if !is_closed =>
            {
                self.hidden = Some((name.to_vec(), 1));
            }
            b"br" => self.line(1),
            b"pre" => {
                self.line(2);
                self.plain += 1;
            }
            b"li" => {
                self.line(1);
                self.text.push_str("- ");
            }
            b"td" | b"th" => self.blank = true,
            _ => self.line(gap(name)),
        }
    }

    fn close(&mut self, name: &[u8]) {
        if let Some((hidden, depth)) = &mut self.hidden {
            *depth -= usize::from(hidden == name);
            if *depth == 0 {
                self.hidden = None;
            }
            return;
        }
        match name {
            b"title" => self.in_title = false,
            b"pre" => {
                self.plain = self.plain.saturating_sub(1);
                self.line(2);
            }
            _ => self.line(gap(name)),
        }
    }

    fn say(&mut self, text: &str) {
        if self.in_title {
            self.title.push_str(text);
        } else if self.hidden.is_some() {
            // Nobody sees it.
        } else if self.plain > 0 {
            self.text.push_str(text);
        } else {
            self.blank |= text.starts_with(char::is_whitespace);
            for word in text.split_whitespace() {
                if self.blank && !self.text.is_empty() && !self.text.ends_with(char::is_whitespace)
                {
                    self.text.push(' ');
                }
                self.text.push_str(word);
                self.blank = true;
            }
            self.blank = text.ends_with(char::is_whitespace);
        }
    }

    /// Goes to a new line, after as many line ends as there shall be at least.
    fn line(&mut self, ends: usize) {
        if ends == 0 {
            return;
        }
        self.blank = false;
        let there = self.text.len() - self.text.trim_end_matches('\n').len();
        if !self.text.is_empty() {
            let more = ends.saturating_sub(there);
            self.text.extend(std::iter::repeat_n('\n', more));
        }
    }
}

/// How many line ends stand around an element.
fn gap(name: &[u8]) -> usize {
    match name {
        b"p" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"blockquote" | b"table" | b"ul"
        | b"ol" | b"dl" | b"section" | b"article" | b"hr" | b"figure" => 2,
        b"div" | b"li" | b"tr" | b"dt" | b"dd" | b"header" | b"footer" | b"nav" | b"main"
        | b"aside" | b"form" | b"body" | b"figcaption" => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_what_a_reader_sees() {
        let html = "<!doctype html><html><head><title> A &amp; B\n</title><style>p{}</style>\
            <script>if (a < b) document.write('<p>no</p><script>')</script></head><body>\
            <h1>Rivers</h1>\n  <p>The <b>Rhine</b>, and\n the<a href=x>Danube</a>.</p>\
            <ul><li>one<li>two</ul><pre>a\n  b</pre><svg><text>no</text>no</svg><!-- no -->\
            <table><tr><td>1</td><td>2</td></tr></table>1 &lt; 2<br>end";
        let (title, text) = text(html);
        assert_eq!(title.as_deref(), Some("A & B"));
        let expected =
            "Rivers\n\nThe Rhine, and theDanube.\n\n- one\n- two\n\na\n  b\n\n1 2\n\n1 < 2\nend";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_broken_is_read_as_far_as_it_goes() {
        for (html, title, said) in [
            ("", None, ""),
            ("<", None, "<"),
            ("<p", None, ""),
            ("a<script>b", None, "a"),
            ("a</p></p></svg>b", None, "a\n\nb"),
            ("<title>x", Some("x"), ""),
            ("</pre><pre>a  <b>b", None, "a  b"),
            ("plain", None, "plain"),
        ] {
            let read = text(html);
            assert_eq!((read.0.as_deref(), &*read.1), (title, said), "{html}");
        }
        // What a browser makes of this is nobody's business; it is read all the same.
        let _ = text("\u{0}<b>");
    }
}
