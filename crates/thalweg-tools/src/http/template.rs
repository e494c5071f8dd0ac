use reqwest::Url;
use serde_json::{Map, Value};
use thalweg_chat::ToolError;

use crate::percent::percent_encoded;

/// The longest address, in characters.
const LONGEST: usize = 2_000;

/// The address that a tool asks, with places for arguments behind its host.
///
/// What is filled in can change neither whom is asked nor leave its place: it is percent-encoded, and
/// in a path it is neither empty nor a step up.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    /// Scheme and host, where there are no places.
    origin: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// The place of an argument.
    Place(String),
}

impl Template {
    /// Reads an address.
    ///
    /// # Errors
    /// What is wrong with it, in words for a person.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        if url.chars().count() > LONGEST {
            return Err(format!("give at most {LONGEST} characters"));
        }
        if url.contains("{{secret:") {
            return Err("secrets go into headers alone: an address may be shown and logged".into());
        }
        if url.contains(|c: char| c.is_control() || c.is_whitespace()) {
            return Err("give an address without spaces".into());
        }
        if url.contains('#') {
            return Err("leave out `#` and what follows: no server is ever sent it".into());
        }
        let usage = || "give an address such as https://api.example/items/{id}".to_owned();
        let (scheme, rest) = url.split_once("://").ok_or_else(usage)?;
        if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
            return Err("only `https` and `http` are asked".into());
        }
        // A browser, and whoever reads addresses as one does, takes `\` for `/`.
        let end = rest.find(['/', '?', '\\']).unwrap_or(rest.len());
        let (host, rest) = rest.split_at(end);
        if host.contains(['{', '}']) {
            return Err("a host has no places: arguments must not choose whom is asked".into());
        }
        if host.contains('@') {
            return Err("leave out name and password; a header such as `Authorization` has them, with the place of a secret".into());
        }
        if rest.contains('\\') {
            return Err("write `/` in place of `\\`".into());
        }
        let template = Self {
            origin: format!("{scheme}://{host}"),
            pieces: pieces(rest)?,
        };
        let origin =
            Url::parse(&template.origin).map_err(|error| format!("{}: {error}", usage()))?;
        let filled = template.filled(|_| Ok("x".into()));
        let filled = filled.map_err(|ToolError(words)| words)?;
        if filled.origin() != origin.origin() {
            return Err(usage());
        }
        Ok(template)
    }

    /// The names of its places; one that is there twice comes twice.
    pub(super) fn places(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Place(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// The address with these arguments.
    ///
    /// # Errors
    /// [`ToolError`] if one is missing or cannot stand in its place.
    pub(crate) fn fill(&self, args: &Map<String, Value>) -> Result<Url, ToolError> {
        self.filled(|name| {
            let value = args.get(name).and_then(scalar);
            value.ok_or_else(|| {
                let words =
                    "which has a place in the address, must be a text, a number or a yes or no";
                ToolError(format!("the argument `{name}`, {words}"))
            })
        })
    }

    fn filled(&self, value: impl Fn(&str) -> Result<String, ToolError>) -> Result<Url, ToolError> {
        let mut url = self.origin.clone();
        // Where the segment began that is being written, and the argument in it.
        let (mut start, mut inside) = (url.len(), None);
        let mut in_path = true;
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => {
                    for c in text.chars() {
                        if in_path && matches!(c, '/' | '?') {
                            check_segment(&url[start..], inside.take())?;
                            start = url.len() + 1;
                            in_path = c == '/';
                        }
                        url.push(c);
                    }
                }
                Piece::Place(name) => {
                    let text = value(name)?;
                    if in_path && text.is_empty() {
                        let words = "which has a place in the address's path, must not be empty";
                        return Err(ToolError(format!("the argument `{name}`, {words}")));
                    }
                    url.push_str(&percent_encoded(&text));
                    inside = Some(name.as_str());
                }
            }
        }
        if in_path {
            check_segment(&url[start..], inside)?;
        }
        Url::parse(&url).map_err(|error| ToolError(format!("the address cannot be read: {error}")))
    }
}

/// A segment that an argument made a step up, or none at all, would lead elsewhere.
fn check_segment(segment: &str, argument: Option<&str>) -> Result<(), ToolError> {
    let Some(name) = argument else {
        return Ok(());
    };
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    if plain == "." || plain == ".." {
        let words = format!("the argument `{name}` must not lead out of its place in the path");
        return Err(ToolError(words));
    }
    Ok(())
}

