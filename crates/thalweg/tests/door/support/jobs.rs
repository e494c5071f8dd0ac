use http::Method;
use serde_json::{Value, json};
use thalweg_client::{Answer, Client, Request, SseEvent};

use super::{ask, data, soon, text_of};

/// Calls a tool by hand.
pub(crate) async fn invoke(client: &Client, tool: &str, args: Value) -> Answer {
    let request = Request::post(format!("/api/tools/{tool}"), &json!({ "args": args }));
    ask(client, request).await
}

/// Calls a tool that must take the call, and gives the job's id.
pub(crate) async fn begin(client: &Client, tool: &str, args: Value) -> String {
    let answer = invoke(client, tool, args).await;
    assert_eq!(answer.status, 202, "{:?}", answer.body);
    text_of(&answer.json(), "jobId")
}

/// A job as it is now.
pub(crate) async fn job(client: &Client, id: &str) -> Value {
    let answer = ask(client, Request::get(format!("/api/jobs/{id}"))).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.json()
}

/// Everything that is told of a job, to the clean end.
pub(crate) async fn told(client: &Client, id: &str) -> Vec<SseEvent> {
    let request = Request::get(format!("/api/jobs/{id}/events"));
    let stream = soon(client.stream(request)).await.expect("a stream");
    soon(stream.collect()).await.expect("a clean end")
}

/// The job as its last event has it.
pub(crate) async fn ended(client: &Client, id: &str) -> Value {
    let events = told(client, id).await;
    let last = events.last().expect("an event");
    assert_eq!(last.kind, "job");
    data(last)
}

/// Stops a job.
pub(crate) async fn stop(client: &Client, id: &str) -> Value {
    let request = Request::new(Method::DELETE, format!("/api/jobs/{id}"));
    let answer = ask(client, request).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.json()
}

/// Decides on what waits.
pub(crate) async fn decide(client: &Client, approval: &str, decision: &str) -> Answer {
    let body = json!({ "decision": decision });
    let request = Request::post(format!("/api/approvals/{approval}"), &body);
    ask(client, request).await
}

/// Changes one's choice of a tool.
pub(crate) async fn choose(client: &Client, tool: &str, choice: Value) -> Answer {
    let request = Request::new(Method::PATCH, format!("/api/tools/{tool}"));
    ask(client, request.body(choice.to_string())).await
}
