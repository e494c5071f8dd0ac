use thalweg_log::{ChannelKind, ChannelName, StoreError};
use tracing::{info, warn};
use uuid::Uuid;

use crate::Chat;

impl Chat {
    /// Waits for the sessions that a process before this one left, as long as for any other, and then
    /// ends those that nobody went on with.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read; then none is waited for.
    pub(crate) async fn await_left_sessions(&self) -> Result<(), StoreError> {
        let left = self.hub().store().channels(ChannelKind::Session).await?;
        if left.is_empty() {
            return Ok(());
        }
        let (chat, until) = (self.clone(), self.sessions().old_until);
        self.tasks().spawn("sessions_left", move |stop| async move {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep_until(until) => {}
            }
            let mut ended = 0;
            for channel in left {
                if stop.is_cancelled() {
                    return;
                }
                match chat.end_left(&channel).await {
                    Ok(is_over) => ended += usize::from(is_over),
                    // The next start finds it again.
                    Err(error) => warn!(%error, "a session that was left is not forgotten yet"),
                }
            }
            info!(sessions = ended, "sessions that were left are ended");
        });
        Ok(())
    }

    /// Ends the session of that channel, unless somebody went on with it.
    async fn end_left(&self, channel: &ChannelName) -> Result<bool, StoreError> {
        let Ok(id) = channel.name().parse::<Uuid>() else {
            return Ok(false);
        };
        if self.sessions().get(id).is_some() {
            // It ends like any other.
            return Ok(false);
        }
        let last = self.hub().store().last_seq(channel).await?;
        self.hub().store().trim(channel, last).await?;
        Ok(true)
    }
}
