use axum::extract::State;
use axum::response::IntoResponse;
use axum::{Extension, Json as Answer};
use http::{HeaderMap, StatusCode};
use thalweg_wire::{
    McpServer, McpServerPage, McpServerPatch, NewMcpServer, TestMcpServer, TestedMcpServer,
};

use crate::extract::{Json, Name, idempotency_key};
use crate::owner::{Owner, ProvenOwner};
use crate::trail::Told;
use crate::{ApiError, AppState};

/// The servers of the Model Context Protocol, by name, with how they do. For the owner alone.
#[utoipa::path(get, path = "/api/mcp-servers", tag = "tools",
    responses((status = 200, description = "All of them", body = McpServerPage)))]
pub(crate) async fn list_mcp_servers(
    _: Owner,
    State(app): State<AppState>,
) -> Result<Answer<McpServerPage>, ApiError> {
    Ok(Answer(app.sources.mcp_servers().await?))
}

/// Make a server of the Model Context Protocol known. Its tools come as soon as it was reached. Needs
/// the owner's cookie.
#[utoipa::path(post, path = "/api/mcp-servers", tag = "tools", request_body = NewMcpServer,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes repeating harmless")),
    responses((status = 201, description = "It is there, and being reached", body = McpServer)))]
pub(crate) async fn create_mcp_server(
    _: ProvenOwner,
    State(app): State<AppState>,
    headers: HeaderMap,
    Json(new): Json<NewMcpServer>,
) -> Result<impl IntoResponse, ApiError> {
    let key = idempotency_key(&headers)?;
    let server = app.sources.create_mcp_server(new, key).await?;
    let told = Told {
        target: Some(format!("mcp-servers/{}", server.name)),
        ..Told::default()
    };
    Ok((StatusCode::CREATED, Extension(told), Answer(server)))
}

/// Change a server of the Model Context Protocol. It is reached anew if how it is reached changed.
/// Needs the owner's cookie.
#[utoipa::path(patch, path = "/api/mcp-servers/{name}", tag = "tools", request_body = McpServerPatch,
    params(("name" = String, Path, description = "The server's name")),
    responses((status = 200, description = "The server as it is now", body = McpServer)))]
pub(crate) async fn update_mcp_server(
    _: ProvenOwner,
    State(app): State<AppState>,
    Name(name): Name,
    Json(patch): Json<McpServerPatch>,
) -> Result<Answer<McpServer>, ApiError> {
    Ok(Answer(app.sources.update_mcp_server(&name, patch).await?))
}

/// Forget a server of the Model Context Protocol, with what its owner chose of its tools. Needs the
/// owner's cookie.
#[utoipa::path(delete, path = "/api/mcp-servers/{name}", tag = "tools",
    params(("name" = String, Path, description = "The server's name")),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn delete_mcp_server(
    _: ProvenOwner,
    State(app): State<AppState>,
    Name(name): Name,
) -> Result<StatusCode, ApiError> {
    app.sources.delete_mcp_server(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let go of a server of the Model Context Protocol and reach for it anew, at once. Needs the owner's
/// cookie.
#[utoipa::path(post, path = "/api/mcp-servers/{name}/restart", tag = "tools",
    params(("name" = String, Path, description = "The server's name")),
    responses((status = 202, description = "It is being reached", body = McpServer)))]
pub(crate) async fn restart_mcp_server(
    _: ProvenOwner,
    State(app): State<AppState>,
    Name(name): Name,
) -> Result<impl IntoResponse, ApiError> {
    let server = app.sources.restart_mcp_server(&name).await?;
    Ok((StatusCode::ACCEPTED, Answer(server)))
}

/// Reach a server of the Model Context Protocol once and list its tools, within 35 s. Nothing is kept.
/// Needs the owner's cookie.
#[utoipa::path(post, path = "/api/mcp-servers/test", tag = "tools", request_body = TestMcpServer,
    responses((status = 200, description = "What came of it", body = TestedMcpServer)))]
pub(crate) async fn test_mcp_server(
    _: ProvenOwner,
    State(app): State<AppState>,
    Json(test): Json<TestMcpServer>,
) -> Result<Answer<TestedMcpServer>, ApiError> {
    Ok(Answer(app.sources.test_mcp_server(test).await?))
}
