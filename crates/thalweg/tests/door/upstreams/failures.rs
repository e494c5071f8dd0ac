use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;
use thalweg_client::Request;
use thalweg_providers::UpstreamPatience;
use thalweg_testkit::UpstreamStep as Step;

use super::{Came, KEY, config, pair, run, serve};
use crate::requests::logs;
use crate::support::{ask, soon, start_run, text_of};

const SECRET: &str = "words-of-the-upstream-4711";

/// A run that fails with `code`, tells its words and nothing of the upstream's, and leaves a line
/// in the log with its code alone.
#[track_caller]
fn failed(came: &Came, code: &str, words: &str) {
    assert_eq!(
        (came.status.as_str(), came.code.as_str()),
        ("error", code),
        "{came:?}"
    );
    assert!(came.message.contains(words), "{words}: {}", came.message);
    for secret in [SECRET, KEY] {
        assert!(!came.raw.contains(secret), "{came:?}");
    }
}

#[tokio::test]
async fn a_refused_connection_is_told_as_unreachable() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address")
    };
    let (server, _) = serve(config(&format!("http://{closed}/v1"))).await;
    let client = server.client();
    failed(
        &run(&client).await,
        "model_unreachable",
        "cannot be reached",
    );
    let models = ask(&client, Request::get("/api/models")).await.json();
    assert_eq!(models["items"][0]["problem"]["code"], "model_unreachable");
    let (server_of_nobody, _) = serve(config("http://no-such-host.invalid/v1")).await;
    let came = run(&server_of_nobody.client()).await;
    failed(&came, "model_unreachable", "cannot be reached");
    server_of_nobody.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_hangs_is_left_each_time_with_its_words() {
    let (fake, server) = pair(|config| {
        config.patience = UpstreamPatience {
            first: Duration::from_millis(150),
            silence: Duration::from_millis(150),
            ..config.patience
        };
    })
    .await;
    let client = server.client();
    fake.script(vec![Step::Hang]);
    failed(
        &run(&client).await,
        "model_timeout",
        "did not begin to answer",
    );
    fake.script(vec![Step::stream(), Step::Hang]);
    failed(
        &run(&client).await,
        "model_timeout",
        "did not begin to answer",
    );
    fake.script(vec![
        Step::stream(),
        Step::Repeat(
            b": still loading\n\n".to_vec(),
            1000,
            Duration::from_millis(5),
        ),
    ]);
    failed(
        &run(&client).await,
        "model_timeout",
        "did not begin to answer",
    );
    fake.script(vec![Step::stream(), Step::say("half"), Step::Hang]);
    let came = run(&client).await;
    failed(&came, "model_timeout", "fell silent");
    assert_eq!(came.text, "half", "what was said is kept");
    fake.dropped(4).await;
    assert_eq!(fake.asked().len(), 4, "nothing is repeated after a wait");
    server.stop().await;
}

#[tokio::test]
async fn each_status_has_its_code_and_its_words() {
    let (fake, server) = pair(|_| {}).await;
    let client = server.client();
    let context = format!("{{\"error\":\"{SECRET}: maximum context length is 5\"}}");
    let cases = [
        (401, "", SECRET, "model_unauthorized", "key"),
        (403, "", SECRET, "model_unauthorized", "key"),
        (404, "", SECRET, "model_gone", "no such model"),
        (400, "", SECRET, "model_rejected", "as it is"),
        (400, "", &context, "context_too_long", "longer"),
        (413, "", &context, "context_too_long", "longer"),
        (422, "", SECRET, "model_rejected", "as it is"),
        (
            302,
            "location: http://127.0.0.1:1/\r\n",
            SECRET,
            "model_rejected",
            "another address",
        ),
        (500, "", SECRET, "model_failed", "failed"),
        (
            429,
            "retry-after: 30\r\n",
            SECRET,
            "model_rate_limited",
            "in 30 s",
        ),
        (
            529,
            "retry-after: 60\r\n",
            SECRET,
            "model_overloaded",
            "too busy",
        ),
    ];
    for (tried, (status, headers, body, code, words)) in cases.into_iter().enumerate() {
        let head = format!("{headers}content-length: {}\r\n", body.len());
        fake.script(Step::answer(status, &head, body));
        let came = run(&client).await;
        failed(&came, code, words);
        let after = came.retry_after_ms.map(|ms| ms / 1000);
        assert_eq!(
            after,
            [(429, 30), (529, 60)]
                .iter()
                .find(|x| x.0 == status)
                .map(|x| x.1)
        );
        assert_eq!(fake.asked().len(), tried + 1, "{status} is not repeated");
    }
    let key = format!("authorization: bearer {}", KEY.to_lowercase());
    assert!(fake.asked()[0].head.to_lowercase().contains(&key));
    server.stop().await;
}

