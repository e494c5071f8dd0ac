use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ApprovalDecision, ErrorCode};

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Where, such as `prompt` or `variables.name`.
    pub path: String,
    /// What is wrong and what would be right.
    pub message: String,
}

/// Why a request failed: `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// A URI of the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in words, the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable word that programs decide by.
    pub code: ErrorCode,
    /// This occurrence in words: what was wrong and what to do.
    pub detail: String,
    /// Finds the request in the server's log.
    pub request_id: String,
    /// One entry for each wrong field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// With `run_in_progress`: the run that is going on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<uuid::Uuid>,
    /// With `context_too_long`: what was asked for, in tokens, estimated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u32>,
    /// With `context_too_long`: what the model takes, in tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// With `approval_decided`: what was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<ApprovalDecision>,
    /// With `approval_decided`: who decided, if a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Problem {
    /// A problem with the code's own title and status.
    pub fn new(code: ErrorCode, detail: impl Into<String>, request_id: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:thalweg:problem:{}", code.as_str()),
            title: code.title().into(),
            status: code.status(),
            code,
            detail: detail.into(),
            request_id: request_id.into(),
            errors: Vec::new(),
            run_id: None,
            size: None,
            limit: None,
            decision: None,
            by: None,
        }
    }
}
