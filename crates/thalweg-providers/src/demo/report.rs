use serde_json::Value;
use thalweg_chat::{Called, ToolRequest};

/// The most places of a search that are told.
const PLACES: usize = 3;
/// How much of a page is told, in characters.
const GLIMPSE: usize = 300;

/// What is said before tools are called.
pub(super) fn opening(calls: &[ToolRequest]) -> String {
    let names: Vec<_> = calls
        .iter()
        .map(|call| format!("`{}`", call.name))
        .collect();
    match names.split_last() {
        Some((only, [])) => format!("Let me ask the tool {only}.\n\n"),
        Some((last, before)) => format!("Let me ask {} and {last} at once.\n\n", before.join(", ")),
        None => String::new(),
    }
}

/// What came of calls, in words that hold nothing but what the tools gave.
pub(super) fn report(calls: &[&Called]) -> String {
    let told: Vec<_> = calls.iter().map(|call| tell(call)).collect();
    format!(
        "{}\n\n*The demonstration model put this together by rule from what the tools gave.*",
        told.join("\n\n")
    )
}

fn tell(call: &Called) -> String {
    if call.failed {
        return format!(
            "`{}` gave no result: {}.",
            call.name,
            call.result.trim_end_matches('.')
        );
    }
    let output: Value = serde_json::from_str(&call.result).unwrap_or_default();
    let told = match &*call.name {
        "calculator" => calculated(&call.args, &output),
        "clock" => timed(&output),
        "countdown" => counted(&output),
        "search_conversations" => found(&call.args, &output),
        "http_fetch" => fetched(&output),
        _ => None,
    };
    told.unwrap_or_else(|| format!("`{}` gave:\n\n```\n{}\n```", call.name, call.result))
}

fn calculated(args: &Value, output: &Value) -> Option<String> {
    let (asked, result) = (args["expression"].as_str()?, output["result"].as_str()?);
    let is = if output["exact"] == true {
        "is"
    } else {
        "is about"
    };
    Some(format!("{asked} {is} **{result}**."))
}

fn timed(output: &Value) -> Option<String> {
    let (time, zone) = (output["time"].as_str()?, output["timeZone"].as_str()?);
    let (day, rest) = time.split_once('T')?;
    let clock = rest.get(..5)?;
    let weekday = output["weekday"].as_str()?;
    Some(format!(
        "In the time zone {zone} it is **{clock}** on {weekday}, {day}."
    ))
}

fn counted(output: &Value) -> Option<String> {
    let seconds = output["seconds"].as_f64()?;
    Some(format!("The countdown of {seconds} seconds is over."))
}

fn found(args: &Value, output: &Value) -> Option<String> {
    let (asked, hits) = (args["query"].as_str()?, output["hits"].as_array()?);
    if hits.is_empty() {
        return Some(format!(
            "Nothing in your conversations has the words “{asked}”."
        ));
    }
    let more = if output["more"] == true {
        " or more"
    } else {
        ""
    };
    let mut lines = vec![format!(
        "Places with “{asked}” in your conversations: {}{more}.\n",
        hits.len()
    )];
    for hit in hits.iter().take(PLACES) {
        let title = hit["title"].as_str()?;
        let snippet = hit["snippet"].as_str().unwrap_or_default();
        lines.push(format!("- **{title}**: {}", one_line(snippet)));
    }
    Some(lines.join("\n"))
}

fn fetched(output: &Value) -> Option<String> {
    let (url, status) = (output["url"].as_str()?, output["status"].as_u64()?);
    let text = one_line(output["text"].as_str().unwrap_or_default());
    let title = output["title"].as_str().unwrap_or(url);
    Some(format!(
        "`{url}` answered {status}. **{title}**\n\n> {text}"
    ))
}

fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = line.chars();
    let start: String = chars.by_ref().take(GLIMPSE).collect();
    match chars.next() {
        Some(_) => format!("{start}…"),
        None => start,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(name: &str, args: Value, result: &str, failed: bool) -> String {
        tell(&Called {
            id: "c".into(),
            name: name.into(),
            args,
            result: result.into(),
            failed,
        })
    }

    #[test]
    fn a_report_has_what_the_tools_gave_and_no_more() {
        let sum = |result: &str| {
            told(
                "calculator",
                json!({ "expression": "17% of 2,340" }),
                result,
                false,
            )
        };
        let exact = sum(r#"{"result":"397.8","exact":true}"#);
        assert_eq!(exact, "17% of 2,340 is **397.8**.");
        assert!(sum(r#"{"result":"1.41","exact":false}"#).contains("about"));
        assert_eq!(sum("odd"), "`calculator` gave:\n\n```\nodd\n```");
        let time = json!({ "time": "2026-11-21T18:14:05+09:00", "timeZone": "Asia/Tokyo", "weekday": "Saturday" });
        let time = told("clock", json!({}), &time.to_string(), false);
        assert!(time.contains("**18:14** on Saturday, 2026-11-21"), "{time}");
        let denied = told("http_fetch", json!({}), "the call was denied: no.", true);
        assert_eq!(
            denied,
            "`http_fetch` gave no result: the call was denied: no."
        );
        let none = told(
            "search_conversations",
            json!({ "query": "q" }),
            r#"{"hits":[]}"#,
            false,
        );
        assert!(none.starts_with("Nothing"), "{none}");
    }
}
