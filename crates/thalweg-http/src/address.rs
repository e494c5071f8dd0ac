use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::warn;

use crate::{ApiError, AppState};

/// The address at the other end of the connection that a request came over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The address of whoever asks, over trusted proxies. `None` of a request that came over no
/// connection.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ClientAddress(pub(crate) Option<IpAddr>);

/// Whether somebody was told that forwarding headers are not believed.
static TOLD: AtomicBool = AtomicBool::new(false);

/// Finds out from which address it is asked. A header of a stranger that names another is ignored.
pub(crate) async fn locate(
    State(app): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    let trusted = &app.config.trusted_proxies;
    let named = |peer| trusted.client(peer, request.headers());
    let client = match peer.map(named).transpose() {
        Ok(client) => client,
        Err(refusal) => return ApiError::from(refusal).into_response(),
    };
    if trusted.is_empty()
        && request.headers().contains_key("x-forwarded-for")
        && !app.access.gate().direct_only
        && !TOLD.swap(true, Ordering::Relaxed)
    {
        warn!(
            "a proxy names its clients and is not believed, so all of them count as one address; \
             name it in `--trusted-proxies`"
        );
    }
    request.extensions_mut().insert(ClientAddress(client));
    next.run(request).await
}
