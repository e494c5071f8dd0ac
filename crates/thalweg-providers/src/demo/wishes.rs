use serde_json::{Value, json};
use thalweg_chat::{ToolOffer, ToolRequest};

/// The most calls at once.
const MOST: usize = 8;

/// A way of asking for a tool in plain words, and how its arguments are read from what follows.
struct Phrase {
    words: &'static str,
    tool: &'static str,
    read: fn(&str) -> Option<Value>,
}

const PHRASES: [Phrase; 16] = [
    phrase("what time is it", "clock", place),
    phrase("what is the time", "clock", place),
    phrase("what's the time", "clock", place),
    phrase("the time in ", "clock", own_place),
    phrase("what is ", "calculator", sum),
    phrase("what's ", "calculator", sum),
    phrase("how much is ", "calculator", sum),
    phrase("calculate ", "calculator", sum),
    phrase("compute ", "calculator", sum),
    phrase("count down from ", "countdown", seconds),
    phrase("countdown from ", "countdown", seconds),
    phrase("count down ", "countdown", seconds),
    phrase(
        "search my conversations for ",
        "search_conversations",
        query,
    ),
    phrase("search conversations for ", "search_conversations", query),
    phrase("fetch http://", "http_fetch", plain_address),
    phrase("fetch https://", "http_fetch", address),
];

const fn phrase(
    words: &'static str,
    tool: &'static str,
    read: fn(&str) -> Option<Value>,
) -> Phrase {
    Phrase { words, tool, read }
}

/// What a prompt asks of the tools that are offered, in the order of the prompt.
pub(super) fn wishes(prompt: &str, offered: &[ToolOffer]) -> Vec<ToolRequest> {
    // Lower case of ASCII alone keeps every place where it is in the prompt.
    let lower = prompt.to_ascii_lowercase();
    // What is to be repeated holds no wishes of its own.
    let lower = lower.split("repeat after me").next().unwrap_or_default();
    let mut found: Vec<(usize, &str, Value)> = Vec::new();
    for phrase in &PHRASES {
        for (at, _) in lower.match_indices(phrase.words) {
            let end = at + phrase.words.len();
            if let Some(args) = (phrase.read)(&prompt[end..]) {
                found.push((at, phrase.tool, args));
            }
        }
    }
    found.sort_by_key(|(at, ..)| *at);
    // Two phrases that mean the same may stand at one place, or one within the other.
    found.dedup_by(|next, last| next.1 == last.1 && next.2 == last.2);
    found.retain(|(_, tool, _)| offered.iter().any(|offer| offer.name == *tool));
    let calls = found.into_iter().take(MOST).enumerate();
    calls
        .map(|(number, (_, tool, args))| ToolRequest {
            id: format!("demo-{}", number + 1),
            name: tool.into(),
            arguments: args.to_string(),
        })
        .collect()
}

/// The words up to the end of the phrase.
fn words_of(rest: &str) -> &str {
    let rest = rest.trim_start_matches(['"', ' ']);
    let lower = rest.to_ascii_lowercase();
    // A comma within a number ends nothing.
    let ends = ["?", "!", ";", "\n", "\"", ", ", ". ", " and ", " then "];
    let end = ends.iter().filter_map(|end| lower.find(end)).min();
    rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ',', ' '])
}

fn place(rest: &str) -> Option<Value> {
    let rest = rest.trim_start();
    let lower = rest.to_ascii_lowercase();
    match lower.strip_prefix("in ") {
        Some(_) => own_place(&rest[3..]),
        None => Some(json!({})),
    }
}

fn own_place(rest: &str) -> Option<Value> {
    let place = words_of(rest);
    let place = place.strip_suffix(" now").unwrap_or(place);
    let fits = !place.is_empty() && place.len() <= 64;
    fits.then(|| json!({ "timeZone": place }))
}

fn query(rest: &str) -> Option<Value> {
    let words = words_of(rest);
    let fits = !words.is_empty() && words.chars().count() <= 200;
    fits.then(|| json!({ "query": words }))
}

fn seconds(rest: &str) -> Option<Value> {
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let seconds: u64 = digits.parse().ok()?;
    Some(json!({ "seconds": seconds }))
}

fn address(rest: &str) -> Option<Value> {
    whole_address("https", rest)
}

fn plain_address(rest: &str) -> Option<Value> {
    whole_address("http", rest)
}

fn whole_address(scheme: &str, rest: &str) -> Option<Value> {
    let host = rest.split_whitespace().next()?;
    let host = host.trim_end_matches(['.', ',', ';', '!', '?', ')', '"']);
    (!host.is_empty()).then(|| json!({ "url": format!("{scheme}://{host}") }))
}

