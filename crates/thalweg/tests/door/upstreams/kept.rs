//! Signed thinking: it goes back to the model that signed it, and to nobody else.

use std::sync::Arc;

use serde_json::json;
use thalweg_client::{Client, Request};
use thalweg_providers::{Providers, Upstream, UpstreamKind};
use thalweg_testkit::{FakeUpstream, TestServer, TestServerBuilder, UpstreamStep as Step};

use super::blocks::{delta, start, stop};
use super::{Untitled, config};
use crate::support::{ask, conversation_of, data, kinds, run_to_end, soon, text_of};

const SIGNATURE: &str = "c2lnbmVkIGJ5IHRoZSBtb2RlbA==";
const REDACTED: &str = "cmVkYWN0ZWQgdGhpbmtpbmc=";

/// An answer with signed thinking, as Anthropic sends it.
fn signed_answer() -> Vec<Step> {
    vec![
        Step::stream(),
        Step::event(&json!({ "type": "message_start", "message": {} })),
        start(0, &json!({ "type": "thinking", "thinking": "" })),
        delta(
            0,
            &json!({ "type": "thinking_delta", "thinking": "salt, I think" }),
        ),
        delta(
            0,
            &json!({ "type": "signature_delta", "signature": SIGNATURE }),
        ),
        stop(0),
        start(1, &json!({ "type": "redacted_thinking", "data": REDACTED })),
        stop(1),
        start(2, &json!({ "type": "text", "text": "" })),
        delta(
            2,
            &json!({ "type": "text_delta", "text": "It is the salt." }),
        ),
        stop(2),
        Step::event(&json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" } })),
        Step::event(&json!({ "type": "message_stop" })),
    ]
}

/// A server with the models `a/m` of Anthropic's kind, and `b/m` of OpenAI's, both of them `fake`.
fn both(fake: &FakeUpstream) -> TestServerBuilder {
    let upstream = |name: &str, kind| {
        let mut config = config(&fake.url());
        (config.name, config.kind) = (name.into(), kind);
        Arc::new(Untitled(Arc::new(
            Upstream::new(config).expect("an upstream"),
        ))) as _
    };
    let models = vec![
        upstream("a", UpstreamKind::Anthropic),
        upstream("b", UpstreamKind::OpenAi),
    ];
    TestServer::builder().models(Arc::new(Providers::new(models)))
}

/// Everything that a client can read of a conversation.
async fn readable(client: &Client, id: &str) -> String {
    let mut all = String::new();
    for target in [
        format!("/api/conversations/{id}"),
        "/api/conversations".into(),
        format!("/api/messages?conversationId={id}"),
        format!("/api/conversations/{id}/export?format=json"),
        format!("/api/conversations/{id}/export?format=md"),
        "/api/search?q=salt".into(),
        format!("/api/search?q={}", &SIGNATURE[..8]),
    ] {
        let answer = ask(client, Request::get(target.clone())).await;
        assert_eq!(answer.status, 200, "{target}");
        all.push_str(&String::from_utf8_lossy(&answer.body));
    }
    all
}

#[tokio::test]
async fn signed_thinking_goes_back_to_its_model_and_to_no_client() {
    let folder = tempfile::tempdir().expect("a folder");
    let fake = FakeUpstream::start().await;
    fake.script(signed_answer());
    let server = both(&fake).folder(folder.path()).start().await;
    let client = server.client();
    let first = json!({ "prompt": "Why is the sea salty?", "model": "a/m", "reasoning": true });
    let events = run_to_end(&client, &first).await;
    let id = conversation_of(&events);
    let run = events.iter().find(|event| event.kind == "run");
    let run = text_of(&data(run.expect("a run")), "id");
    let mut seen = readable(&client, &id).await;
    seen.extend(events.into_iter().map(|event| event.data));
    server.stop().await;

    // Whatever a further start knows of it lies in the store.
    let server = both(&fake).folder(folder.path()).start().await;
    let client = server.client();
    let again = Request::get(format!("/api/realtime/{run}"));
    let again = soon(client.stream(again)).await.expect("a stream");
    let again = soon(again.collect()).await.expect("a clean end");
    assert!(kinds(&again).contains(&"message"), "{again:?}");
    seen.extend(again.into_iter().map(|event| event.data));
    fake.script(signed_answer());
    for model in ["a/m", "b/m"] {
        let next = json!({ "prompt": "really?", "model": model, "conversationId": id });
        let events = run_to_end(&client, &next).await;
        let done = data(events.last().expect("an end"));
        assert_eq!(done["status"], "complete", "{model}");
        seen.extend(events.into_iter().map(|event| event.data));
    }
    let asked = fake.asked();
    let content = &asked[1].body["messages"][1]["content"];
    let expected = json!([
        { "type": "thinking", "thinking": "salt, I think", "signature": SIGNATURE },
        { "type": "redacted_thinking", "data": REDACTED },
        { "type": "text", "text": "It is the salt." },
    ]);
    assert_eq!(*content, expected);
    let foreign = asked[2].body.to_string();
    assert!(foreign.contains("It is the salt."), "{foreign}");

    let list = ask(&client, Request::get("/api/conversations"))
        .await
        .json();
    let leaf = text_of(&list["items"][0], "leafId");
    let fork = json!({ "messageId": leaf });
    let fork = Request::post(format!("/api/conversations/{id}/fork"), &fork);
    let fork = text_of(&ask(&client, fork).await.json(), "id");
    for id in [&id, &fork] {
        seen.push_str(&readable(&client, id).await);
    }
    for text in [seen, foreign] {
        assert!(
            !text.contains(SIGNATURE) && !text.contains(REDACTED),
            "{text}"
        );
    }
    server.stop().await;
}
