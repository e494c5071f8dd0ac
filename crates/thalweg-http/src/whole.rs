use std::future::Future;

use thalweg_access::Over;
use thalweg_transports::Control;
use tokio::sync::oneshot;

use crate::{ApiError, App, AppState};

/// Makes a change to its end, although whoever asked for it may go: what is over in the store is over
/// in memory as well, and its streams end.
///
/// # Errors
/// Those of the work; `internal` if it panicked.
pub(crate) async fn whole<T, F, Fut>(app: &AppState, work: F) -> Result<T, ApiError>
where
    T: Send + 'static,
    F: FnOnce(AppState) -> Fut,
    Fut: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    let (done, result) = oneshot::channel();
    let work = work(app.clone());
    app.changes.spawn("change of accounts", |_| async move {
        // Whoever asked may have gone; the work is done all the same.
        let _ = done.send(work.await);
    });
    result.await.map_err(ApiError::internal)?
}

impl App {
    /// Ends the streams of sessions that are over.
    pub(crate) fn end_streams(&self, Over(sessions): &Over) {
        self.streams.tell_credentials(sessions, Control::Expire);
    }
}
