use thalweg_log::{ChannelName, PrincipalId, ReadLimit, StoreError};
use thalweg_wire::{Job, JobPage};
use uuid::Uuid;

use super::invoke::invoked_under;
use super::{JobPrivate, JobRow};
use crate::{AsOf, Chat, JobSession, ReadError, page};

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

    /// Which call of which session a job is, as its first event says.
    pub(crate) async fn session_of(&self, row: &JobRow) -> Result<Option<JobSession>, StoreError> {
        let limit = ReadLimit {
            events: 1,
            ..ReadLimit::default()
        };
        let channel = [ChannelName::job(row.job.id)];
        let first = self.hub().store().read(&channel, row.start, limit);
        let first = first.await?.events.into_iter().next();
        let private = first.and_then(|event| event.private);
        let private = private.and_then(|own| serde_json::from_slice::<JobPrivate>(&own).ok());
        Ok(private.and_then(|private| private.session))
    }

    /// The job that the call `call` of `by` became, as long as its idempotency key counts.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn job_of_call(
        &self,
        by: &PrincipalId,
        call: &str,
    ) -> Result<Option<Uuid>, StoreError> {
        let record = self.hub().store().recall(by, call, self.now().0).await?;
        Ok(record.and_then(|record| invoked_under(&record)))
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
