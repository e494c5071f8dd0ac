use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use thalweg_wire::{ErrorCode, ReconnectReason};

use crate::limit::{is_api, is_stream};
use crate::stream::{RETRY_MS, come_back, jittered};
use crate::{ApiError, AppState};

/// How many requests are being worked on, up to the head of their answer: streams that are open and
/// WebSockets are not among them.
#[derive(Debug, Clone, Default)]
pub(crate) struct InWork(Arc<AtomicUsize>);

/// One of them.
struct Working(InWork);

impl InWork {
    fn begin(&self, most: usize) -> Option<Working> {
        let place = Working(self.clone());
        (self.0.fetch_add(1, Ordering::Relaxed) < most).then_some(place)
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Refuses what comes when too much is in work, so that what was begun gets done. Whether the server
/// lives is answered all the same: one that is busy must not be taken for dead.
pub(crate) async fn shed(State(app): State<AppState>, request: Request, next: Next) -> Response {
    if !is_api(request.uri().path()) {
        return next.run(request).await;
    }
    let Some(working) = app.in_work.begin(app.config.in_work) else {
        if is_stream(&request) {
            return come_back(jittered(&app, 2 * RETRY_MS), ReconnectReason::Overload);
        }
        let detail = "The server has too much to do. Nothing was done; try again in a moment.";
        let error = ApiError::new(ErrorCode::Overloaded, detail);
        return error
            .retry_after(jittered(&app, 2 * RETRY_MS).div_ceil(1_000))
            .into_response();
    };
    let response = next.run(request).await;
    drop(working);
    response
}