#[tokio::test]
async fn what_passes_by_is_repeated_and_then_told() {
    let (fake, server) = pair(|_| {}).await;
    let client = server.client();
    let refuse = |status| fake.script(Step::answer(status, "content-length: 0\r\n", ""));
    for status in [429, 502, 503, 504, 529] {
        let before = fake.asked().len();
        refuse(status);
        refuse(status);
        let came = run(&client).await;
        assert_eq!(
            (came.status.as_str(), came.text.as_str()),
            ("complete", "ok"),
            "{status}"
        );
        assert_eq!(fake.asked().len(), before + 3);
    }
    let before = fake.asked().len();
    for _ in 0..3 {
        refuse(429);
    }
    failed(&run(&client).await, "model_rate_limited", "in a minute");
    assert_eq!(fake.asked().len(), before + 3, "three times at most");
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_answer_of_a_model_is_told_as_garbled() {
    let (fake, server) = pair(|_| {}).await;
    let client = server.client();
    let page = format!("<!DOCTYPE html><p>{SECRET}</p>");
    let garbage: Vec<u8> = (0..4000_u32).map(|n| (n * 73 % 251) as u8).collect();
    let scripts = [
        Step::answer(200, "content-type: text/html\r\n", &page),
        Step::answer(200, "content-type: text/event-stream\r\n", &page),
        Step::answer(200, "content-type: application/json\r\n", &page),
        Step::answer(200, "content-type: application/json\r\n", "{\"hello\":1}"),
        Step::answer(200, "", &format!("data: {{{{{SECRET}\n\n")),
        vec![Step::stream(), Step::Send(garbage)],
    ];
    for script in scripts {
        let shown = format!("{script:?}");
        fake.script(script);
        let came = run(&client).await;
        assert_eq!(
            came.code,
            "model_garbled",
            "{}",
            &shown[..shown.len().min(200)]
        );
        failed(&came, "model_garbled", "no answer of a model");
    }
    server.stop().await;
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_interrupted_and_keeps_its_text() {
    let (fake, server) = pair(|_| {}).await;
    let client = server.client();
    fake.script(vec![Step::stream(), Step::say("half")]);
    fake.script(vec![
        Step::stream(),
        Step::say("half"),
        Step::Wait(Duration::from_millis(20)),
        Step::Reset,
    ]);
    for _ in 0..2 {
        let came = run(&client).await;
        assert_eq!(
            (came.status.as_str(), came.text.as_str()),
            ("interrupted", "half"),
            "{came:?}"
        );
    }
    fake.script(vec![Step::Reset]);
    fake.script(vec![Step::Reset]);
    failed(
        &run(&client).await,
        "model_unreachable",
        "closed the connection",
    );
    server.stop().await;
}

#[tokio::test]
async fn a_connection_that_breaks_before_an_answer_is_replaced_once() {
    let (fake, server) = pair(|_| {}).await;
    fake.script(vec![Step::Reset]);
    fake.script(vec![Step::stream(), Step::say("whole"), Step::finish()]);
    let came = run(&server.client()).await;
    assert_eq!(
        (came.status.as_str(), came.text.as_str()),
        ("complete", "whole"),
        "{came:?}"
    );
    server.stop().await;
}

#[tokio::test]
async fn an_error_inside_an_answer_ends_it_with_its_text() {
    let (fake, server) = pair(|_| {}).await;
    let error = json!({ "error": { "message": format!("{SECRET} {KEY}"), "code": 500 } });
    fake.script(vec![
        Step::stream(),
        Step::say("half"),
        Step::event(&error),
        Step::finish(),
    ]);
    let came = run(&server.client()).await;
    failed(&came, "model_failed", "failed");
    assert_eq!(came.text, "half");
    server.stop().await;
}

#[tokio::test]
async fn a_log_has_the_status_and_the_code_and_no_words_or_keys() {
    let logs = logs();
    let (fake, server) = pair(|config| config.name = "upstream-of-the-log".into()).await;
    let body = format!("Traceback: {SECRET}-logged {KEY}");
    let head = format!("content-length: {}\r\n", body.len());
    fake.script(Step::answer(500, &head, &body));
    let error = json!({ "error": { "message": body } });
    fake.script(vec![Step::stream(), Step::say("half"), Step::event(&error)]);
    for _ in 0..2 {
        let came = run(&server.client()).await;
        assert_eq!(came.code, "model_failed");
    }
    let lines = logs.with(&["upstream-of-the-log", "an upstream failed", "model_failed"]);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].contains("http.status=500"), "{lines:?}");
    for secret in [SECRET, KEY] {
        assert_eq!(logs.with(&[secret]), [""; 0]);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_stop_closes_the_connection_within_100_ms() {
    let (fake, server) = pair(|_| {}).await;
    let client = server.client();
    let mut fastest = Duration::MAX;
    // As with the model in the process: a stop that is slow by itself is slow each time.
    for count in 1..=10 {
        fake.script(vec![
            Step::stream(),
            Step::Repeat(
                b"data: {\"choices\":[{\"delta\":{\"content\":\"x \"}}]}\n\n".to_vec(),
                100_000,
                Duration::from_millis(5),
            ),
        ]);
        let started = start_run(&client, &json!({ "prompt": "go" })).await;
        let run = text_of(&started, "runId");
        crate::support::until(async || fake.asked().len() == count).await;
        let began = Instant::now();
        let stop = Request::new(Method::DELETE, format!("/api/realtime/{run}"));
        let dropped = async {
            soon(fake.dropped(count)).await;
            began.elapsed()
        };
        let (took, answer) = tokio::join!(dropped, ask(&client, stop));
        assert_eq!(answer.json()["ended"], "stopped");
        fastest = fastest.min(took);
    }
    assert!(fastest <= Duration::from_millis(100), "{fastest:?}");
    server.stop().await;
}
