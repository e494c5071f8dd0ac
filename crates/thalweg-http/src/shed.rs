use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use parking_lot::Mutex;
use thalweg_wire::{ErrorCode, ReconnectReason};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::limit::{is_api, is_stream};
use crate::stream::{RETRY_MS, come_back, jittered};
use crate::{ApiError, AppState};

/// How many requests are being worked on, up to the head of their answer: streams that are open and
/// WebSockets are not among them.
#[derive(Debug, Clone, Default)]
pub(crate) struct InWork(Arc<AtomicUsize>);

/// So many streams are opened at the same time. Opening one asks the store, which is faster than readers
/// who come back all at once; what waits here takes little memory, what is begun takes more.
const OPENINGS: usize = 128;

/// How long a stream waits for those before it at most. Who asks is among what is found out when one is
/// opened, and an issuer of tokens that does not answer must not hold up everybody else.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many streams are being opened, up to the head of their answer.
#[derive(Debug, Clone)]
pub(crate) struct Openings(Arc<Semaphore>);

impl Default for Openings {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(OPENINGS)))
    }
}

impl Openings {
    /// Waits for a turn, and no longer than [`PATIENCE`]: then it is opened all the same.
    async fn begin(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(at_once) = self.0.try_acquire() {
            return Some(at_once);
        }
        // It is never closed.
        timeout(PATIENCE, self.0.acquire()).await.ok()?.ok()
    }
}

/// One of them.
struct Working(InWork);

/// A request's place among those in work. While its body is on the way it has none: whoever sends slowly
/// keeps nobody else out.
#[derive(Clone)]
pub(crate) struct Place {
    app: AppState,
    held: Arc<Mutex<Option<Working>>>,
}

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

impl Place {
    fn take(app: &AppState) -> Option<Self> {
        let working = app.in_work.begin(app.config.in_work)?;
        let (app, held) = (app.clone(), Arc::new(Mutex::new(Some(working))));
        Some(Self { app, held })
    }

    /// Waits for a body without a place, and then takes one again.
    ///
    /// # Errors
    /// `overloaded` if there is none by then.
    pub(crate) async fn leave_for<T>(&self, body: impl Future<Output = T>) -> Result<T, ApiError> {
        self.leave();
        let body = body.await;
        let working = self.app.in_work.begin(self.app.config.in_work);
        let working = working.ok_or_else(|| too_much(&self.app))?;
        *self.held.lock() = Some(working);
        Ok(body)
    }

    fn leave(&self) {
        self.held.lock().take();
    }
}

/// What is answered when there is too much to do.
pub(crate) fn too_much(app: &AppState) -> ApiError {
    let detail = "The server has too much to do. Nothing was done; try again in a moment.";
    let error = ApiError::new(ErrorCode::Overloaded, detail);
    error.retry_after(jittered(app, 2 * RETRY_MS).div_ceil(1_000))
}

/// Refuses what comes when too much is in work, so that what was begun gets done. Whether the server
/// lives is answered all the same: one that is busy must not be taken for dead.
pub(crate) async fn shed(
    State(app): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    if !is_api(request.uri().path()) {
        return next.run(request).await;
    }
    let Some(place) = Place::take(&app) else {
        if is_stream(&request) {
            return come_back(jittered(&app, 2 * RETRY_MS), ReconnectReason::Overload);
        }
        return too_much(&app).into_response();
    };
    request.extensions_mut().insert(place.clone());
    let opening = match is_stream(&request) {
        true => app.openings.begin().await,
        false => None,
    };
    let response = next.run(request).await;
    drop(opening);
    place.leave();
    response
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_stream_waits_for_those_before_it_and_not_for_ever() {
        let openings = Openings::default();
        let mut before = Vec::new();
        for _ in 0..OPENINGS {
            before.push(openings.begin().await.expect("a turn"));
        }
        let began = Instant::now();
        assert!(openings.begin().await.is_none());
        assert_eq!(began.elapsed(), PATIENCE);
        let waits = openings.begin();
        tokio::pin!(waits);
        assert!(futures_util::poll!(&mut waits).is_pending());
        before.pop();
        assert!(waits.await.is_some());
        assert_eq!(began.elapsed(), PATIENCE, "it got the turn at once");
    }
}
