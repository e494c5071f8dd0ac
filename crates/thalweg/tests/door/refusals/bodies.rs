use serde_json::{Value, json};
use thalweg_client::Request;

use super::{Bench, paths};

fn realtime(body: &Value) -> Request {
    Request::post("/api/realtime", body)
}

#[tokio::test]
async fn a_prompt_says_something_in_at_most_32_000_characters() {
    let bench = Bench::new().await;
    let id = &bench.conversation;
    for prompt in [String::new(), " \n\t".into(), "é".repeat(32_001)] {
        let body = json!({ "conversationId": id, "prompt": prompt });
        let said = bench.refuse(realtime(&body), 422, "invalid_fields").await;
        assert_eq!(paths(&said), ["prompt"]);
    }
    let both = json!({ "prompt": "", "context": "x".repeat(64_001) });
    let said = bench.refuse(realtime(&both), 422, "invalid_fields").await;
    assert_eq!(paths(&said), ["prompt", "context"]);
    let nothing = bench
        .refuse(realtime(&json!({})), 422, "invalid_fields")
        .await;
    assert_eq!(paths(&nothing), ["prompt"]);
    bench.end().await;
}

#[tokio::test]
async fn the_longest_prompt_is_taken_in_any_encoding() {
    let bench = Bench::new().await;
    let wide = "\u{1F30A}".repeat(32_000);
    let escaped = format!("{{\"prompt\":\"{}\"}}", "\\ud83c\\udf0a".repeat(32_000));
    for body in [json!({ "prompt": wide }).to_string(), escaped] {
        let request = Request::new(http::Method::POST, "/api/realtime").body(body);
        let answer = crate::support::ask(&bench.client, request).await;
        assert_eq!(answer.status, 202, "{:?}", answer.body);
    }
    let chat = &bench.server.app().chat;
    crate::support::until(async || chat.runs_in_progress() == 0).await;
    bench.end().await;
}

#[tokio::test]
async fn a_body_is_utf8_and_one_json_value() {
    let bench = Bench::new().await;
    let bodies: [&[u8]; 7] = [
        b"{\"prompt\":\"\xff\xfe\"}",
        b"{\"prompt\":\"\xed\xa0\x80\"}",
        b"",
        b"{",
        b"{\"prompt\":\"a\"}{}",
        b"{\"prompt\":\"a\",}",
        b"{\"prompt\":\"\\ud800\"}",
    ];
    for body in bodies {
        let request = Request::new(http::Method::POST, "/api/realtime").body(body);
        bench.refuse(request, 400, "malformed").await;
    }
    for target in [
        "/api/conversations",
        "/api/messages",
        "/api/events",
        "/api/auth/owner",
        "/api/auth/refresh",
    ] {
        for body in [&b""[..], b"\xff", b"{", b"nothing"] {
            let request = Request::new(http::Method::POST, target).body(body);
            bench.refuse(request, 400, "malformed").await;
        }
    }
    bench.end().await;
}

#[tokio::test]
async fn deep_nesting_is_refused_and_not_followed() {
    let bench = Bench::new().await;
    let body = format!("{{\"prompt\":{}", "[".repeat(500_000));
    let request = Request::new(http::Method::POST, "/api/realtime").body(body);
    // The first bracket already is of the wrong type.
    bench.refuse(request, 422, "invalid_fields").await;
    bench.end().await;
}

#[tokio::test]
async fn a_field_of_the_wrong_type_is_named() {
    let bench = Bench::new().await;
    let id = &bench.conversation;
    let cases = [
        ("/api/realtime", json!({ "prompt": 7 }), "prompt"),
        (
            "/api/realtime",
            json!({ "prompt": "a", "tools": ["x", 7] }),
            "tools[1]",
        ),
        (
            "/api/realtime",
            json!({ "prompt": "a", "variables": { "b": [] } }),
            "variables.b",
        ),
        (
            "/api/realtime",
            json!({ "prompt": "a", "reasoning": "yes" }),
            "reasoning",
        ),
        (
            "/api/realtime",
            json!({ "prompt": "a", "whenBusy": "wait" }),
            "whenBusy",
        ),
        (
            "/api/realtime",
            json!({ "prompt": "a", "conversationId": "7" }),
            "conversationId",
        ),
        (
            "/api/realtime",
            json!({ "prompt": "a", "parentId": "tree" }),
            "parentId",
        ),
        (
            "/api/messages",
            json!({ "conversationId": id, "content": null }),
            "content",
        ),
        (
            "/api/messages",
            json!({ "conversationId": id, "content": "a", "role": "king" }),
            "role",
        ),
        ("/api/conversations", json!({ "title": {} }), "title"),
        ("/api/events", json!({ "channels": [1] }), "channels[0]"),
        ("/api/auth/refresh", json!({ "streamId": "7" }), "streamId"),
    ];
    for (target, body, path) in cases {
        let request = Request::post(target, &body);
        let said = bench.refuse(request, 422, "invalid_fields").await;
        assert_eq!(paths(&said), [path]);
    }
    for body in [json!([]), json!("prompt"), json!(null)] {
        bench.refuse(realtime(&body), 422, "invalid_fields").await;
    }
    bench.end().await;
}

