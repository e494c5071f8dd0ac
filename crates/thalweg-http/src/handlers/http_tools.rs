use axum::extract::State;
use axum::response::IntoResponse;
use axum::{Extension, Json as Answer};
use http::{HeaderMap, StatusCode};
use thalweg_wire::{
    HttpTool, HttpToolPage, HttpToolPatch, NewHttpTool, TestHttpTool, TestedHttpTool,
};

use crate::extract::{Json, Name, idempotency_key};
use crate::owner::{Owner, ProvenOwner};
use crate::trail::Told;
use crate::{ApiError, AppState};

/// The tools that are HTTP requests, by name. For the owner alone.
#[utoipa::path(get, path = "/api/http-tools", tag = "tools",
    responses((status = 200, description = "All of them", body = HttpToolPage)))]
pub(crate) async fn list_http_tools(
    _: Owner,
    State(app): State<AppState>,
) -> Result<Answer<HttpToolPage>, ApiError> {
    Ok(Answer(app.sources.http_tools().await?))
}

/// Make a tool of an HTTP request. It can be called at once. Needs the owner's cookie.
#[utoipa::path(post, path = "/api/http-tools", tag = "tools", request_body = NewHttpTool,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes repeating harmless")),
    responses((status = 201, description = "It is there", body = HttpTool)))]
pub(crate) async fn create_http_tool(
    _: ProvenOwner,
    State(app): State<AppState>,
    headers: HeaderMap,
    Json(new): Json<NewHttpTool>,
) -> Result<impl IntoResponse, ApiError> {
    let key = idempotency_key(&headers)?;
    let tool = app.sources.create_http_tool(new, key).await?;
    let told = Told {
        target: Some(format!("http-tools/{}", tool.name)),
        ..Told::default()
    };
    Ok((StatusCode::CREATED, Extension(told), Answer(tool)))
}

/// Change a tool that is an HTTP request. Calls that run go on as they began. Needs the owner's cookie.
#[utoipa::path(patch, path = "/api/http-tools/{name}", tag = "tools", request_body = HttpToolPatch,
    params(("name" = String, Path, description = "The tool's name")),
    responses((status = 200, description = "The tool as it is now", body = HttpTool)))]
pub(crate) async fn update_http_tool(
    _: ProvenOwner,
    State(app): State<AppState>,
    Name(name): Name,
    Json(patch): Json<HttpToolPatch>,
) -> Result<Answer<HttpTool>, ApiError> {
    Ok(Answer(app.sources.update_http_tool(&name, patch).await?))
}

/// Delete a tool that is an HTTP request, with what its owner chose of it. Needs the owner's cookie.
#[utoipa::path(delete, path = "/api/http-tools/{name}", tag = "tools",
    params(("name" = String, Path, description = "The tool's name")),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn delete_http_tool(
    _: ProvenOwner,
    State(app): State<AppState>,
    Name(name): Name,
) -> Result<StatusCode, ApiError> {
    app.sources.delete_http_tool(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask once as a tool would. Nothing is kept. Needs the owner's cookie.
#[utoipa::path(post, path = "/api/http-tools/test", tag = "tools", request_body = TestHttpTool,
    responses((status = 200, description = "What came of it", body = TestedHttpTool)))]
pub(crate) async fn test_http_tool(
    _: ProvenOwner,
    State(app): State<AppState>,
    Json(test): Json<TestHttpTool>,
) -> Result<Answer<TestedHttpTool>, ApiError> {
    Ok(Answer(app.sources.test_http_tool(test).await?))
}
