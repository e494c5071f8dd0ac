use std::time::Duration;

use serde_json::{Value, json};
use thalweg_providers::UpstreamKind;
use thalweg_testkit::UpstreamStep as Step;

use super::{pair, run, run_with};
use crate::support::text_of;

fn delta(delta: &Value) -> Step {
    Step::event(&json!({ "choices": [{ "index": 0, "delta": delta }] }))
}

#[tokio::test]
async fn a_slow_answer_arrives_whole() {
    let (fake, server) = pair(|_| {}).await;
    let wait = || Step::Wait(Duration::from_millis(30));
    let event = b"data: {\"choices\":[{\"delta\":{\"content\":\"Gr\xc3\xbc\xc3\x9fe\"}}]}\n\n";
    let mut script = vec![wait(), Step::stream(), wait()];
    script.extend(event.chunks(7).map(|bytes| Step::Send(bytes.to_vec())));
    script.extend([wait(), Step::say(" und mehr"), Step::finish()]);
    fake.script(script);
    let came = run(&server.client()).await;
    assert_eq!(
        (came.status.as_str(), came.text.as_str()),
        ("complete", "Grüße und mehr")
    );
    server.stop().await;
}

#[tokio::test]
async fn a_megabyte_in_one_chunk_arrives_whole() {
    let (fake, server) = pair(|_| {}).await;
    let text = "x".repeat(1 << 20);
    fake.script(vec![Step::stream(), Step::say(&text), Step::finish()]);
    let came = run(&server.client()).await;
    assert_eq!(came.status, "complete");
    assert!(came.text == text, "{} bytes", came.text.len());
    server.stop().await;
}

#[tokio::test]
async fn endless_thinking_ends_at_the_limit_of_an_answer() {
    let fake = thalweg_testkit::FakeUpstream::start().await;
    let upstream = thalweg_providers::Upstream::new(super::config(&fake.url()));
    let models = std::sync::Arc::new(upstream.expect("an upstream"));
    let server = thalweg_testkit::TestServer::builder()
        .models(models)
        .settings(|settings| settings.chat.answer_bytes = 256 * 1024)
        .start()
        .await;
    let thought = json!({ "choices": [{ "delta": { "reasoning": "hm ".repeat(1000) } }] });
    let Step::Send(bytes) = Step::event(&thought) else {
        panic!("an event is bytes");
    };
    fake.script(vec![
        Step::stream(),
        Step::Repeat(bytes, 1_000_000, Duration::ZERO),
    ]);
    let came = run(&server.client()).await;
    assert_eq!(came.status, "length");
    fake.dropped(1).await;
    server.stop().await;
}

#[tokio::test]
async fn a_call_of_ten_thousand_pieces_ends_as_a_tool_that_is_not_there() {
    let (fake, server) = pair(|_| {}).await;
    let piece =
        |function: Value| delta(&json!({ "tool_calls": [{ "index": 0, "function": function }] }));
    let mut script = vec![
        Step::stream(),
        piece(json!({ "name": "weather", "arguments": "[1" })),
    ];
    let Step::Send(bytes) = piece(json!({ "arguments": ",1" })) else {
        panic!("an event is bytes");
    };
    script.push(Step::Repeat(bytes, 10_000, Duration::ZERO));
    script.extend([piece(json!({ "arguments": "]" })), Step::finish()]);
    fake.script(script);
    let body = json!({ "prompt": "hello", "tools": [] });
    let came = run_with(&server.client(), &body).await;
    assert_eq!(
        (came.status.as_str(), came.code.as_str()),
        ("error", "tool_unavailable")
    );
    assert!(came.message.contains("weather"), "{}", came.message);
    let call = json!({ "index": 0, "id": "a", "function": { "name": "f" } });
    let calls: Vec<_> = (0..10_000)
        .map(|n| {
            let mut call = call.clone();
            call["id"] = format!("call-{n}").into();
            call["index"] = n.into();
            call
        })
        .collect();
    fake.script(vec![
        Step::stream(),
        delta(&json!({ "tool_calls": calls })),
        Step::finish(),
    ]);
    let came = run(&server.client()).await;
    assert_eq!(
        came.code, "model_garbled",
        "ten thousand calls at once are none"
    );
    server.stop().await;
}

#[tokio::test]
async fn empty_refused_and_long_answers_are_told_apart() {
    let (fake, server) = pair(|_| {}).await;
    let client = server.client();
    let end = |reason: &str| {
        Step::event(&json!({ "choices": [{ "delta": {}, "finish_reason": reason }] }))
    };
    fake.script(vec![Step::stream(), end("stop")]);
    let came = run(&client).await;
    assert_eq!(
        (came.status.as_str(), came.code.as_str()),
        ("error", "model_empty")
    );
    for (reason, status) in [("length", "length"), ("content_filter", "refused")] {
        fake.script(vec![Step::stream(), Step::say("half"), end(reason)]);
        let came = run(&client).await;
        assert_eq!((came.status.as_str(), came.text.as_str()), (status, "half"));
    }
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_never_ends_its_stream_is_not_waited_for() {
    let (fake, server) = pair(|config| config.patience.tail = Duration::from_millis(20)).await;
    let end = json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] });
    fake.script(vec![
        Step::stream(),
        Step::say("all"),
        Step::event(&end),
        Step::Hang,
    ]);
    let came = run(&server.client()).await;
    assert_eq!(
        (came.status.as_str(), came.text.as_str()),
        ("complete", "all")
    );
    server.stop().await;
}

#[tokio::test]
async fn anthropic_is_asked_in_its_own_way_and_answers_in_it() {
    let (fake, server) = pair(|config| {
        config.kind = UpstreamKind::Anthropic;
        config.models = vec!["claude-sonnet-4-5".into()];
    })
    .await;
    let start = json!({ "type": "message_start", "message": { "usage": { "input_tokens": 3 } } });
    let text = |text: &str| {
        let delta = json!({ "type": "text_delta", "text": text });
        Step::event(&json!({ "type": "content_block_delta", "index": 0, "delta": delta }))
    };
    let end = json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" }, "usage": { "output_tokens": 2 } });
    let stop = json!({ "type": "message_stop" });
    let events = [
        Step::event(&start),
        text("Hello "),
        text("there"),
        Step::event(&end),
        Step::event(&stop),
    ];
    fake.script([vec![Step::stream()], events.to_vec()].concat());
    let came = run_with(
        &server.client(),
        &json!({ "prompt": "hi", "reasoning": true }),
    )
    .await;
    assert_eq!(
        (came.status.as_str(), came.text.as_str()),
        ("complete", "Hello there")
    );
    assert!(came.raw.contains("\"inputTokens\":3"), "{}", came.raw);
    let asked = &fake.asked()[0];
    let head = asked.head.to_lowercase();
    assert!(head.starts_with("post /v1/messages http"), "{head}");
    assert!(
        head.contains("anthropic-version:") && head.contains("x-api-key: sk-key"),
        "{head}"
    );
    assert_eq!(text_of(&asked.body, "model"), "claude-sonnet-4-5");
    assert_eq!(asked.body["thinking"]["type"], "enabled");
    server.stop().await;
}
