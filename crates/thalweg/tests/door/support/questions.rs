use serde_json::{Value, json};
use thalweg_chat::{Answered, Question, ToolContext, ToolError};
use thalweg_client::{Answer, Client, Request};

use super::jobs::job;
use super::{Act, ask, text_of, until};

/// What [`asks`] asks.
pub(crate) fn question() -> Question {
    Question {
        server: "shop".into(),
        message: "Where to?".into(),
        schema: json!({
            "type": "object",
            "properties": {
                "city": { "type": "string", "minLength": 2 },
                "count": { "type": "integer", "maximum": 9 },
            },
            "required": ["city"],
        }),
        order: vec!["count".into(), "city".into()],
    }
}

/// Asks, and says what was answered.
pub(crate) async fn put(context: &ToolContext, question: Question) -> Result<Value, ToolError> {
    Ok(match context.ask(question).await? {
        Answered::Given(content) => json!({ "given": content }),
        Answered::Declined => json!("declined"),
        Answered::Dismissed => json!("dismissed"),
    })
}

/// A tool that asks once and gives the answer.
pub(crate) fn asks() -> Act {
    Act::new("asks", |context, _| async move {
        put(&context, question()).await
    })
}

/// What a job asks, once it does.
pub(crate) async fn asked(client: &Client, id: &str) -> Value {
    let waits = async || job(client, id).await["status"] == "awaiting-approval";
    until(waits).await;
    let job = job(client, id).await;
    let questions = job["questions"].as_array().expect("questions");
    questions.last().expect("a question").clone()
}

/// The same by the id under which it is answered.
pub(crate) async fn asked_as(client: &Client, id: &str) -> String {
    text_of(&asked(client, id).await, "id")
}

/// Decides on a question.
pub(crate) async fn answer(client: &Client, question: &str, body: Value) -> Answer {
    ask(
        client,
        Request::post(format!("/api/approvals/{question}"), &body),
    )
    .await
}
