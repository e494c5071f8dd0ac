use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{ApprovalDecision, ApprovalForm, Time, ToolCall, ToolCallStatus};

/// A call of a tool within a run came into being, changed its state, or says how far it is.
///
/// What is absent stays as it was told before; the first event of a call has its arguments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToolStatus {
    /// The call, unique in the message.
    pub id: String,
    /// The assistant's message.
    pub message_id: Uuid,
    /// The part of it that the call is.
    pub part_id: String,
    /// The tool.
    pub name: String,
    /// How far it is, or how it ended.
    pub status: ToolCallStatus,
    /// Its arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub args: Option<Value>,
    /// How much of it is done, 0 to 1, if the tool says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<f64>,
    /// The lines that its log grew by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// What it gave, as the model is shown it; the job has the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub output: Option<Value>,
    /// Why it did not end well, in words for a person, as the model is shown them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The job that executes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_id: Option<Uuid>,
    /// When the tool began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Time>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Time>,
}

/// A call within a run waits for leave or for an answer, or somebody decided on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Approval {
    /// What to name in `POST /api/approvals/{id}`.
    pub id: Uuid,
    /// The call.
    pub tool_call_id: String,
    /// The tool; absent once it is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The call's arguments; absent once it is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub args: Option<Value>,
    /// What the call asks; absent where it waits for leave, and once it is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Box<ApprovalForm>>,
    /// Why it is asked; once it is decided, what the person who decided said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it is too late; absent once it is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
    /// What was decided; absent while nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<ApprovalDecision>,
    /// Who decided, if a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl ToolStatus {
    /// A call of which nothing is known but its state.
    pub fn new(
        id: String,
        message_id: Uuid,
        part_id: String,
        name: String,
        status: ToolCallStatus,
    ) -> Self {
        Self {
            id,
            message_id,
            part_id,
            name,
            status,
            args: None,
            progress: None,
            log: None,
            output: None,
            error: None,
            job_id: None,
            started_at: None,
            ended_at: None,
        }
    }
}

impl ToolCall {
    /// Takes over what is told of the call.
    pub fn hear(&mut self, told: &ToolStatus) {
        self.status = told.status;
        if let Some(args) = &told.args {
            self.args = args.clone();
        }
        if told.output.is_some() {
            self.output.clone_from(&told.output);
        }
        if told.error.is_some() {
            self.error.clone_from(&told.error);
        }
        self.job_id = told.job_id.or(self.job_id);
        self.started_at = told.started_at.or(self.started_at);
        self.ended_at = told.ended_at.or(self.ended_at);
    }
}

impl From<&ToolStatus> for ToolCall {
    fn from(told: &ToolStatus) -> Self {
        let mut call = Self {
            id: told.id.clone(),
            name: told.name.clone(),
            args: Value::Object(serde_json::Map::new()),
            status: told.status,
            output: None,
            error: None,
            job_id: None,
            started_at: None,
            ended_at: None,
        };
        call.hear(told);
        call
    }
}
