use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::{Job, JobPage};
use uuid::Uuid;

use super::JobRow;
use crate::{AsOf, Chat, ReadError, page};

/// Tells the list of jobs from other lists.
const LIST: char = 'j';

impl Chat {
    /// The job `id` of `by` as it is now, with the place in the log that it is of.
    ///
    /// # Errors
    /// [`ReadError::NotFound`], [`ReadError::Store`].
    pub async fn job(&self, by: &PrincipalId, id: Uuid) -> Result<Job, ReadError> {
        let AsOf { value, position } = self.store().job(id).await?;
        let row = value.filter(|row| row.owner == *by);
        let mut job = self.live(row.ok_or(ReadError::NotFound)?.job);
        job.as_of = Some(self.hub().cursor_at(position).to_string());
        Ok(job)
    }

    /// The row of the job `id` of `by`.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn job_row(&self, by: &PrincipalId, id: Uuid) -> Result<Option<JobRow>, StoreError> {
        let row = self.store().job(id).await?.value;
        Ok(row.filter(|row| row.owner == *by))
    }

    /// A page of at most `limit` (1 to 200) jobs of `by`, newest first; fewer if they are long. The
    /// first page tells the place in the log that it is of.
    ///
    /// # Errors
    /// [`ReadError::MalformedPage`], [`ReadError::Store`].
    pub async fn list_jobs(
        &self,
        by: &PrincipalId,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<JobPage, ReadError> {
        let before = match cursor {
            Some(text) => Some(page::decode(LIST, text).ok_or(ReadError::MalformedPage)?),
            None => None,
        };
        let limit = limit.clamp(1, page::MOST);
        let AsOf { value, position } = self.store().jobs(by, before, limit).await?;
        Ok(JobPage {
            items: value.items.into_iter().map(|job| self.live(job)).collect(),
            next_cursor: value.next.map(|key| page::encode(LIST, key)),
            as_of: before
                .is_none()
                .then(|| self.hub().cursor_at(position).to_string()),
        })
    }

    /// How many jobs this process executes.
    pub fn jobs_in_progress(&self) -> usize {
        self.jobs().count()
    }

    /// The job with how far it is, which no row holds.
    fn live(&self, mut job: Job) -> Job {
        if !job.status.is_end() {
            let handle = self.jobs().get(job.id);
            job.progress = handle.and_then(|handle| handle.progress());
        }
        job
    }
}
