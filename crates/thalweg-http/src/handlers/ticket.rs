use axum::extract::State;
use axum::{Extension, Json as Answer};
use http::uri::PathAndQuery;
use http::{HeaderMap, StatusCode, Uri};
use thalweg_access::Identity;
use thalweg_wire::{FieldError, NewTicket, Ticket};

use crate::extract::Json;
use crate::limit::is_stream_path;
use crate::ticket::{bound, has_ticket, with_ticket};
use crate::{ApiError, AppState};

/// The longest path with its query, in bytes.
const LONGEST: usize = 8 * 1024;

/// Get leave to follow one stream by its address alone.
///
/// For a browser's `EventSource`, which sends no header, on a page of another origin. The ticket counts
/// for this path, for the channels and types that its query chooses, and for one origin; for the
/// principal who asks and no longer than their credential. It has to be used within 30 s, and counts
/// again only with `Last-Event-ID`.
#[utoipa::path(post, path = "/api/auth/ticket", tag = "access", request_body = NewTicket,
    responses((status = 201, description = "The ticket, which is shown here and never again", body = Ticket)))]
pub(crate) async fn create_ticket(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    headers: HeaderMap,
    Json(asked): Json<NewTicket>,
) -> Result<(StatusCode, Answer<Ticket>), ApiError> {
    let gate = app.access.gate();
    let origin = match &asked.origin {
        Some(named) => gate.foreign(named, &headers).map_err(|_| {
            let message = "an origin that the server's `--allowed-origins` names";
            fault("origin", message)
        })?,
        None => gate.origin_of(&headers)?,
    };
    let uri = stream_address(&asked.path).map_err(|message| fault("path", message))?;
    let (ticket, first_use) = app.access.make_ticket(&identity, &bound(&uri, origin));
    let answer = Ticket {
        url: with_ticket(&asked.path, &ticket),
        ticket,
        expires_at: first_use.into(),
    };
    Ok((StatusCode::CREATED, Answer(answer)))
}

fn stream_address(path: &str) -> Result<Uri, &'static str> {
    if path.len() > LONGEST {
        return Err("at most 8,192 bytes");
    }
    let read = path.parse::<PathAndQuery>().ok();
    let read = read.filter(|read| read.as_str() == path).map(Uri::from);
    let uri = read.ok_or("a path and its query, such as `/api/events?channel=user:me`")?;
    if !is_stream_path(uri.path()) {
        return Err("the path of a stream that is followed by `GET`, such as `/api/events`");
    }
    if has_ticket(&uri) {
        return Err("without a `ticket`");
    }
    Ok(uri)
}

fn fault(path: &str, message: &str) -> ApiError {
    ApiError::fields(vec![FieldError {
        path: path.into(),
        message: message.into(),
    }])
}
