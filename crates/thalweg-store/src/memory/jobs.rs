use async_trait::async_trait;
use bytes::Bytes;
use thalweg_chat::{AsOf, JobRow, JobStore, ListKey, Listed};
use thalweg_log::{ChannelName, PrincipalId, StoreError};
use thalweg_wire::{Job, JobSnapshot, ToolChoice};
use uuid::Uuid;

use super::{MemoryStore, State};
use crate::rows::{Pages, size_of};

#[async_trait]
impl JobStore for MemoryStore {
    async fn job(&self, id: Uuid) -> Result<AsOf<Option<JobRow>>, StoreError> {
        let state = self.state()?;
        Ok(state.as_of(state.rows.jobs.get(&id).cloned()))
    }

    async fn job_of_approval(&self, approval: Uuid) -> Result<Option<JobRow>, StoreError> {
        let state = self.state()?;
        let asks = |row: &&JobRow| row.job.approvals().any(|own| own.id == approval);
        Ok(state.rows.jobs.values().find(asks).cloned())
    }

    async fn jobs(
        &self,
        owner: &PrincipalId,
        before: Option<ListKey>,
        limit: usize,
    ) -> Result<AsOf<Listed<Job>>, StoreError> {
        let state = self.state()?;
        let rows = state.rows.jobs.values();
        let mut own: Vec<_> = rows
            .filter(|row| row.owner == *owner && before.is_none_or(|key| row.start < key.0))
            .collect();
        own.sort_unstable_by_key(|row| std::cmp::Reverse(row.start));
        let mut pages = Pages::new(limit);
        for row in own {
            if pages.add(row.job.clone(), size_of(&row.job), row.start) {
                break;
            }
        }
        Ok(state.as_of(pages.listed()))
    }

    async fn open_jobs(&self) -> Result<Vec<JobRow>, StoreError> {
        let state = self.state()?;
        let open = state.rows.jobs.values().filter(|row| row.end.is_none());
        let mut open: Vec<_> = open.cloned().collect();
        open.sort_unstable_by_key(|row| row.start);
        Ok(open)
    }

    async fn tool_choices(&self, owner: &PrincipalId) -> Result<Vec<ToolChoice>, StoreError> {
        let state = self.state()?;
        let all = state.rows.tool_choices.iter();
        let own = all.filter(|((of, _), _)| of == owner);
        Ok(own.map(|(_, choice)| choice.clone()).collect())
    }
}

impl State {
    /// The present state of a job's channel, if it is one.
    pub(super) fn job_snapshot(&self, channel: &ChannelName) -> Option<Bytes> {
        let id = channel.name().parse::<Uuid>().ok()?;
        let job = self.rows.jobs.get(&id)?.job.clone();
        // The wire's own types always are JSON.
        serde_json::to_vec(&JobSnapshot { job })
            .ok()
            .map(Into::into)
    }
}
