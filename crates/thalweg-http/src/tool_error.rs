//! What failures of tools and jobs are to a client. Every variant is matched, so that a new failure
//! does not compile until its code is chosen.

use thalweg_chat::{DecideApprovalError, InvokeToolError, StopJobError, UpdateToolError};
use thalweg_wire::ErrorCode;

use crate::ApiError;
use crate::chat_error::mismatch;

impl From<InvokeToolError> for ApiError {
    fn from(error: InvokeToolError) -> Self {
        match error {
            InvokeToolError::NotFound => no_tool(),
            InvokeToolError::Denied(why) => Self::new(
                ErrorCode::ToolDenied,
                format!(
                    "You may not call this tool: {why}. PATCH /api/tools/{{tool}} changes that."
                ),
            ),
            InvokeToolError::Invalid(faults) => Self::fields(faults),
            InvokeToolError::Mismatch => mismatch(),
            InvokeToolError::TooMany => Self::new(
                ErrorCode::TooManyJobs,
                "As many of your jobs wait or run as may. Wait for some to end, or stop them.",
            )
            .retry_after(5),
            InvokeToolError::Overloaded => Self::new(
                ErrorCode::Overloaded,
                "Too many jobs wait or run on this server. Try again.",
            )
            .retry_after(5),
            InvokeToolError::Draining => Self::new(
                ErrorCode::Draining,
                "The server is going down. Try again in a moment.",
            )
            .retry_after(2),
            InvokeToolError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateToolError> for ApiError {
    fn from(error: UpdateToolError) -> Self {
        match error {
            UpdateToolError::NotFound => no_tool(),
            UpdateToolError::Store(error) => error.into(),
        }
    }
}

impl From<StopJobError> for ApiError {
    fn from(error: StopJobError) -> Self {
        match error {
            StopJobError::NotFound => Self::not_found("job"),
            StopJobError::Store(error) => error.into(),
        }
    }
}

impl From<DecideApprovalError> for ApiError {
    fn from(error: DecideApprovalError) -> Self {
        match error {
            DecideApprovalError::NotFound => Self::not_found("approval"),
            DecideApprovalError::Invalid(faults) => Self::fields(faults),
            DecideApprovalError::Decided { decision, by } => Self {
                decided: Some(Box::new((decision, by))),
                ..Self::new(
                    ErrorCode::ApprovalDecided,
                    format!("It was decided before: `{}`.", decision.as_str()),
                )
            },
            DecideApprovalError::Mismatch => mismatch(),
            DecideApprovalError::Store(error) => error.into(),
        }
    }
}

fn no_tool() -> ApiError {
    ApiError::new(
        ErrorCode::NotFound,
        "There is no such tool. GET /api/tools names those there are.",
    )
}