/// What follows as far as it can be calculated, if there is anything to calculate.
fn sum(rest: &str) -> Option<Value> {
    let mut pieces: Vec<&str> = Vec::new();
    for word in rest.split_whitespace() {
        let bare = word.trim_end_matches(['?', '!', '.', ',', ';', '=', ':']);
        pieces.push(match &*bare.to_ascii_lowercase() {
            "plus" => "+",
            "minus" => "-",
            "times" => "*",
            "over" => "/",
            "of" => "of",
            "divided" => "/",
            "by" if pieces.last() == Some(&"/") => continue,
            _ if is_sum(bare) => bare,
            _ => break,
        });
        if bare.len() < word.len() {
            break;
        }
    }
    let text = pieces.join(" ");
    let has_number = text.contains(|c: char| c.is_ascii_digit());
    let calculates =
        text.contains(['+', '-', '*', '/', '^', '%', '(', '×', '÷', '·']) || pieces.contains(&"of");
    (has_number && calculates).then(|| json!({ "expression": text }))
}

/// Whether a word may stand in something to calculate.
fn is_sum(word: &str) -> bool {
    const NAMES: [&str; 16] = [
        "sqrt", "abs", "round", "floor", "ceil", "min", "max", "exp", "ln", "log", "sin", "cos",
        "tan", "pi", "e", "of",
    ];
    let is_sign = |c: char| "+-*/^%(),.×÷·".contains(c);
    let known = |name: &str| NAMES.contains(&&*name.to_ascii_lowercase());
    let names = word
        .split(|c: char| !c.is_alphabetic())
        .filter(|name| !name.is_empty());
    let signs = word
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_alphabetic() || is_sign(c));
    signs && !word.is_empty() && names.into_iter().all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(prompt: &str) -> Vec<String> {
        let names = [
            "calculator",
            "clock",
            "countdown",
            "search_conversations",
            "http_fetch",
        ];
        let offered = names.map(|name| ToolOffer {
            name: name.into(),
            description: String::new(),
            schema: Value::Null,
        });
        let calls = wishes(prompt, &offered).into_iter();
        calls
            .map(|call| format!("{} {}", call.name, call.arguments))
            .collect()
    }

    #[test]
    fn plain_requests_become_calls() {
        for (prompt, calls) in [
            (
                "What is 17% of 2,340?",
                vec![r#"calculator {"expression":"17% of 2,340"}"#],
            ),
            (
                "what's 12 divided by 4, please",
                vec![r#"calculator {"expression":"12 / 4"}"#],
            ),
            (
                "Calculate sqrt(2)*pi.",
                vec![r#"calculator {"expression":"sqrt(2)*pi"}"#],
            ),
            ("what time is it", vec![r"clock {}"]),
            (
                "What time is it in New York now?",
                vec![r#"clock {"timeZone":"New York"}"#],
            ),
            ("count down from 20", vec![r#"countdown {"seconds":20}"#]),
            (
                "search my conversations for 2,340.",
                vec![r#"search_conversations {"query":"2,340"}"#],
            ),
            (
                "search my conversations for \"old rivers\"",
                vec![r#"search_conversations {"query":"old rivers"}"#],
            ),
            (
                "Please fetch https://example.com/a.html, thanks",
                vec![r#"http_fetch {"url":"https://example.com/a.html"}"#],
            ),
            (
                "what is 2+2 and what time is it in Tokyo?",
                vec![
                    r#"calculator {"expression":"2+2"}"#,
                    r#"clock {"timeZone":"Tokyo"}"#,
                ],
            ),
            (
                "what is 2+2 and what is 3*3",
                vec![
                    r#"calculator {"expression":"2+2"}"#,
                    r#"calculator {"expression":"3*3"}"#,
                ],
            ),
        ] {
            assert_eq!(asked(prompt), calls, "{prompt}");
        }
    }

    #[test]
    fn what_is_no_request_stays_one_for_words() {
        for prompt in [
            "What is a thalweg?",
            "what is 42?",
            "what is - well - love",
            "count down from ten",
            "repeat after me: what is 2+2",
            "",
        ] {
            assert_eq!(asked(prompt), [] as [&str; 0], "{prompt}");
        }
        assert!(wishes("what is 2+2", &[]).is_empty(), "nothing is offered");
    }

    proptest::proptest! {
        #[test]
        fn no_prompt_is_too_odd(prompt in "\\PC*") {
            asked(&prompt);
            asked(&format!("what is {prompt} what time is it in {prompt} fetch https://{prompt}"));
        }
    }
}
