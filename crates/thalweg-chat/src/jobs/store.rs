use async_trait::async_trait;
use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::{Job, ToolChoice};
use uuid::Uuid;

use super::JobRow;
use crate::{AsOf, ListKey, Listed};

/// The rows of jobs and of what people chose of tools. Every read is one transaction.
///
/// All methods fail with [`StoreError`] if the store cannot be read.
#[async_trait]
pub trait JobStore: Send + Sync + 'static {
    /// A job.
    async fn job(&self, id: Uuid) -> Result<AsOf<Option<JobRow>>, StoreError>;

    /// The job that waits, or waited, for leave under that id.
    async fn job_of_approval(&self, approval: Uuid) -> Result<Option<JobRow>, StoreError>;

    /// The newest jobs of `owner` before a place: at most `limit` of them, and not more than 1 MiB if
    /// there is more than one.
    async fn jobs(
        &self,
        owner: &PrincipalId,
        before: Option<ListKey>,
        limit: usize,
    ) -> Result<AsOf<Listed<Job>>, StoreError>;

    /// Every job that has not ended, the oldest first.
    async fn open_jobs(&self) -> Result<Vec<JobRow>, StoreError>;

    /// What `owner` chose of tools, by their names.
    async fn tool_choices(&self, owner: &PrincipalId) -> Result<Vec<ToolChoice>, StoreError>;
}
