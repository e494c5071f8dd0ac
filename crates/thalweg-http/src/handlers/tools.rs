use axum::extract::State;
use axum::response::IntoResponse;
use axum::{Extension, Json as Answer};
use http::{HeaderMap, StatusCode};
use thalweg_access::Identity;
use thalweg_wire::{
    DecideApproval, InvokeTool, InvokedTool, JobApproval, Tool, ToolPage, ToolPatch,
};

use crate::extract::{Id, Json, Name, idempotency_key};
use crate::log_request::RequestId;
use crate::trail::Told;
use crate::{ApiError, AppState};

/// The tools that one may call, with what one chose of them.
#[utoipa::path(get, path = "/api/tools", tag = "tools",
    responses((status = 200, description = "All of them", body = ToolPage)))]
pub(crate) async fn list_tools(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
) -> Result<Answer<ToolPage>, ApiError> {
    Ok(Answer(app.chat.tools(&identity.principal).await?))
}

/// Choose whether a tool may be called, and whether it is switched on, for oneself.
#[utoipa::path(patch, path = "/api/tools/{tool}", tag = "tools", request_body = ToolPatch,
    params(("tool" = String, Path, description = "The tool's name")),
    responses((status = 200, description = "The tool as it is now", body = Tool)))]
pub(crate) async fn update_tool(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Name(name): Name,
    Json(patch): Json<ToolPatch>,
) -> Result<impl IntoResponse, ApiError> {
    let by = &identity.principal;
    let tool = app.chat.update_tool(by, &name, patch).await?;
    let (may, on) = (word(&tool.permission), tool.enabled);
    let told = Told {
        detail: Some(format!("permission {may}, enabled {on}")),
        ..Told::default()
    };
    Ok((Extension(told), Answer(tool)))
}

/// Call a tool. The answer names the job, which goes on by itself.
#[utoipa::path(post, path = "/api/tools/{tool}", tag = "tools", request_body = InvokeTool,
    params(
        ("tool" = String, Path, description = "The tool's name"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes repeating harmless")),
    responses((status = 202, description = "There is a job", body = InvokedTool)))]
pub(crate) async fn invoke_tool(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(request_id): Extension<RequestId>,
    Name(name): Name,
    headers: HeaderMap,
    Json(ask): Json<InvokeTool>,
) -> Result<impl IntoResponse, ApiError> {
    let key = idempotency_key(&headers)?;
    let by = &identity.principal;
    let invoked = app.chat.invoke_tool(by, &name, ask, key, &request_id.0);
    let job_id = invoked.await?;
    Ok((StatusCode::ACCEPTED, Answer(InvokedTool { job_id })))
}

/// Allow or deny a call that waits. The first decision counts.
#[utoipa::path(post, path = "/api/approvals/{id}", tag = "tools", request_body = DecideApproval,
    params(
        ("id" = String, Path, description = "The approval"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes repeating harmless")),
    responses((status = 200, description = "It counts", body = JobApproval)))]
pub(crate) async fn decide_approval(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
    headers: HeaderMap,
    Json(ask): Json<DecideApproval>,
) -> Result<impl IntoResponse, ApiError> {
    let key = idempotency_key(&headers)?;
    let decided = app.chat.decide_approval(&identity.principal, id, ask, key);
    let decided: JobApproval = decided.await?;
    let told = Told {
        detail: decided.decision.as_ref().map(word),
        ..Told::default()
    };
    Ok((Extension(told), Answer(decided)))
}

/// A word of the wire as it is sent.
fn word(value: &impl serde::Serialize) -> String {
    let word = serde_json::to_value(value).ok();
    let word = word.and_then(|word| word.as_str().map(Into::into));
    word.unwrap_or_default()
}
