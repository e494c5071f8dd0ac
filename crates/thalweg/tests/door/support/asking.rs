use http::Response;
use serde_json::{Value, json};
use thalweg_client::{Answer, Client, Request, SseEvent};
use thalweg_testkit::TestServer;

use super::soon;

/// Sends a request that must be answered.
pub(crate) async fn ask(client: &Client, request: Request) -> Answer {
    soon(client.send(request)).await.expect("an answer")
}

/// The status and the code of a problem; the code is empty if the answer is none. The body of an
/// event stream is not waited for.
pub(crate) async fn opened(client: &Client, request: Request) -> (u16, String) {
    use http_body_util::BodyExt as _;
    let response: Response<_> = soon(client.open(request)).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let kind = parts.headers.get("content-type");
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let code = if kind == "application/problem+json" {
        let body = body.collect().await.expect("a body").to_bytes();
        let problem: Value = serde_json::from_slice(&body).expect("JSON");
        problem["code"].as_str().expect("a code").to_owned()
    } else {
        String::new()
    };
    (parts.status.as_u16(), code)
}

/// The code of a problem, whose form is checked; empty if the answer is none.
fn code(answer: &Answer) -> String {
    let body = answer.json();
    if answer.header("content-type") != "application/problem+json" {
        return String::new();
    }
    let code = body["code"].as_str().expect("a code").to_owned();
    assert_eq!(body["status"], answer.status);
    assert_eq!(body["type"], format!("urn:thalweg:problem:{code}"));
    assert_eq!(body["requestId"], answer.header("x-request-id"));
    for field in ["title", "detail"] {
        assert!(body[field].as_str().is_some_and(|text| !text.is_empty()));
    }
    code
}

/// An answer that must be a problem with this status and code.
#[track_caller]
pub(crate) fn problem(answer: &Answer, status: u16, word: &str) -> Value {
    let got = (answer.status, code(answer));
    assert_eq!(got, (status, word.to_owned()), "{:?}", answer.body);
    answer.json()
}

/// Everything that a bad request could change: the list, the messages, and what the log was given.
pub(crate) async fn state(server: &TestServer, client: &Client, conversation: &str) -> Value {
    let list = ask(client, Request::get("/api/conversations")).await;
    let messages = format!("/api/messages?conversationId={conversation}");
    let messages = ask(client, Request::get(messages)).await;
    assert_eq!((list.status, messages.status), (200, 200));
    let (appends, events) = written(server).await;
    json!({
        "list": without_place(list.json()),
        "messages": without_place(messages.json()),
        "appends": appends,
        "events": events,
        "runs": server.app().chat.runs_in_progress(),
    })
}

/// How many appends and events the log was given, but for the audit trail: what is noted of a refusal is
/// not what it could change.
pub(crate) async fn written(server: &TestServer) -> (u64, u64) {
    let app = server.app();
    app.audit.flush().await;
    let trail = "system:audit".parse().expect("a channel");
    let noted = app.hub.last_seq(&trail).await.expect("readable").get();
    let counted = app.hub.counters().view();
    (
        counted.appends - app.audit.batches(),
        counted.events.wrapping_sub(noted),
    )
}

/// A page without the place of the log that it is of, which the audit trail moves on as well.
pub(crate) fn without_place(mut page: Value) -> Value {
    if let Some(fields) = page.as_object_mut() {
        fields.remove("asOf");
    }
    page
}

pub(crate) async fn new_conversation(client: &Client) -> String {
    let made = ask(client, Request::post("/api/conversations", &json!({}))).await;
    assert_eq!(made.status, 201);
    text_of(&made.json(), "id")
}

pub(crate) async fn add_message(client: &Client, conversation: &str, content: &str) -> Value {
    let body = json!({ "conversationId": conversation, "content": content });
    let added = ask(client, Request::post("/api/messages", &body)).await;
    assert_eq!(added.status, 201, "{:?}", added.body);
    added.json()
}

/// Starts a run without its stream: `runId`, `conversationId` and so on.
pub(crate) async fn start_run(client: &Client, body: &Value) -> Value {
    let started = ask(client, Request::post("/api/realtime", body)).await;
    assert_eq!(started.status, 202, "{:?}", started.body);
    started.json()
}

/// Starts a run and reads its stream to the clean end.
pub(crate) async fn run_to_end(client: &Client, body: &Value) -> Vec<SseEvent> {
    let request = Request::post("/api/realtime", body);
    let stream = soon(client.stream(request)).await.expect("a stream");
    soon(stream.collect()).await.expect("a clean end")
}

/// The conversation of a run's stream.
pub(crate) fn conversation_of(events: &[SseEvent]) -> String {
    let run = events.iter().find(|event| event.kind == "run");
    text_of(&data(run.expect("a run")), "conversationId")
}

pub(crate) fn kinds(events: &[SseEvent]) -> Vec<&str> {
    events.iter().map(|event| event.kind.as_str()).collect()
}

pub(crate) fn data(event: &SseEvent) -> Value {
    serde_json::from_str(&event.data).expect("one line of JSON")
}

pub(crate) fn text_of(value: &Value, field: &str) -> String {
    let text = value[field].as_str();
    text.unwrap_or_else(|| panic!("`{field}` in {value}"))
        .to_owned()
}

/// The joined texts of all tokens.
pub(crate) fn texts_of(events: &[SseEvent]) -> String {
    let tokens = events.iter().filter(|event| event.kind == "token");
    tokens.map(|token| text_of(&data(token), "text")).collect()
}
