use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{ApprovalForm, Time, ToolCallStatus};

/// What was decided on a call that waited for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ApprovalDecision {
    /// Yes, this once.
    Allow,
    /// Yes, and from now on without asking.
    Always,
    /// No.
    Deny,
    /// Nobody decides any more: the job was stopped, or the server went down. Of a question also:
    /// somebody put it away without an answer, or who asked does not want one any more.
    Cancelled,
    /// Nobody decided in time.
    Expired,
}

/// Leave for one call, or the answer to a question of a call: asked for or given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobApproval {
    /// What to name in `POST /api/approvals/{id}`.
    pub id: Uuid,
    /// When it is too late.
    pub expires_at: Time,
    /// What was decided; absent while nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<ApprovalDecision>,
    /// Who decided, if a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What that person said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is asked; absent where leave is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Box<ApprovalForm>>,
    /// The answer that was given, which fits the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub content: Option<Map<String, Value>>,
}

/// One execution of a tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// The tool.
    pub name: String,
    /// Its arguments.
    #[schema(value_type = Object)]
    pub args: Value,
    /// How far it is, or how it ended.
    pub status: ToolCallStatus,
    /// Leave that it waits for, or that somebody gave or refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<JobApproval>,
    /// What was asked while it ran, in order; at most the last waits for an answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<JobApproval>,
    /// How much of it is done, 0 to 1, if the tool says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<f64>,
    /// Once it ended: the last lines of its log, at most 16 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// What it gave, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub output: Option<Value>,
    /// Why it did not end well, in words for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Time,
    /// When the tool began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Time>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Time>,
    /// The run in which a model called it; absent if a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<Uuid>,
    /// Which call of that run's message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// On a single job that was asked for: the place in the log that it is of. Subscribe from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// A page of jobs, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobPage {
    /// The jobs. A page may have fewer than asked for and still be followed by another.
    pub items: Vec<Job>,
    /// Gives the next, older page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// On the first page: the place in the log that it is of. Subscribe from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// How far a job is, at most ten times a second. Forgotten some time after its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobProgress {
    /// The job.
    pub id: Uuid,
    /// How much of it is done, 0 to 1, if the tool says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<f64>,
    /// The lines that its log grew by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
}

/// A piece of a job's result, before its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobPartial {
    /// The job.
    pub id: Uuid,
    /// The piece.
    #[schema(value_type = Object)]
    pub data: Value,
}

/// A job of one's own came into being, waits for somebody, or ended; on its owner's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobNotice {
    /// The job.
    pub id: Uuid,
    /// The tool.
    pub name: String,
    /// How far it is, or how it ended.
    pub status: ToolCallStatus,
}

/// The present state of a job, in a `reset`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobSnapshot {
    /// The job.
    pub job: Job,
}

/// What a person can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ApprovalAnswer {
    /// Yes, this once.
    Allow,
    /// Yes, and from now on without asking.
    Always,
    /// No.
    Deny,
    /// To a question only: put away without an answer.
    Cancel,
}

/// A decision on a call that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideApproval {
    /// Yes or no.
    pub decision: ApprovalAnswer,
    /// Why, at most 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// To a question that is answered (`allow`), and only then: the answer, which fits the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub content: Option<Map<String, Value>>,
}

impl Job {
    /// All that was asked of people: leave, then questions.
    pub fn approvals(&self) -> impl Iterator<Item = &JobApproval> {
        self.approval.iter().chain(&self.questions)
    }

    /// The same, to be changed.
    pub fn approvals_mut(&mut self) -> impl Iterator<Item = &mut JobApproval> {
        self.approval.iter_mut().chain(&mut self.questions)
    }

    /// What it waits for somebody to decide on.
    pub fn asking(&self) -> Option<&JobApproval> {
        self.approvals().find(|asked| asked.decision.is_none())
    }
}

impl ToolCallStatus {
    /// Whether nothing comes after it.
    pub const fn is_end(self) -> bool {
        match self {
            Self::Queued | Self::AwaitingApproval | Self::Running => false,
            Self::Done | Self::Error | Self::Denied | Self::Cancelled | Self::Interrupted => true,
        }
    }
}

impl From<ApprovalAnswer> for ApprovalDecision {
    fn from(answer: ApprovalAnswer) -> Self {
        match answer {
            ApprovalAnswer::Allow => Self::Allow,
            ApprovalAnswer::Always => Self::Always,
            ApprovalAnswer::Deny => Self::Deny,
            ApprovalAnswer::Cancel => Self::Cancelled,
        }
    }
}

impl ApprovalDecision {
    /// Its word, as on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Always => "always",
            Self::Deny => "deny",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }
}
