use serde_json::{Value, json};
use thalweg_chat::ToolError;

use crate::fetch::{Got, readable};

/// How much of a failure's text is told, in characters.
const TOLD: usize = 500;

/// The result that an answer is: its status, its type, and its JSON or its text.
pub(super) fn result(got: Got, pointer: Option<&str>) -> Result<Value, ToolError> {
    let (status, kind) = (got.status, got.kind.clone());
    if !(200..300).contains(&status) {
        return Err(refused(got));
    }
    let mut result = json!({ "status": status });
    if !kind.is_empty() {
        result["contentType"] = kind.as_str().into();
    }
    if is_json(&kind) && !got.body.is_empty() {
        result["body"] = picked(&got, pointer)?;
        return Ok(result);
    }
    if let Some(pointer) = pointer {
        return Err(ToolError(format!(
            "the answer is no JSON, so that it has nothing at `{pointer}`"
        )));
    }
    if got.body.is_empty() {
        return Ok(result);
    }
    let page = readable(got)?;
    result["body"] = page.text.into();
    if page.truncated {
        result["truncated"] = true.into();
    }
    Ok(result)
}

/// The JSON of an answer, or the part of it that is wanted.
fn picked(got: &Got, pointer: Option<&str>) -> Result<Value, ToolError> {
    if got.more {
        let most = got.body.len() / (1024 * 1024);
        return Err(ToolError(format!("the answer is longer than {most} MiB")));
    }
    let mut whole: Value = serde_json::from_slice(&got.body).map_err(|error| {
        // The words of the failure itself may repeat what was sent.
        let (line, column) = (error.line(), error.column());
        ToolError(format!(
            "the answer says that it is JSON and is none: line {line}, column {column}"
        ))
    })?;
    let Some(pointer) = pointer else {
        return Ok(whole);
    };
    let part = whole.pointer_mut(pointer).map(Value::take);
    part.ok_or_else(|| ToolError(format!("the answer has nothing at `{pointer}`")))
}

fn refused(got: Got) -> ToolError {
    let host = got.url.host_str().unwrap_or_default().to_owned();
    let status = got.status;
    // What is no text is left out.
    let text = readable(got).map(|page| page.text).unwrap_or_default();
    let text = text.trim();
    let mut said: String = text.chars().take(TOLD).collect();
    if said.len() < text.len() {
        said.push('…');
    }
    if said.is_empty() {
        return ToolError(format!("`{host}` answered {status}"));
    }
    ToolError(format!("`{host}` answered {status}: {said}"))
}

fn is_json(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
        || essence.to_ascii_lowercase().ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn got(status: u16, kind: &str, body: &str) -> Got {
        Got {
            url: "http://api.example/x".parse().expect("an address"),
            status,
            kind: kind.into(),
            body: body.into(),
            more: false,
        }
    }

    fn words(result: Result<Value, ToolError>) -> String {
        result.expect_err("a failure").0
    }

    #[test]
    fn json_comes_as_json_and_text_as_text() {
        let body = r#"{ "data": [{ "a/b": 1 }, null] }"#;
        let kind = "application/problem+JSON; charset=utf-8";
        let whole = result(got(200, kind, body), None).expect("a result");
        assert_eq!(whole["body"], json!({ "data": [{ "a/b": 1 }, null] }));
        assert_eq!(
            (&whole["status"], &whole["contentType"]),
            (&json!(200), &json!(kind))
        );
        let part = result(got(201, kind, body), Some("/data/0/a~1b"));
        assert_eq!(part.expect("a part")["body"], 1);
        let text = result(got(200, "text/plain", "hällo"), None).expect("a text");
        let expected = json!({ "status": 200, "contentType": "text/plain", "body": "hällo" });
        assert_eq!(text, expected);
        let page = result(got(200, "text/html", "<title>T</title><p>x"), None);
        assert_eq!(page.expect("a page")["body"], "x");
        assert_eq!(
            result(got(204, "", ""), None).expect("nothing"),
            json!({ "status": 204 })
        );
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        let json = "application/json";
        assert_eq!(
            words(result(got(200, json, "{ \"secret"), None)),
            "the answer says that it is JSON and is none: line 1, column 9"
        );
        assert_eq!(
            words(result(got(200, json, "{}"), Some("/a"))),
            "the answer has nothing at `/a`"
        );
        assert!(words(result(got(200, "text/plain", "x"), Some("/a"))).contains("no JSON"));
        assert_eq!(
            words(result(got(200, "image/png", "x"), None)),
            "it is `image/png`, which is no text"
        );
        let long = Got {
            more: true,
            ..got(200, json, "[")
        };
        assert!(words(result(long, None)).contains("longer than"));
        let refused = result(got(404, json, &format!("{{{}", "é".repeat(600))), None);
        let refused = words(refused);
        assert!(
            refused.starts_with("`api.example` answered 404: {é"),
            "{refused}"
        );
        assert!(refused.ends_with('…') && refused.chars().count() < 600);
        assert_eq!(
            words(result(got(500, "image/png", "x"), None)),
            "`api.example` answered 500"
        );
        assert_eq!(
            words(result(got(301, "", ""), None)),
            "`api.example` answered 301"
        );
    }
}
