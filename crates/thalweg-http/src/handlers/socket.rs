use axum::Extension;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use thalweg_access::Identity;
use thalweg_transports::ws::{accept_deflate, accept_key};
use thalweg_wire::ErrorCode;

use crate::address::ClientAddress;
use crate::log_request::RequestId;
use crate::socket::{Guest, serve_socket};
use crate::{ApiError, AppState};

/// The one subprotocol that is spoken.
const PROTOCOL: &str = "thalweg.v1";

/// Open a WebSocket: `Sec-WebSocket-Protocol: thalweg.v1`.
///
/// Texts are `ClientFrame` one way and `ServerFrame` the other. Tools are called in a session that
/// survives the connection; channels are followed as over `GET /api/events`.
#[utoipa::path(get, path = "/api/ws", tag = "websocket",
    responses((status = 101, description = "A WebSocket")))]
pub(crate) async fn open_socket(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(request_id): Extension<RequestId>,
    Extension(address): Extension<ClientAddress>,
    mut request: Request,
) -> Response {
    let headers = request.headers();
    let accepted = match handshake(headers) {
        Ok(accepted) => accepted,
        Err(refusal) => return *refusal,
    };
    let offers = joined(headers, &header::SEC_WEBSOCKET_EXTENSIONS);
    let deflate = accept_deflate(&offers);
    let upgrade = hyper::upgrade::on(&mut request);
    let guest = Guest {
        identity,
        address: address.0,
        request_id: request_id.0.into(),
        compresses: deflate.is_some(),
    };
    serve_socket(&app, upgrade, guest);
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accepted);
    let protocol = HeaderValue::from_static(PROTOCOL);
    headers.insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
    if let Some(deflate) = deflate {
        let value = HeaderValue::from_static(deflate);
        headers.insert(header::SEC_WEBSOCKET_EXTENSIONS, value);
    }
    response
}

/// Checks what a client must say to open a WebSocket; the answer to its key.
///
/// Source: RFC 6455, section 4.2.
fn handshake(headers: &HeaderMap) -> Result<HeaderValue, Box<Response>> {
    let asks = has_word(headers, &header::CONNECTION, "upgrade")
        && has_word(headers, &header::UPGRADE, "websocket");
    let version = headers.get(header::SEC_WEBSOCKET_VERSION);
    if !asks || version.map(HeaderValue::as_bytes) != Some(b"13") {
        let detail = "This route is a WebSocket's (RFC 6455, version 13): ask for an upgrade.";
        let error = ApiError::new(ErrorCode::UpgradeRequired, detail);
        let mut response = error.into_response();
        let headers = response.headers_mut();
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
        let version = HeaderValue::from_static("13");
        headers.insert(header::SEC_WEBSOCKET_VERSION, version);
        return Err(Box::new(response));
    }
    let key = headers.get(header::SEC_WEBSOCKET_KEY);
    let accepted = key
        .and_then(|key| accept_key(key.to_str().ok()?))
        .and_then(|accepted| HeaderValue::from_str(&accepted).ok());
    let Some(accepted) = accepted else {
        let detail = "`Sec-WebSocket-Key` is the base64 of 16 bytes.";
        return Err(Box::new(ApiError::malformed(detail).into_response()));
    };
    let offered = joined(headers, &header::SEC_WEBSOCKET_PROTOCOL);
    if !offered.split(',').any(|name| name.trim() == PROTOCOL) {
        let detail = format!("Name the subprotocol `{PROTOCOL}`: `Sec-WebSocket-Protocol`.");
        let error = ApiError::new(ErrorCode::UnsupportedProtocol, detail);
        return Err(Box::new(error.into_response()));
    }
    Ok(accepted)
}

/// All values of a header that is a list.
fn joined(headers: &HeaderMap, name: &HeaderName) -> String {
    let values = headers.get_all(name).iter();
    let texts: Vec<_> = values.filter_map(|value| value.to_str().ok()).collect();
    texts.join(",")
}

fn has_word(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    let list = joined(headers, name);
    list.split(',')
        .any(|part| part.trim().eq_ignore_ascii_case(word))
}