/// Texts and places, in their order.
fn pieces(rest: &str) -> Result<Vec<Piece>, String> {
    let (mut pieces, mut rest) = (Vec::new(), rest);
    while let Some(at) = rest.find(['{', '}']) {
        let (text, after) = rest.split_at(at);
        let closed = after
            .strip_prefix('{')
            .and_then(|after| after.split_once('}'));
        let closed = closed.filter(|(name, _)| !name.is_empty() && !name.contains('{'));
        let Some((name, behind)) = closed else {
            return Err(
                "write places as `{argument}`, and braces that are none as %7B and %7D".into(),
            );
        };
        if !text.is_empty() {
            pieces.push(Piece::Text(text.into()));
        }
        pieces.push(Piece::Place(name.into()));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.into()));
    }
    Ok(pieces)
}

/// A value that has one text.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fill(url: &str, args: Value) -> Result<String, String> {
        let Value::Object(args) = args else {
            panic!("arguments")
        };
        let template = Template::parse(url)?;
        template
            .fill(&args)
            .map(Into::into)
            .map_err(|error| error.0)
    }

    #[test]
    fn arguments_stay_in_their_places() {
        let url = "https://api.example/items/{id}/v{n}?q={q}&x=1";
        let args = json!({ "id": "a/../b?c#d%", "n": 2, "q": "e&f=g é" });
        assert_eq!(
            fill(url, args).as_deref(),
            Ok("https://api.example/items/a%2F..%2Fb%3Fc%23d%25/v2?q=e%26f%3Dg%20%C3%A9&x=1")
        );
        let args = json!({ "id": true, "n": 1.5, "q": "" });
        let filled = fill(url, args);
        assert_eq!(
            filled.as_deref(),
            Ok("https://api.example/items/true/v1.5?q=&x=1")
        );
        let names = Template::parse(url).expect("an address");
        assert_eq!(names.places().collect::<Vec<_>>(), ["id", "n", "q"]);
    }

    #[test]
    fn no_argument_leads_elsewhere() {
        for (url, args) in [
            ("http://h/a/{x}/b", json!({ "x": ".." })),
            ("http://h/a/{x}", json!({ "x": "." })),
            ("http://h/a/{x}?y", json!({ "x": ".." })),
            ("http://h/a/{x}{y}/b", json!({ "x": ".", "y": "." })),
            ("http://h/a/.{x}", json!({ "x": "." })),
            ("http://h/a/%2e{x}/", json!({ "x": "." })),
            ("http://h/a/{x}", json!({ "x": "" })),
            ("http://h/a/{x}", json!({ "x": null })),
            ("http://h/a/{x}", json!({ "x": ["a"] })),
            ("http://h/a/{x}", json!({})),
        ] {
            let refused = fill(url, args.clone()).expect_err(url);
            assert!(refused.contains("the argument `"), "{refused}");
        }
        for x in [
            "...",
            "a..",
            "..a",
            "%2e%2e",
            "\\..",
            "@evil.example",
            "//evil.example",
        ] {
            let filled = fill("http://h/a/{x}/b", json!({ "x": x })).expect(x);
            let url = Url::parse(&filled).expect("an address");
            let segments = url.path_segments().expect("a path").count();
            assert_eq!((url.host_str(), segments), (Some("h"), 3), "{x}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_what_would_be_one() {
        for (url, word) in [
            ("", "such as"),
            ("api.example/x", "such as"),
            ("ftp://api.example/", "https"),
            ("https:///x", "such as"),
            ("https://{host}/x", "whom"),
            ("https://api.{tld}", "whom"),
            ("https://api.example:{port}/", "whom"),
            ("{url}", "such as"),
            ("{scheme}://api.example/", "https"),
            ("https://me:word@api.example/", "password"),
            ("https://api.example\\@evil.example/", "\\"),
            ("https://api.example/a b", "spaces"),
            ("https://api.example/a#{b}", "#"),
            ("https://api.example/{a", "places"),
            ("https://api.example/a}", "places"),
            ("https://api.example/{}", "places"),
            ("https://api.example/{a{b}}", "places"),
            ("https://api.example/?k={{secret:KEY}}", "headers"),
        ] {
            let refused = Template::parse(url).expect_err(url);
            assert!(refused.contains(word), "{url}: {refused}");
        }
        let long = format!("https://api.example/{}", "a".repeat(LONGEST));
        assert!(Template::parse(&long).is_err());
    }
}
