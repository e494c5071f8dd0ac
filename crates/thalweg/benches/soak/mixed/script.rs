use std::time::Duration;

use serde_json::json;
use thalweg_probe::Dice;
use thalweg_probe::mixed::{Ask, Asked, CONTINUATION};
use thalweg_testkit::{UpstreamAsked, UpstreamStep as Step};

/// What the model's server answers: as the question says that it is asked.
pub(super) fn script(request: &UpstreamAsked) -> Vec<Step> {
    let messages = request.body["messages"].as_array();
    let text = |role: &str| {
        let of_role = |message: &&serde_json::Value| message["role"] == role;
        let last = messages.and_then(|all| all.iter().rev().find(of_role));
        last.and_then(|message| message["content"].as_str())
            .unwrap_or_default()
    };
    let prompt = text("user");
    if let Some(shown) = prompt.strip_prefix("<question>\n") {
        return title(Asked::parse(shown));
    }
    match Asked::parse(prompt) {
        Some(asked) => answer(asked),
        // Only a wish to write on is none.
        None => spoken(CONTINUATION, 1, "content", vec![Step::finish()]),
    }
}

/// A title, as good as a model makes it.
fn title(asked: Option<Asked>) -> Vec<Step> {
    let name = asked.map_or(0, |asked| asked.name);
    match name % 8 {
        0 => Step::answer(500, "content-length: 0\r\n", ""),
        1 => vec![Step::stream(), Step::say("Half a"), Step::Reset],
        2 => spoken("\"\"", 1, "content", vec![Step::finish()]),
        3 => vec![Step::stream(), Step::Wait(Duration::from_millis(300))],
        _ => spoken(&format!("On {name:x}"), 1, "content", vec![Step::finish()]),
    }
}

fn answer(asked: Asked) -> Vec<Step> {
    let refuse = |status, headers: &str| {
        let body = r#"{"error":{"message":"no"}}"#;
        let head = format!("{headers}content-length: {}\r\n", body.len());
        Step::answer(status, &head, body)
    };
    let end = |reason: &str| {
        let end = json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] });
        let usage = json!({ "choices": [], "usage": { "prompt_tokens": 9, "completion_tokens": asked.words } });
        vec![
            Step::event(&end),
            Step::event(&usage),
            Step::Send(b"data: [DONE]\n\n".to_vec()),
        ]
    };
    let say = |then: Vec<Step>| spoken(&asked.text(), asked.name, "content", then);
    match asked.ask {
        Ask::Answer => say(end("stop")),
        Ask::Think => {
            let mut steps = spoken(
                &asked.thinking(),
                !asked.name,
                "reasoning_content",
                Vec::new(),
            );
            steps.extend(say(end("stop")).into_iter().skip(1));
            steps
        }
        Ask::Whole => {
            let whole = json!({ "choices": [{ "index": 0, "finish_reason": "stop",
                "message": { "role": "assistant", "content": asked.text() } }] });
            Step::answer(
                200,
                "content-type: application/json\r\n",
                &whole.to_string(),
            )
        }
        Ask::Length => say(end("length")),
        Ask::Refuse => say(end("content_filter")),
        Ask::Empty => {
            let mut steps = vec![Step::stream()];
            steps.extend(end("stop"));
            steps
        }
        Ask::Limited => refuse(429, "retry-after: 30\r\n"),
        Ask::Overloaded => refuse(503, "retry-after: 30\r\n"),
        Ask::Unauthorized => refuse(401, ""),
        Ask::Failed => refuse(500, ""),
        Ask::Page => Step::answer(200, "content-type: text/html\r\n", "<html>sign in</html>"),
        Ask::Cut => say(Vec::new()),
        Ask::Reset => say(vec![Step::Reset]),
        Ask::Garbled => say(vec![Step::Send(b"data: {\"choices\": [{\n\n".to_vec())]),
        Ask::Told => say(vec![Step::event(
            &json!({ "error": { "message": "no", "type": "server_error" } }),
        )]),
        Ask::Hang => say(vec![Step::Hang]),
        Ask::Silent => vec![Step::Hang],
    }
}

/// The head of a stream and a text in pieces of random length, then what follows.
fn spoken(text: &str, name: u64, field: &str, then: Vec<Step>) -> Vec<Step> {
    let (mut dice, mut steps) = (Dice::new(name), vec![Step::stream()]);
    let letters: Vec<char> = text.chars().collect();
    let mut rest = letters.as_slice();
    while !rest.is_empty() {
        let most = if dice.between(0, 8) == 0 { 2_000 } else { 40 };
        let length = usize::try_from(dice.between(1, most)).unwrap_or(1);
        let (piece, more) = rest.split_at(length.min(rest.len()));
        let piece: String = piece.iter().collect();
        steps.push(Step::event(
            &json!({ "choices": [{ "index": 0, "delta": { field: piece } }] }),
        ));
        if dice.between(0, 40) == 0 {
            steps.push(Step::Wait(Duration::from_millis(dice.between(1, 30))));
        }
        rest = more;
    }
    steps.extend(then);
    steps
}
