//! The inline scripts and styles of an exported page, which its policy names by hash.
//!
//! A scanner for the HTML that React writes: it knows comments, quoted attributes and the two
//! elements whose text is raw. It need not build a tree.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

/// What of a page is inline; each a sorted list of distinct `sha256-…`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Inline {
    pub(super) scripts: Vec<String>,
    pub(super) styles: Vec<String>,
    pub(super) style_attributes: Vec<String>,
}

/// Hashes every inline script, `<style>` and `style="…"` of `page`.
pub(super) fn inline(page: &str) -> Inline {
    // A parser normalises line ends before anything is hashed.
    let page = page.replace("\r\n", "\n").replace('\r', "\n");
    let mut scripts = BTreeSet::new();
    let mut styles = BTreeSet::new();
    let mut attributes = BTreeSet::new();
    let mut rest = page.as_str();
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = after(comment, "-->");
            continue;
        }
        let Some(tag) = Tag::read(rest) else {
            rest = &rest[1..];
            continue;
        };
        rest = tag.rest;
        if let Some(style) = tag.attribute("style") {
            attributes.insert(hash(&unescaped(style)));
        }
        if tag.is("script") || tag.is("style") {
            let text = raw_text(rest, tag.name);
            rest = &rest[text.len()..];
            if tag.is("style") {
                styles.insert(hash(text));
            } else if tag.attribute("src").is_none() {
                scripts.insert(hash(text));
            }
        }
    }
    Inline {
        scripts: scripts.into_iter().collect(),
        styles: styles.into_iter().collect(),
        style_attributes: attributes.into_iter().collect(),
    }
}

/// An opening tag and what follows it.
struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads the tag at the start of `text`; `None` if there is no opening tag.
    fn read(text: &'a str) -> Option<Self> {
        let text = text
            .strip_prefix('<')
            .filter(|text| text.starts_with(|c: char| c.is_ascii_alphabetic()))?;
        let (name, mut rest) = split(text, |c| c.is_ascii_whitespace() || c == '/' || c == '>');
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            if let Some(rest) = rest.strip_prefix('>') {
                return Some(Self {
                    name,
                    attributes,
                    rest,
                });
            }
            let (key, after) = split(rest, |c| {
                c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=')
            });
            if key.is_empty() {
                rest = &rest[1..];
                continue;
            }
            let spaceless = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
            let Some(value) = spaceless.strip_prefix('=') else {
                attributes.push((key, ""));
                rest = after;
                continue;
            };
            let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
            let (value, after) = match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
                Some(quote) => value[1..].split_once(quote)?,
                None => split(value, |c| c.is_ascii_whitespace() || c == '>'),
            };
            attributes.push((key, value));
            rest = after;
        }
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }
}

/// `text` up to the first character that ends it, and from there.
fn split(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

/// What follows `end`, nothing if it never comes.
fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

/// The text of an element up to its closing tag.
fn raw_text<'a>(text: &'a str, name: &str) -> &'a str {
    let closing = format!("</{}", name.to_ascii_lowercase());
    // Lower case in ASCII keeps every byte in its place.
    let end = text
        .to_ascii_lowercase()
        .find(&closing)
        .unwrap_or(text.len());
    &text[..end]
}

/// An attribute's value with the references that React writes replaced.
fn unescaped(value: &str) -> String {
    value
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text)))
}

/// RFC 4648, section 4, with padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .fold(0_u32, |group, byte| group << 8 | u32::from(*byte));
        let group = group << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = (group >> (18 - 6 * place)) & 63;
            text.push(if place <= chunk.len() {
                char::from(ALPHABET[digit as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Inline, base64, hash, inline};

    #[test]
    fn inline_scripts_are_hashed_and_loaded_ones_are_not() {
        let page = r#"<!DOCTYPE html><script src="/a.js" async=""></script><script>one()</script>
            <SCRIPT id='x'>if (a < b) { two("</p>") }</SCRIPT><script>one()</script>"#;
        let mut expected = vec![hash("one()"), hash(r#"if (a < b) { two("</p>") }"#)];
        expected.sort();
        assert_eq!(
            inline(page),
            Inline {
                scripts: expected,
                ..Inline::default()
            }
        );
    }

    #[test]
    fn styles_and_style_attributes_are_kept_apart() {
        let page = r#"<style data-x>a{color:red}</style><p style="width:1px">x</p><p style='font:&quot;A&quot; &amp; b'/>"#;
        let found = inline(page);
        let mut attributes = vec![hash("width:1px"), hash("font:\"A\" & b")];
        attributes.sort();
        assert_eq!(found.styles, [hash("a{color:red}")]);
        assert_eq!(found.style_attributes, attributes);
        assert!(found.scripts.is_empty());
    }

    #[test]
    fn what_only_looks_like_a_tag_is_text() {
        assert_eq!(
            inline("<!-- <script>no()</script> --> 1 < 2 <a title=\"<script>no()</script>\">"),
            Inline::default()
        );
        assert_eq!(inline("</script> < script>no()"), Inline::default());
        assert_eq!(inline("<p title=never-closed"), Inline::default());
        assert_eq!(
            inline("<!-- never closed <script>no()</script>"),
            Inline::default()
        );
    }

    #[test]
    fn line_ends_are_normalised_as_a_browser_does() {
        assert_eq!(
            inline("<script>a\r\nb\rc</script>").scripts,
            [hash("a\nb\nc")]
        );
    }

    /// The example of the Content Security Policy specification, section 2.3.1.
    #[test]
    fn a_hash_is_what_a_browser_computes() {
        assert_eq!(
            hash("doSomething();"),
            "sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc="
        );
    }

    /// RFC 4648, section 10.
    #[test]
    fn base64_pads() {
        for (plain, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), text);
        }
    }
}
