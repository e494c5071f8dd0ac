//! Templates: a person's own, in every tab, and filled in for a run.

use http::Method;
use serde_json::{Value, json};
use thalweg_client::{Client, Request};

use crate::support::{ask, data, problem, run_to_end, scripted, soon, text_of};

async fn make(client: &Client, name: &str, text: &str) -> Value {
    let body = json!({ "name": name, "text": text });
    let made = ask(client, Request::post("/api/templates", &body)).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    made.json()
}

#[tokio::test]
async fn templates_are_kept_told_and_filled_in() {
    let (model, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let me = text_of(
        &ask(&client, Request::get("/api/me")).await.json()["principal"],
        "id",
    );
    let list = async || ask(&client, Request::get("/api/templates")).await.json();
    let target = format!(
        "/api/events?channel=user:{me}&cursor={}",
        text_of(&list().await, "asOf")
    );
    let mut feed = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let one = make(&client, "Translate", "To {{lang}}: {{prompt}}").await;
    assert_eq!(one["variables"], json!(["lang"]));
    let same = json!({ "name": "TRANSLATE", "text": "x" });
    let taken = ask(&client, Request::post("/api/templates", &same)).await;
    problem(&taken, 409, "name_taken");
    let open = json!({ "name": "x", "text": "{{" });
    let open = ask(&client, Request::post("/api/templates", &open)).await;
    assert_eq!(
        problem(&open, 422, "invalid_fields")["errors"][0]["path"],
        "text"
    );

    let mut run = json!({ "prompt": "good morning", "templateId": one["id"] });
    let missing = ask(&client, Request::post("/api/realtime", &run)).await;
    let said = problem(&missing, 422, "invalid_fields");
    assert_eq!(said["errors"][0]["path"], "variables.lang");
    run["variables"] = json!({ "lang": "French" });
    let events = run_to_end(&client, &run).await;
    let question = events.iter().find(|event| event.kind == "message");
    let question = data(question.expect("the question"));
    assert_eq!(question["content"], "To French: good morning");
    assert_eq!(model.requests()[0].turns[0].text, "To French: good morning");

    let target = format!("/api/templates/{}", text_of(&one, "id"));
    let patch = Request::new(Method::PATCH, &target).body(json!({ "name": "Say" }).to_string());
    assert_eq!(ask(&client, patch).await.json()["name"], "Say");
    let gone = ask(&client, Request::new(Method::DELETE, &target)).await;
    assert_eq!(
        (gone.status, list().await["items"].clone()),
        (204, json!([]))
    );
    let unknown = ask(&client, Request::post("/api/realtime", &run)).await;
    problem(&unknown, 422, "unknown_template");

    let mut told = Vec::new();
    while told.len() < 3 {
        let event = soon(feed.next()).await.expect("alive").expect("an event");
        if event.kind.starts_with("template") {
            told.push((event.kind.clone(), data(&event)["data"]["name"].clone()));
        }
    }
    let word = |kind: &str, name: Value| (kind.to_owned(), name);
    let want = [
        word("template", json!("Translate")),
        word("template", json!("Say")),
        word("template-deleted", Value::Null),
    ];
    assert_eq!(told, want);
    drop(feed);
    server.stop().await;
}
