//! What must hold of what tools are given and give back, whoever wrote it: models, pages, servers of
//! tools. The tests of `thalweg-tools` put the corpus to it, the fuzzer everything else.

use serde_json::{Map, Value};
use thalweg_chat::InputSchema;
use thalweg_tools::Secrets;
use thalweg_tools::fuzzing::{self, Url};

const SECRET: &str = "hunter2!";

/// Reads `data`, whose first byte says as what: a page, an expression, the template of an address and
/// arguments, the result of a server's tool, or a schema and arguments. What has two parts has them on
/// two lines.
///
/// # Panics
/// If something does not hold.
pub(crate) fn judge(data: &[u8]) {
    let Some((&how, bytes)) = data.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(bytes);
    let (first, second) = text.split_once('\n').unwrap_or((&text, "{}"));
    match how % 8 {
        0 => page("text/html", bytes),
        1 => page("text/html; charset=latin1", bytes),
        2 => page("", bytes),
        3 => {
            let said = fuzzing::calculate(&text);
            assert_eq!(said, fuzzing::calculate(&text), "asked again");
            assert!(said.is_err() || said.is_ok_and(|number| !number.is_empty()));
        }
        4 => address(first, &object(second)),
        5 => result(bytes),
        _ => arguments(first, &object(second)),
    }
}

fn object(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}

fn page(kind: &str, body: &[u8]) {
    let Ok((title, text)) = fuzzing::page(kind, body.to_vec()) else {
        return;
    };
    assert!(text.chars().count() <= 100_000);
    assert!(title.is_none_or(|title| !title.is_empty() && !title.contains('\n')));
}

/// Arguments change neither whom is asked nor leave their places.
fn address(template: &str, args: &Map<String, Value>) {
    let Ok(filled) = fuzzing::address(template, args) else {
        return;
    };
    let plain = args.keys().map(|name| (name.clone(), "x".into())).collect();
    let plain = fuzzing::address(template, &plain).expect("a text can stand anywhere");
    assert_eq!(filled.origin(), plain.origin());
    assert!(filled.username().is_empty() && filled.password().is_none());
    let steps = |url: &Url| url.path().split('/').count();
    assert_eq!(steps(&filled), steps(&plain), "{filled} {plain}");
    assert_eq!(filled.query().is_some(), plain.query().is_some());
    assert_eq!(filled.fragment(), None);
}

fn result(json: &[u8]) {
    let secrets = Secrets::new([("KEY".to_owned(), SECRET.to_owned())]);
    let Some(given) = fuzzing::mcp_result(json, &secrets) else {
        return;
    };
    let given = given.map_or_else(|error| error.0, |value| value.to_string());
    assert!(!given.contains(SECRET), "{given}");
}

fn arguments(schema: &str, args: &Map<String, Value>) {
    let Ok(schema) = serde_json::from_str(schema) else {
        return;
    };
    let Ok(schema) = InputSchema::new(schema) else {
        return;
    };
    for fault in schema.check(args) {
        assert!(fault.path.starts_with("args") && !fault.message.is_empty());
        assert!(fault.message.chars().count() <= 301);
    }
}
