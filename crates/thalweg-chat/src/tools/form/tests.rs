use super::*;

fn ask(schema: Value) -> Result<ApprovalForm, String> {
    form_of(Question {
        server: "s".into(),
        message: " Who? ".into(),
        schema,
        order: vec!["b".into(), "gone".into(), "b".into()],
    })
}

fn paths(form: &ApprovalForm, content: Value) -> Vec<String> {
    let Value::Object(content) = content else {
        panic!("an answer is an object")
    };
    let faults = faults_of(form, &content).into_iter();
    faults.map(|fault| fault.path).collect()
}

#[test]
fn a_form_has_the_fields_that_are_understood_in_their_order() {
    let form = ask(json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "a": { "type": "string", "pattern": "(a+)+$", "format": "email", "title": "A", "$ref": "#" },
            "b": { "type": "string", "format": "phone", "enum": ["x", "y"], "enumNames": ["X", "Y"] },
        },
        "required": ["a"],
    }))
    .expect("a form");
    assert_eq!((&*form.server, &*form.message), ("s", "Who?"));
    assert_eq!(form.order, ["b", "a"]);
    let schema = json!({
        "type": "object",
        "properties": {
            "a": { "type": "string", "format": "email", "title": "A" },
            "b": { "type": "string", "enum": ["x", "y"], "enumNames": ["X", "Y"] },
        },
        "required": ["a"],
        "additionalProperties": false,
    });
    assert_eq!(form.schema, schema);
    assert_eq!(
        ask(json!({ "type": "object", "properties": {} })).map(|form| form.order),
        Ok(vec![])
    );
}

#[test]
fn an_answer_fits_its_form_or_says_where_not() {
    let form = ask(json!({
        "type": "object",
        "properties": {
            "mail": { "type": "string", "format": "email" },
            "site": { "type": "string", "format": "uri" },
            "day": { "type": "string", "format": "date" },
            "at": { "type": "string", "format": "date-time" },
            "name": { "type": "string", "minLength": 2, "maxLength": 3 },
            "age": { "type": "integer", "minimum": 1, "maximum": 9 },
            "size": { "type": "number", "maximum": 1.5 },
            "sure": { "type": "boolean" },
            "one": { "type": "string", "oneOf": [{ "const": "a", "title": "A" }, { "const": "b" }] },
            "many": { "type": "array", "minItems": 1, "maxItems": 2, "items": { "enum": ["x", "y", "z"] } },
        },
        "required": ["name"],
    }))
    .expect("a form");
    let good = json!({
        "mail": "a@b.example", "site": "https://b.example/", "day": "2026-02-28",
        "at": "2026-02-28T10:00:00Z", "name": "Jo", "age": 9, "size": 0.5, "sure": false,
        "one": "b", "many": ["x", "z"],
    });
    assert_eq!(paths(&form, good), [] as [&str; 0]);
    for (name, bad) in [
        ("mail", json!("nobody")),
        ("site", json!("here")),
        ("day", json!("2026-02-30")),
        ("at", json!("noon")),
        ("name", json!("J")),
        ("age", json!(1.5)),
        ("size", json!(2)),
        ("sure", json!("yes")),
        ("one", json!("c")),
        ("many", json!([])),
    ] {
        let mut content = json!({ "name": "Jo" });
        content[name] = bad;
        assert_eq!(paths(&form, content), [format!("content.{name}")]);
    }
    let twice = json!({ "name": "Jo", "many": ["x", "x"] });
    assert_eq!(paths(&form, twice), ["content.many"]);
    assert_eq!(paths(&form, json!({})), ["content.name"]);
    assert_eq!(paths(&form, json!({ "name": "Jo", "x": 1 })), ["content"]);
    let long = json!({ "name": "x".repeat(CONTENT_BYTES) });
    assert_eq!(paths(&form, long), ["content"]);
}

#[test]
fn what_is_no_form_is_refused_in_words() {
    let field = |field: Value| json!({ "type": "object", "properties": { "a": field } });
    let many: Map<_, _> = (0..=FIELDS)
        .map(|n| (n.to_string(), json!({ "type": "string" })))
        .collect();
    for (bad, words) in [
        (json!({}), "no object of fields"),
        (json!({ "type": "object" }), "no object of fields"),
        (
            json!({ "type": "array", "properties": {} }),
            "no object of fields",
        ),
        (field(json!({ "type": "object", "properties": {} })), "`a`"),
        (field(json!({ "type": "null" })), "`a`"),
        (field(json!("text")), "`a`"),
        (
            field(json!({ "type": "array", "items": { "type": "string" } })),
            "`a`",
        ),
        (
            field(json!({ "type": "array", "items": { "enum": [1] } })),
            "`a`",
        ),
        (field(json!({ "type": "string", "enum": [] })), "`a`"),
        (
            field(json!({ "type": "string", "oneOf": [{ "title": "A" }] })),
            "`a`",
        ),
        (
            field(json!({ "type": "string", "minLength": "two" })),
            "JSON Schema",
        ),
        (
            json!({ "type": "object", "properties": {}, "required": ["b"] }),
            "does not have",
        ),
        (
            json!({ "type": "object", "properties": {}, "required": "b" }),
            "list of names",
        ),
        (
            json!({ "type": "object", "properties": many }),
            "more than 50 fields",
        ),
        (
            field(json!({ "type": "string", "title": "x".repeat(SCHEMA_BYTES) })),
            "bytes",
        ),
    ] {
        let refused = ask(bad.clone()).expect_err("it is no form");
        assert!(refused.contains(words), "{bad}: {refused}");
    }
    for (message, words) in [
        ("  ", "no words"),
        (&"x".repeat(MESSAGE_CHARS + 1), "characters"),
    ] {
        let refused = form_of(Question {
            server: "s".into(),
            message: message.into(),
            schema: json!({ "type": "object", "properties": {} }),
            order: vec![],
        });
        assert!(refused.expect_err("no words").contains(words));
    }
}
