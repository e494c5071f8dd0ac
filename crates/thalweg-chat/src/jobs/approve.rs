use serde::{Deserialize, Serialize};
use thalweg_log::{AppendError, Batch, PrincipalId, StoreError};
use thalweg_wire::{ApprovalAnswer, ApprovalDecision, DecideApproval, FieldError, JobApproval};
use uuid::Uuid;

use super::pending::Decided;
use crate::Chat;
use crate::key::{Found, Key};
use crate::tools::faults_of;
use crate::validate::{check_text, wrong};

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
    /// Decides on a call of `by` that waits for leave, or answers its question. Of several decisions
    /// the first counts. Answers once it is committed.
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
        let row = self.store().job_of_approval(id).await?;
        let job = row.filter(|row| row.owner == *by).map(|row| row.job);
        let job = job.ok_or(DecideApprovalError::NotFound)?;
        let asked = job.approvals().find(|asked| asked.id == id);
        let asked = asked.ok_or(DecideApprovalError::NotFound)?;
        if asked.decision.is_some() {
            return Err(decided_before(asked));
        }
        let faults = faults(&ask, asked);
        if !faults.is_empty() {
            return Err(DecideApprovalError::Invalid(faults));
        }
        let decided = Decided {
            decision: ask.decision.into(),
            by: Some(by.clone()),
            reason: ask.reason,
            content: ask.content,
        };
        let mut own = false;
        let handle = self.jobs().get(job.id);
        if let Some(pending) = handle.and_then(|handle| handle.asked(id)) {
            own = pending.decide(decided).1;
            pending.settled().await;
        }
        let row = self.store().job(job.id).await?.value;
        let asked = row.and_then(|row| row.job.approvals().find(|asked| asked.id == id).cloned());
        let asked = asked.ok_or(DecideApprovalError::NotFound)?;
        match asked.decision {
            Some(_) if own => {
                self.keep_decision(key, &asked).await?;
                Ok(asked)
            }
            Some(_) => Err(decided_before(&asked)),
            None => Err(StoreError::Failed("a decision was not written".into()).into()),
        }
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
            Err(failure) => Err(failure.unexpected()),
        }
    }
}

fn decided_before(asked: &JobApproval) -> DecideApprovalError {
    DecideApprovalError::Decided {
        // Nobody decided where this says so.
        decision: asked.decision.unwrap_or(ApprovalDecision::Cancelled),
        by: asked.by.clone(),
    }
}

/// What is wrong with a decision on what is asked.
fn faults(ask: &DecideApproval, asked: &JobApproval) -> Vec<FieldError> {
    let fault = |field, words| vec![wrong(field, words)];
    match (&asked.form, ask.decision, &ask.content) {
        (Some(form), ApprovalAnswer::Allow, Some(content)) => faults_of(form, content),
        (Some(_), ApprovalAnswer::Allow, None) => fault("content", "give the answer"),
        (Some(_), ApprovalAnswer::Always, _) => {
            fault("decision", "give `allow`, `deny` or `cancel` to a question")
        }
        (Some(_), ApprovalAnswer::Deny | ApprovalAnswer::Cancel, Some(_)) => {
            fault("content", "leave it out where the question is not answered")
        }
        (None, ApprovalAnswer::Cancel, _) => fault(
            "decision",
            "give `allow`, `always` or `deny` where leave is asked for",
        ),
        (None, _, Some(_)) => fault("content", "leave it out where leave is asked for"),
        (Some(_), ApprovalAnswer::Deny | ApprovalAnswer::Cancel, None) | (None, _, None) => {
            Vec::new()
        }
    }
}
