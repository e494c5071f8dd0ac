use serde::{Deserialize, Serialize};
use thalweg_log::{AppendError, Batch, PrincipalId, StoreError};
use thalweg_wire::{ApprovalDecision, DecideApproval, FieldError, JobApproval};
use uuid::Uuid;

use super::registry::Decided;
use crate::Chat;
use crate::key::{Found, Key};
use crate::validate::check_text;

/// The longest reason, in characters.
const REASON_CHARS: usize = 1_000;

/// Why a decision does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecideApprovalError {
    /// No such approval.
    #[error("no such approval")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// It was decided before.
    #[error("it was decided before")]
    Decided {
        /// What.
        decision: ApprovalDecision,
        /// Who, if a person did.
        by: Option<String>,
    },
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    Mismatch,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is kept under an idempotency key. Stored by name: add, never rename.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Answer {
    Decided(JobApproval),
}

impl Chat {
    /// Decides on a call of `by` that waits. Of several decisions the first counts. Answers once it
    /// is committed.
    ///
    /// # Errors
    /// [`DecideApprovalError`], each with its cause.
    ///
    /// Source: the wire contract, section 5.
    pub async fn decide_approval(
        &self,
        by: &PrincipalId,
        id: Uuid,
        ask: DecideApproval,
        key: Option<String>,
    ) -> Result<JobApproval, DecideApprovalError> {
        let now = self.now().0;
        let key = key.map(|key| Key::new(by, key, "approval", &(id, &ask), now));
        if let Some(key) = &key
            && let Some(found) = key.recall(&**self.hub().store()).await?
        {
            return match found {
                Found::Same(Answer::Decided(approval)) => Ok(approval),
                Found::Other => Err(DecideApprovalError::Mismatch),
            };
        }
        let fault = ask
            .reason
            .as_deref()
            .and_then(|reason| check_text("reason", reason, REASON_CHARS));
        if let Some(fault) = fault {
            return Err(DecideApprovalError::Invalid(vec![fault]));
        }
        let job = self.job_that_asks(by, id).await?;
        let decided = Decided {
            decision: ask.decision.into(),
            by: Some(by.clone()),
            reason: ask.reason,
        };
        let mut own = false;
        if let Some(handle) = self.jobs().get(job) {
            own = handle.decide(decided).1;
            handle.settled().await;
        }
        let row = self.store().job(job).await?.value;
        let approval = row.and_then(|row| row.job.approval);
        let approval = approval.ok_or(DecideApprovalError::NotFound)?;
        match approval.decision {
            Some(_) if own => {
                self.keep_decision(key, &approval).await?;
                Ok(approval)
            }
            Some(decision) => Err(DecideApprovalError::Decided {
                decision,
                by: approval.by,
            }),
            None => Err(StoreError::Failed("a decision was not written".into()).into()),
        }
    }

    /// The job whose approval has that id.
    async fn job_that_asks(&self, by: &PrincipalId, id: Uuid) -> Result<Uuid, DecideApprovalError> {
        let row = self.store().job_of_approval(id).await?;
        let row = row.filter(|row| row.owner == *by);
        row.map(|row| row.job.id)
            .ok_or(DecideApprovalError::NotFound)
    }

    async fn keep_decision(
        &self,
        key: Option<Key>,
        approval: &JobApproval,
    ) -> Result<(), StoreError> {
        let Some(key) = key else {
            return Ok(());
        };
        let batch = Batch {
            idempotency: Some(key.record(&Answer::Decided(approval.clone()))),
            ..Batch::default()
        };
        match self.hub().append(batch).await {
            Ok(_) | Err(AppendError::Repeated { .. }) => Ok(()),
            Err(AppendError::Store(failure)) => Err(failure),
            Err(other) => Err(StoreError::Failed(other.to_string())),
        }
    }
}
