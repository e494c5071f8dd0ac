use thalweg_chat::ToolError;

use super::get::Got;
use super::html;

/// The longest text, in characters.
const TEXT: usize = 100_000;

/// What a page says.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) url: String,
    pub(crate) status: u16,
    pub(crate) kind: String,
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    pub(crate) truncated: bool,
}

/// The text of what a server gave, if it is text.
pub(crate) fn readable(got: Got) -> Result<Page, ToolError> {
    let mut parts = got.kind.split(';');
    let kind = parts.next().unwrap_or_default().trim().to_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let is_it = name.trim().eq_ignore_ascii_case("charset");
        is_it.then(|| value.trim().trim_matches('"').to_lowercase())
    });
    let body = decoded(&got.body, charset.as_deref());
    let (title, text) = match kind.as_str() {
        "text/html" | "application/xhtml+xml" => html::text(&body),
        "" if body.trim_start().starts_with('<') => html::text(&body),
        _ if is_text(&kind) => (None, body),
        _ => {
            let words = format!("it is `{kind}`, which is no text");
            return Err(ToolError(words));
        }
    };
    let cut = text.char_indices().nth(TEXT).map(|(at, _)| at);
    Ok(Page {
        url: got.url.into(),
        status: got.status,
        kind,
        title,
        truncated: got.more || cut.is_some(),
        text: cut.map_or_else(|| text.clone(), |at| text[..at].to_owned()),
    })
}

fn is_text(kind: &str) -> bool {
    kind.is_empty()
        || kind.starts_with("text/")
        || kind.ends_with("+json")
        || kind.ends_with("+xml")
        || matches!(
            kind,
            "application/json" | "application/xml" | "application/javascript" | "application/yaml"
        )
}

/// A body as text. What is neither UTF-8 nor Latin is read as far as it can be.
fn decoded(body: &[u8], charset: Option<&str>) -> String {
    match charset {
        Some("iso-8859-1" | "latin1" | "windows-1252") => {
            body.iter().copied().map(char::from).collect()
        }
        _ => String::from_utf8_lossy(body).into_owned(),
    }
}