#[tokio::test]
async fn what_is_of_another_shape_is_told_without_names_of_our_types() {
    let bench = Bench::new().await;
    let cases = [
        (
            "/api/realtime",
            json!(null),
            ".",
            "null, expected an object",
        ),
        (
            "/api/conversations",
            json!(7),
            ".",
            "`7`, expected an object",
        ),
        (
            "/api/messages",
            json!("expected struct X"),
            ".",
            "\"expected struct X\", expected an object",
        ),
        (
            "/api/realtime",
            json!({ "prompt": "a", "whenBusy": null, "tools": null, "parentId": 7 }),
            "parentId",
            "",
        ),
    ];
    for (target, body, path, words) in cases {
        let request = Request::post(target, &body);
        let said = bench.refuse(request, 422, "invalid_fields").await;
        assert_eq!(paths(&said), [path], "{target}");
        let message = said["errors"][0]["message"].as_str().expect("words");
        assert!(message.contains(words), "{target}: {message}");
        let ours = message.replace("\"expected struct X\"", "");
        assert!(
            !ours.contains("struct") && !ours.contains("enum"),
            "{target}: {message}"
        );
    }
    bench.end().await;
}

#[tokio::test]
async fn an_unknown_field_is_refused_and_not_dropped_in_silence() {
    let bench = Bench::new().await;
    let conversation = format!("/api/conversations/{}", bench.conversation);
    let some = bench.server.app().ids.next();
    let cases = [
        (
            "POST",
            "/api/realtime",
            json!({ "prompt": "a", "prmpt": "b" }),
        ),
        ("POST", "/api/conversations", json!({ "name": "b" })),
        (
            "PATCH",
            conversation.as_str(),
            json!({ "title": "a", "owner": "b" }),
        ),
        ("POST", "/api/messages", json!({ "text": "b" })),
        ("POST", "/api/events", json!({ "channel": ["user:owner"] })),
        (
            "POST",
            "/api/auth/owner",
            json!({ "token": "a", "next": "b" }),
        ),
        (
            "POST",
            "/api/auth/refresh",
            json!({ "streamId": some, "token": "b" }),
        ),
    ];
    for (method, target, body) in cases {
        let method = method.parse().expect("a method");
        let request = Request::new(method, target).body(body.to_string());
        bench.refuse(request, 422, "invalid_fields").await;
    }
    bench.end().await;
}

#[tokio::test]
async fn fields_that_contradict_each_other_are_named() {
    let bench = Bench::new().await;
    let id = &bench.conversation;
    let some = bench.server.app().ids.next();
    let cases = [
        (json!({ "prompt": "a", "parentId": some }), "parentId"),
        (json!({ "prompt": "a", "variables": {} }), "variables"),
        (
            json!({ "conversationId": id, "parentId": some, "whenBusy": "queue" }),
            "whenBusy",
        ),
        (json!({ "parentId": some }), "conversationId"),
        (
            json!({ "prompt": "a", "conversationId": id, "parentId": some }),
            "parentId",
        ),
        (
            json!({ "conversationId": id, "parentId": some, "messageId": some }),
            "messageId",
        ),
    ];
    for (body, path) in cases {
        let said = bench.refuse(realtime(&body), 422, "invalid_fields").await;
        assert_eq!(paths(&said), [path]);
    }
    bench.end().await;
}

#[tokio::test]
async fn what_this_server_does_not_have_is_named() {
    let bench = Bench::new().await;
    let template = bench.server.app().ids.next();
    let cases = [
        (json!({ "prompt": "a", "model": "oracle" }), "unknown_model"),
        (json!({ "prompt": "a", "tools": ["saw"] }), "unknown_tool"),
        (
            json!({ "prompt": "a", "templateId": template }),
            "unknown_template",
        ),
    ];
    for (body, code) in cases {
        bench.refuse(realtime(&body), 422, code).await;
    }
    let model = Request::post("/api/conversations", &json!({ "model": "oracle" }));
    bench.refuse(model, 422, "unknown_model").await;
    bench.end().await;
}

#[tokio::test]
async fn titles_and_messages_have_their_limits() {
    let bench = Bench::new().await;
    let id = &bench.conversation;
    for title in ["", "  ", "a\nb", &"x".repeat(201)] {
        let request = Request::post("/api/conversations", &json!({ "title": title }));
        let said = bench.refuse(request, 422, "invalid_fields").await;
        assert_eq!(paths(&said), ["title"]);
        let target = format!("/api/conversations/{id}");
        let body = json!({ "title": title }).to_string();
        let request = Request::new(http::Method::PATCH, target).body(body);
        bench.refuse(request, 422, "invalid_fields").await;
    }
    for content in ["", &"x".repeat(32_001)] {
        let body = json!({ "conversationId": id, "content": content });
        let request = Request::post("/api/messages", &body);
        let said = bench.refuse(request, 422, "invalid_fields").await;
        assert_eq!(paths(&said), ["content"]);
    }
    bench.end().await;
}

#[tokio::test]
async fn a_body_is_declared_as_json() {
    let bench = Bench::new().await;
    let kinds = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "",
    ];
    for kind in kinds {
        for target in [
            "/api/realtime",
            "/api/conversations",
            "/api/messages",
            "/api/events",
            "/api/auth/refresh",
        ] {
            let request = Request::post(target, &json!({ "prompt": "a" }));
            let request = request.header("content-type", kind);
            bench.refuse(request, 415, "not_json").await;
        }
    }
    for kind in ["application/json; charset=utf-8", "APPLICATION/JSON"] {
        let request = realtime(&json!({ "prompt": "" })).header("content-type", kind);
        bench.refuse(request, 422, "invalid_fields").await;
    }
    bench.end().await;
}
