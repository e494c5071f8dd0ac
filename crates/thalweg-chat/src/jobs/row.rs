use serde::{Deserialize, Serialize};
use thalweg_log::{Event, Position, PrincipalId};
use thalweg_wire::Job;

use crate::JobSession;

/// A job as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRow {
    /// What the wire shows of it, as of its last change of state; `asOf` is absent.
    pub job: Job,
    /// Whose it is.
    pub owner: PrincipalId,
    /// The place right before its first event, which orders the list.
    pub start: Position,
    /// The place of its last event, once it ended.
    pub end: Option<Position>,
    /// Finds the request that started it in the log.
    pub request_id: String,
}

/// What a `job` event stores for the server alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobPrivate {
    /// Whose it is.
    pub owner: String,
    /// Finds the request that started it in the log.
    pub request_id: String,
    /// Which call of which session it is, if it was called in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<JobSession>,
}

impl JobRow {
    /// The row that follows from a `job` event, if it is the job's first; later ones keep its start.
    ///
    /// # Errors
    /// If the event cannot be read, because a later version wrote it.
    pub(crate) fn of(event: &Event) -> Result<Option<Self>, serde_json::Error> {
        let job: Job = serde_json::from_slice(&event.data)?;
        let own: JobPrivate = serde_json::from_slice(event.private.as_deref().unwrap_or_default())?;
        let Ok(owner) = own.owner.parse() else {
            return Ok(None);
        };
        let position = event.position();
        Ok(Some(Self {
            end: job.status.is_end().then_some(position),
            start: Position::new(position.get().saturating_sub(1)),
            request_id: own.request_id,
            owner,
            job,
        }))
    }

    /// Takes over what a later event says, unless the job has ended.
    pub fn go_on(&mut self, later: Self) {
        if self.end.is_none() {
            (self.job, self.end) = (later.job, later.end);
        }
    }
}
