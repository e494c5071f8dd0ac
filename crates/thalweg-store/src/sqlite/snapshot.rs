use bytes::Bytes;
use thalweg_chat::{Listed, messages_cursor};
use thalweg_log::{ChannelKind, ChannelName, Snapshots, StoreError};
use thalweg_wire::{ConversationSnapshot, JobSnapshot};
use uuid::Uuid;

use super::SqliteStore;
use super::view::{View, ViewError};
use crate::rows::SNAPSHOT_MESSAGES;

impl SqliteStore {
    /// See [`thalweg_log::LogStore::snapshot`].
    pub(super) async fn read_snapshots(
        &self,
        channels: &[ChannelName],
    ) -> Result<Snapshots, StoreError> {
        let channels = channels.to_vec();
        self.view(move |view| {
            let state = |name: &ChannelName| Ok((name.clone(), state(view, name)?));
            let states = channels
                .iter()
                .map(state)
                .collect::<Result<_, ViewError>>()?;
            Ok(Snapshots {
                cursor: view.cursor(),
                states,
            })
        })
        .await
    }
}

fn state(view: &View<'_>, channel: &ChannelName) -> Result<Option<Bytes>, ViewError> {
    let id = match channel.kind() {
        ChannelKind::Job => return job_state(view, channel),
        ChannelKind::Conversation => channel.name().parse::<Uuid>().ok(),
        _ => None,
    };
    let row = id.map(|id| view.conversation(id)).transpose()?.flatten();
    let Some(row) = row.filter(|row| row.deleted_at.is_none()) else {
        return Ok(None);
    };
    let id = row.conversation.id;
    let Listed {
        items: messages,
        next,
    } = view.newest_messages(id, None, SNAPSHOT_MESSAGES)?;
    let snapshot = ConversationSnapshot {
        conversation: row.conversation,
        messages,
        next_cursor: next.map(messages_cursor),
        run: view.open_run(id)?.map(|run| run.run),
        queue: super::rows::queue(view.conn, id)?
            .unwrap_or_default()
            .into_iter()
            .map(|row| row.message)
            .collect(),
    };
    json(&snapshot)
}

fn job_state(view: &View<'_>, channel: &ChannelName) -> Result<Option<Bytes>, ViewError> {
    let id = channel.name().parse::<Uuid>().ok();
    let row = id.map(|id| view.job(id)).transpose()?.flatten();
    row.map_or(Ok(None), |row| json(&JobSnapshot { job: row.job }))
}

fn json(snapshot: &impl serde::Serialize) -> Result<Option<Bytes>, ViewError> {
    let json =
        serde_json::to_vec(snapshot).map_err(|error| StoreError::Failed(error.to_string()))?;
    Ok(Some(json.into()))
}
