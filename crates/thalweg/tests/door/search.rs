//! Finding words in one's conversations.

use http::Method;
use serde_json::{Value, json};
use thalweg_chat::FinishReason;
use thalweg_client::{Answer, Client, Request};
use thalweg_providers::FakeStep;
use thalweg_testkit::TestServer;

use crate::support::{
    add_message, ask, new_conversation, problem, run_to_end, say, scripted, spoken, start_run,
    text_of, until,
};

/// As a query takes it.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn search(client: &Client, text: &str, more: &str) -> Answer {
    let target = format!("/api/search?q={}{more}", encoded(text));
    ask(client, Request::get(target)).await
}

async fn hits(client: &Client, text: &str) -> Vec<Value> {
    let answer = search(client, text, "").await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.json()["items"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_hit_says_where_and_what() {
    let (model, builder) = scripted();
    model.script(vec![
        FakeStep::Think("the hidden needle".into()),
        say("The Rhine\n\nruns through 🏞️ Köln."),
        FakeStep::Finish(FinishReason::Complete),
    ]);
    let server = builder.start().await;
    let client = server.client();
    let events = run_to_end(&client, &json!({ "prompt": "Which river?" })).await;
    let conversation = crate::support::conversation_of(&events);
    let found = hits(&client, "koln rhine").await;
    assert_eq!(found.len(), 1);
    let hit = &found[0];
    assert_eq!(hit["conversationId"], conversation);
    assert_eq!(hit["title"], "Which river?");
    assert_eq!(hit["role"], "assistant");
    assert_eq!(hit["snippet"], "The Rhine runs through 🏞️ Köln.");
    // In UTF-16 code units, of which the picture takes three.
    assert_eq!(hit["marks"], json!([[4, 9], [27, 31]]));
    assert_eq!(hit["at"].as_str().map(str::len), Some(24));
    assert_eq!(
        hits(&client, "needle").await.len(),
        0,
        "thoughts are not found"
    );
    let river = hits(&client, "riv").await;
    let roles: Vec<_> = river.iter().map(|hit| &hit["role"]).collect();
    assert_eq!(roles, [&json!("user"), &Value::Null]);
    assert_eq!(river[1].get("messageId"), None, "the title");
    assert_eq!(river[1]["marks"], json!([[6, 11]]));

    // The title that a person gives it is found at once, the old one no more.
    let target = format!("/api/conversations/{conversation}");
    let body = json!({ "title": "Geography", "archived": true });
    let renamed = ask(
        &client,
        Request::new(Method::PATCH, &target).body(body.to_string()),
    )
    .await;
    assert_eq!(renamed.status, 200);
    assert_eq!(hits(&client, "river").await.len(), 1);
    assert_eq!(hits(&client, "geography").await[0]["title"], "Geography");
    let deleted = ask(&client, Request::new(Method::DELETE, &target)).await;
    assert_eq!(deleted.status, 204);
    assert_eq!(hits(&client, "geography").await.len(), 0);
    let restored = ask(
        &client,
        Request::post(format!("{target}/restore"), &json!({})),
    )
    .await;
    assert_eq!(restored.status, 200);
    assert_eq!(hits(&client, "geography").await.len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn an_answer_that_is_being_written_is_not_found_yet() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let run = start_run(&client, &json!({ "prompt": "go" })).await;
    let voice = puppet.voice().await;
    voice.say("needle");
    let messages = format!(
        "/api/messages?conversationId={}",
        text_of(&run, "conversationId")
    );
    until(async || {
        let messages = ask(&client, Request::get(&messages)).await.json();
        messages["items"][0]["content"] == "needle"
    })
    .await;
    assert_eq!(hits(&client, "needle").await.len(), 0);
    voice.finish();
    until(async || hits(&client, "needle").await.len() == 1).await;
    server.stop().await;
}

#[tokio::test]
async fn pages_are_stable_while_more_comes() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let id = new_conversation(&client).await;
    for n in 0..7 {
        add_message(&client, &id, &format!("needle {n}")).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = search(&client, "needle", &format!("&limit=3{cursor}"))
            .await
            .json();
        for hit in page["items"].as_array().expect("a list") {
            seen.push(text_of(hit, "snippet"));
        }
        add_message(&client, &id, "needle late").await;
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let expected: Vec<_> = (0..7).rev().map(|n| format!("needle {n}")).collect();
    assert_eq!(seen, expected);
    let of_another_list = search(&client, "needle", "&cursor=c000000000001").await;
    problem(&of_another_list, 400, "malformed_page");
    problem(
        &search(&client, "needle", "&limit=51").await,
        400,
        "malformed",
    );
    server.stop().await;
}

#[tokio::test]
async fn whatever_is_typed_is_answered() {
    let server = TestServer::start().await;
    let client = server.client();
    let missing = ask(&client, Request::get("/api/search")).await;
    let said = problem(&missing, 422, "invalid_fields");
    assert_eq!(said["errors"][0]["path"], "q");
    let long = "x ".repeat(5_000);
    let many = "x ".repeat(33);
    for refused in ["", " ", "\"\"", "!?*", "\0", "\u{301}", &long, &many] {
        let answer = search(&client, refused, "").await;
        let said = problem(&answer, 422, "invalid_fields");
        assert_eq!(said["errors"][0]["path"], "q", "{refused:.20}");
    }
    for taken in [
        "\"",
        "a\"",
        "a OR b",
        "NEAR(a b, 2)",
        "col:a",
        "a* -b ^c {d} (e",
        "'; DROP TABLE search; --",
        "a\0b",
        "\u{feff}a",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 👩‍👩‍👧 a",
        &"天".repeat(500),
        &"a\u{301}".repeat(250),
    ] {
        let answer = search(&client, taken, "").await;
        let expected = if taken == "\"" { 422 } else { 200 };
        assert_eq!(answer.status, expected, "{taken}: {:?}", answer.body);
    }
    let not_utf8 = ask(&client, Request::get("/api/search?q=%ff%fe")).await;
    assert!(
        [200, 400, 422].contains(&not_utf8.status),
        "{}",
        not_utf8.status
    );
    let twice = ask(&client, Request::get("/api/search?q=a&q=b")).await;
    problem(&twice, 400, "malformed");
    server.stop().await;
}
