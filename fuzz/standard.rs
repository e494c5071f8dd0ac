//! What an event stream says, by the standard's own steps. A reader of ours is measured by it.

/// What is heard of a stream.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard {
    /// Id, name and data of each event.
    pub(crate) events: Vec<(Option<String>, String, String)>,
    /// The last `retry:`.
    pub(crate) retry_ms: Option<u64>,
    /// How many comments there were.
    pub(crate) comments: usize,
}

/// The standard's own steps, all bytes at once: HTML, 9.2.6.
pub(crate) fn by_the_standard(bytes: &[u8]) -> Heard {
    let text = String::from_utf8_lossy(bytes)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let (mut heard, mut data) = (Heard::default(), Vec::new());
    let (mut id, mut kind) = (None, "");
    // What no line end follows is not a line yet.
    let lines = text.rsplit_once('\n').map(|(lines, _)| lines);
    for line in lines.into_iter().flat_map(|lines| lines.split('\n')) {
        if line.is_empty() {
            let (id, kind) = (id.take(), std::mem::take(&mut kind));
            if !data.is_empty() {
                let kind = if kind.is_empty() { "message" } else { kind };
                heard.events.push((id, kind.into(), data.join("\n")));
                data.clear();
            }
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "" => heard.comments += 1,
            "data" => data.push(value),
            "event" => kind = value,
            "id" if !value.contains('\0') => id = Some(value.into()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                heard.retry_ms = value.parse().ok().or(heard.retry_ms);
            }
            _ => {}
        }
    }
    heard
}
