use axum::extract::{Query, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{Uri, header};
use thalweg_access::{Identity, TicketError, TicketFor, Unauthenticated, read_cookie};

use crate::extract::has_place;
use crate::limit::{is_api, is_stream};
use crate::{ApiError, AppState};

/// The name in a query under which a ticket stands.
const TICKET: &str = "ticket";
/// What of a query chooses what is read. The rest says from where and how.
const SELECTION: [&str; 2] = ["channel", "type"];

/// The ticket that a request came with, and nothing else.
#[derive(Clone)]
pub(crate) struct Presented(String);

/// Refuses a ticket where none is taken, and beside another credential.
pub(crate) async fn check_ticket(mut request: Request, next: Next) -> Response {
    match presented(&request) {
        Ok(None) => next.run(request).await,
        Ok(Some(ticket)) => {
            request.extensions_mut().insert(ticket);
            next.run(request).await
        }
        Err(refused) => refused.into_response(),
    }
}

fn presented(request: &Request) -> Result<Option<Presented>, ApiError> {
    if !is_api(request.uri().path()) {
        return Ok(None);
    }
    let tickets = pairs(request.uri()).into_iter();
    let mut tickets = tickets.filter(|(name, _)| name == TICKET);
    let Some((_, ticket)) = tickets.next() else {
        return Ok(None);
    };
    let refused = |detail: &str| Err(ApiError::malformed(detail));
    if tickets.next().is_some() {
        return refused("Give `ticket` once.");
    }
    if !is_stream(request) {
        return refused("A ticket is for following a stream by `GET`, and for nothing else.");
    }
    let headers = request.headers();
    if headers.contains_key(header::AUTHORIZATION) || read_cookie(headers).is_some() {
        return refused("Give a ticket or another credential, not both.");
    }
    Ok(Some(Presented(ticket)))
}

/// Who is known by the ticket of a request.
pub(crate) fn by_ticket(
    app: &AppState,
    request: &Request,
    Presented(ticket): &Presented,
) -> Result<Identity, Unauthenticated> {
    let headers = request.headers();
    let origin = app.access.gate().origin_of(headers);
    let origin = origin.map_err(|_| TicketError::Elsewhere)?;
    let bound = bound(request.uri(), origin);
    app.access.by_ticket(ticket, &bound, has_place(headers))
}

/// What a ticket for this address is for.
pub(crate) fn bound(uri: &Uri, origin: Option<String>) -> TicketFor {
    let mut selection = pairs(uri);
    selection.retain(|(name, _)| SELECTION.contains(&name.as_str()));
    TicketFor {
        origin,
        path: uri.path().into(),
        selection,
    }
}

/// Whether a query holds a ticket already.
pub(crate) fn has_ticket(uri: &Uri) -> bool {
    pairs(uri).iter().any(|(name, _)| name == TICKET)
}

/// The address with a ticket.
pub(crate) fn with_ticket(path: &str, ticket: &str) -> String {
    let and = if path.contains('?') { '&' } else { '?' };
    format!("{path}{and}{TICKET}={ticket}")
}

/// A query as pairs; one that cannot be read has none, and its route says so.
fn pairs(uri: &Uri) -> Vec<(String, String)> {
    let read = uri.query().and_then(|_| Query::try_from_uri(uri).ok());
    read.map(|Query(pairs)| pairs).unwrap_or_default()
}
