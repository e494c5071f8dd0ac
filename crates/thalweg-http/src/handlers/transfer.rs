use std::fmt::Write as _;
use std::str::FromStr as _;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json as Answer};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use thalweg_access::Identity;
use thalweg_chat::{Export, ExportFormat};
use thalweg_wire::{Conversation, ConversationExport};
use uuid::Uuid;

use crate::extract::{Id, JsonUpTo, Pairs, idempotency_key};
use crate::{ApiError, AppState};

/// The longest conversation that can be brought in, in bytes.
const IMPORT_BYTES: usize = 32 * 1024 * 1024;

/// A conversation as a file.
#[utoipa::path(get, path = "/api/conversations/{id}/export", tag = "chat",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("format" = Option<String>, Query, description = "`json`, with all branches, which can be brought in again (if absent); or `md`, one branch for people"),
        ("leaf" = Option<String>, Query, description = "For `md`: the branch that ends in this message; the one that is shown first if absent")),
    responses((status = 200, description = "The file", content(
        (ConversationExport = "application/json"), (String = "text/markdown")))))]
pub(crate) async fn export_conversation(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
    pairs: Pairs,
) -> Result<Response, ApiError> {
    let (format, kind) = match pairs.one("format")? {
        None | Some("json") => (ExportFormat::Json, "application/json"),
        Some("md") => (ExportFormat::Markdown, "text/markdown; charset=utf-8"),
        Some(_) => return Err(ApiError::malformed("`format` is `json` or `md`.")),
    };
    let leaf = pairs.one("leaf")?.map(Uuid::from_str).transpose();
    let leaf = leaf.map_err(|_| ApiError::malformed("`leaf` is the id of a message."))?;
    if leaf.is_some() && format == ExportFormat::Json {
        return Err(ApiError::malformed("`leaf` goes with `format=md`."));
    }
    let Export { name, body } = app
        .chat
        .export(&identity.principal, id, format, leaf)
        .await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, attachment(&name)),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// Make a conversation from one that was written as JSON.
#[utoipa::path(post, path = "/api/conversations/import", tag = "chat", request_body = ConversationExport,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes repeating harmless")),
    responses((status = 201, description = "It is there, under new ids", body = Conversation)))]
pub(crate) async fn import_conversation(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    headers: HeaderMap,
    JsonUpTo(export): JsonUpTo<ConversationExport, IMPORT_BYTES>,
) -> Result<impl IntoResponse, ApiError> {
    let key = idempotency_key(&headers)?;
    let conversation = app.chat.import(&identity.principal, export, key).await?;
    Ok((StatusCode::CREATED, Answer(conversation)))
}

/// Says that the answer is a file, and its name: in ASCII for old clients, and whole.
///
/// Source: RFC 6266, with the encoding of RFC 8187.
fn attachment(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '%' => '_',
            ' '..='~' => c,
            _ => '_',
        })
        .collect();
    let mut text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn a_name_is_told_in_ascii_and_whole() {
        assert_eq!(
            attachment("a \"b\" 100%.md"),
            "attachment; filename=\"a _b_ 100_.md\"; filename*=UTF-8''a%20%22b%22%20100%25.md"
        );
        assert_eq!(
            attachment("天 ä.json"),
            "attachment; filename=\"_ _.json\"; filename*=UTF-8''%E5%A4%A9%20%C3%A4.json"
        );
        assert_eq!(
            attachment("a\r\nX: y"),
            "attachment; filename=\"a__X: y\"; filename*=UTF-8''a%0D%0AX%3A%20y"
        );
    }
}
